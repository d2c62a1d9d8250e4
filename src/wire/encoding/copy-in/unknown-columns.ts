// Finds out which columns rows have that come in for a dataset that is made of them: from the first line.
import type { CopyInput } from "../../../engine/api.js";
import { BadCopyFileFormat, FeatureNotSupported, ProgramLimitExceeded } from "../../../errors.js";
import { limits } from "../../../limits.js";
import { Fields } from "./fields.js";
import { CopyLines } from "./lines.js";

/** What was found, and all that was received until then. */
export interface FoundColumns {
  readonly names: readonly string[];
  /** How the rows are to be read: the header, if there is one, is left out. */
  readonly input: CopyInput;
  readonly bytes: Buffer;
}

/** More than PostgreSQL's tables have: the whole line is looked at. */
const columnsMax = 10_000;

export class UnknownColumns {
  readonly #input: Exclude<CopyInput, { readonly kind: "binary" }>;
  readonly #lines: CopyLines;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isFound = false;

  /** @throws FeatureNotSupported (0A000) for binary, whose values say nothing of their types. */
  constructor(input: CopyInput) {
    if (input.kind === "binary") {
      throw new FeatureNotSupported("a dataset cannot be made of rows in binary", {
        hint: "CREATE TABLE name (columns) first, or copy in the format csv.",
      });
    }
    if (input.header === "match") {
      throw new FeatureNotSupported("a dataset that is made has no columns that a header could match", {
        hint: "Say HEADER.",
      });
    }
    this.#input = input;
    this.#lines = new CopyLines(input.kind === "csv" ? input : undefined);
  }

  /** True: there is a whole line. */
  push(bytes: Buffer): boolean {
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes > limits.copyLineBytesMax) throw new ProgramLimitExceeded("the first line of the copy is too long");
    this.#lines.push(Buffer.from(bytes));
    this.#isFound = this.#lines.next() === "line";
    return this.#isFound || this.#lines.isOver;
  }

  /** `isEnd`: no more comes. @throws BadCopyFileFormat (22P04) when there is no line at all. */
  found(isEnd: boolean): FoundColumns {
    if (isEnd && !this.#isFound) {
      this.#lines.finish();
      this.#isFound = this.#lines.next() === "line";
    }
    if (!this.#isFound) {
      throw new BadCopyFileFormat("the copy has no line that would tell the columns", {
        hint: "CREATE TABLE name (columns) makes an empty dataset.",
      });
    }
    const fields = new Fields(this.#input, columnsMax);
    fields.read(this.#lines.line);
    if (fields.count > columnsMax) {
      throw new ProgramLimitExceeded(`a dataset can be made with at most ${columnsMax} columns`);
    }
    const names = Array.from({ length: fields.count }, (_, index) => {
      const name = this.#input.header === "none" || fields.isNull(index) ? "" : fields.text(index).trim();
      return name === "" ? `column${index + 1}` : name;
    });
    return { names, input: this.#input, bytes: Buffer.concat(this.#chunks) };
  }
}
