// Makes the next page of a portal ready while its client looks at the one it has: most clients ask for as many rows again.
import type { AheadEncoder } from "../encoding/ahead-encoder.js";
import type { RowCursor } from "./row-cursor.js";

export class PageAhead {
  readonly #cursor: RowCursor;
  readonly #encoder: AheadEncoder;
  #timer: NodeJS.Immediate | undefined;

  constructor(cursor: RowCursor, encoder: AheadEncoder) {
    this.#cursor = cursor;
    this.#encoder = encoder;
  }

  /** Once the page before it has left. */
  expect(rows: number): void {
    this.forgo();
    this.#timer = setImmediate(() => this.#encoder.prepare(this.#cursor.ahead(rows)));
  }

  /** Something else is asked for, or nothing any more. */
  forgo(): void {
    clearImmediate(this.#timer);
    this.#timer = undefined;
  }

  end(): void {
    this.forgo();
    this.#encoder.discard();
  }
}
