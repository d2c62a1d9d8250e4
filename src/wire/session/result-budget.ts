// How much of a result a role may take: `sluice.result_bytes_max`, counted as its rows are sent.
import { ProgramLimitExceeded } from "../../errors.js";

export class ResultBudget {
  readonly #bytesMax: number;
  #bytes = 0;

  /** 0: without limit. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** @throws ProgramLimitExceeded (54000) before the bytes that are too many are sent. */
  take(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytesMax === 0 || this.#bytes <= this.#bytesMax) return;
    throw new ProgramLimitExceeded("result is too large", {
      detail: `sluice.result_bytes_max allows ${this.#bytesMax} bytes.`,
      hint: "Ask for fewer rows or columns, or for an aggregate.",
    });
  }
}
