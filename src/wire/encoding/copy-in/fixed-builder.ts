// A column of values of one width that come in.
import type { DataType, ParameterContent, Vector } from "../../../engine/api.js";
import type { ColumnBuilder } from "./column-builder.js";
import { Validity } from "./validity.js";

/** How values of one type are written, and how the plain ones among their texts are read. */
export interface FixedKind {
  readonly width: number;
  /** False, and nothing written that counts: the text is not as plain as that. */
  readPlain(bytes: Buffer, start: number, end: number, view: DataView, at: number): boolean;
  /** @throws PgError for a value that does not fit the column. */
  write(content: ParameterContent, type: DataType, view: DataView, at: number): void;
}

export class FixedBuilder implements ColumnBuilder {
  readonly longBytes = 0;
  readonly #type: DataType;
  readonly #kind: FixedKind;
  readonly #validity = new Validity();
  #view: DataView;

  constructor(type: DataType, kind: FixedKind) {
    this.#type = type;
    this.#kind = kind;
    this.#view = new DataView(new ArrayBuffer(1_024 * kind.width));
  }

  addPlain(bytes: Buffer, start: number, end: number): boolean {
    const to = this.#reserve();
    if (!this.#kind.readPlain(bytes, start, end, this.#view, to)) return false;
    this.#validity.addValue();
    return true;
  }

  addContent(content: ParameterContent, type: DataType): void {
    const to = this.#reserve();
    this.#kind.write(content, type, this.#view, to);
    this.#validity.addValue();
  }

  addNull(): void {
    this.#reserve();
    this.#validity.addNull();
  }

  take(): Vector {
    const { length } = this.#validity;
    const { width } = this.#kind;
    const data = new Uint8Array(this.#view.buffer, 0, length * width);
    this.#view = new DataView(new ArrayBuffer(Math.max(1_024, length) * width));
    return { layout: "fixed", type: this.#type, length, validity: this.#validity.take(), width, data };
  }

  /** Where the next value goes. */
  #reserve(): number {
    const at = this.#validity.length * this.#kind.width;
    if (at + this.#kind.width > this.#view.byteLength) {
      const larger = new Uint8Array(2 * this.#view.byteLength);
      larger.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
