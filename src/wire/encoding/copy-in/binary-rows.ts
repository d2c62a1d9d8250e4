// Rows of a COPY FROM in binary. https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.4
import { BadCopyFileFormat, ProgramLimitExceeded } from "../../../errors.js";
import { limits } from "../../../limits.js";
import type { RowReader } from "./row-reader.js";
import type { IncomingColumn } from "./incoming-column.js";

export function binaryRows(columns: readonly IncomingColumn[], relation: string): RowReader {
  return new BinaryRows(columns, relation);
}

const signature = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");
/** Up to the header's extension. */
const headerBytes = signature.length + 8;
const withOids = 1 << 16;
const nothing = Buffer.alloc(0);

class BinaryRows implements RowReader {
  readonly #columns: readonly IncomingColumn[];
  readonly #relation: string;
  #buffer: Buffer = nothing;
  #at = 0;
  #isAtEnd = false;
  #phase: "header" | "extension" | "rows" | "trailer" = "header";
  /** Of the header's extension: bytes that are left out. */
  #skipped = 0;
  #line = 0;
  #column: string | undefined;

  constructor(columns: readonly IncomingColumn[], relation: string) {
    this.#columns = columns;
    this.#relation = relation;
  }

  push(bytes: Buffer): void {
    const rest = this.#buffer.subarray(this.#at);
    if (rest.length + bytes.length > limits.copyLineBytesMax + limits.messageBytesMax) {
      throw new ProgramLimitExceeded("a row of the copy is too long", {
        detail: `It can have at most ${limits.copyLineBytesMax} bytes.`,
      });
    }
    // Weakness: a row of many messages is joined anew with each of them.
    this.#buffer = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    this.#at = 0;
  }

  finish(): void {
    this.#isAtEnd = true;
  }

  next(): boolean {
    if (this.#phase === "header" && !this.#readHeader()) return false;
    if (this.#phase === "extension" && !this.#skipExtension()) return false;
    if (this.#phase === "trailer") {
      if (this.#left > 0) throw new BadCopyFileFormat("received copy data after EOF marker");
      return false;
    }
    return this.#readRow();
  }

  where(): string | undefined {
    if (this.#phase === "header" || this.#phase === "extension") return undefined;
    const place = `COPY ${this.#relation}, line ${this.#line}`;
    return this.#column === undefined ? place : `${place}, column ${this.#column}`;
  }

  get #left(): number {
    return this.#buffer.length - this.#at;
  }

  #readHeader(): boolean {
    const begun = this.#buffer.subarray(0, signature.length);
    if (!signature.subarray(0, begun.length).equals(begun) || (this.#isAtEnd && begun.length < signature.length)) {
      throw new BadCopyFileFormat("COPY file signature not recognized");
    }
    if (this.#buffer.length >= signature.length + 4) {
      const flags = this.#buffer.readInt32BE(signature.length);
      if ((flags & withOids) !== 0) throw new BadCopyFileFormat("invalid COPY file header (WITH OIDS)");
      if (flags >> 16 !== 0) throw new BadCopyFileFormat("unrecognized critical flags in COPY file header");
    } else if (this.#isAtEnd) {
      throw new BadCopyFileFormat("invalid COPY file header (missing flags)");
    }
    if (this.#buffer.length < headerBytes) {
      if (this.#isAtEnd) throw new BadCopyFileFormat("invalid COPY file header (missing length)");
      return false;
    }
    this.#skipped = this.#buffer.readInt32BE(headerBytes - 4);
    if (this.#skipped < 0) throw new BadCopyFileFormat("invalid COPY file header (missing length)");
    this.#at = headerBytes;
    this.#phase = "extension";
    return true;
  }

  #skipExtension(): boolean {
    const size = Math.min(this.#skipped, this.#left);
    this.#at += size;
    this.#skipped -= size;
    if (this.#skipped > 0) {
      if (this.#isAtEnd) throw new BadCopyFileFormat("invalid COPY file header (wrong length)");
      return false;
    }
    this.#phase = "rows";
    return true;
  }

  /** A row is read when all of it is there: of half a row, no value may be kept. */
  #readRow(): boolean {
    const buffer = this.#buffer;
    const start = this.#at;
    this.#column = undefined;
    this.#line++;
    // As in PostgreSQL, the input may end without its marker.
    if (this.#left < 2) return this.#incomplete();
    const count = buffer.readInt16BE(start);
    if (count === -1) {
      this.#at += 2;
      this.#phase = "trailer";
      return this.next();
    }
    if (count !== this.#columns.length) {
      throw new BadCopyFileFormat(`row field count is ${count}, expected ${this.#columns.length}`);
    }
    if (!this.#isAtEnd && !this.#hasRow(start + 2)) return this.#incomplete();
    this.#takeRow(start + 2);
    return true;
  }

  /** Whether all of it is there, or as much as shows that it is wrong. */
  #hasRow(start: number): boolean {
    let at = start;
    for (let index = 0; index < this.#columns.length; index++) {
      if (at + 4 > this.#buffer.length) return false;
      const size = this.#buffer.readInt32BE(at);
      if (size < -1 || size >= limits.copyFieldBytesMax) return true;
      at += 4 + Math.max(0, size);
    }
    return at <= this.#buffer.length;
  }

  #takeRow(start: number): void {
    const buffer = this.#buffer;
    let at = start;
    for (const column of this.#columns) {
      this.#column = column.name;
      if (at + 4 > buffer.length) throw new BadCopyFileFormat("unexpected EOF in COPY data");
      const size = buffer.readInt32BE(at);
      at += 4;
      if (size === -1) {
        // That there can be no NULL is told of the row.
        this.#column = undefined;
        column.addNull();
        continue;
      }
      if (size < 0) throw new BadCopyFileFormat("invalid field size");
      if (size >= limits.copyFieldBytesMax) throw new ProgramLimitExceeded("out of memory");
      if (at + size > buffer.length) throw new BadCopyFileFormat("unexpected EOF in COPY data");
      column.addBinary(buffer.subarray(at, at + size));
      at += size;
    }
    this.#column = undefined;
    this.#at = at;
  }

  #incomplete(): boolean {
    this.#line--;
    this.#column = undefined;
    return false;
  }
}
