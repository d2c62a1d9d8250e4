// Cuts a line of a COPY FROM into fields and undoes their escapes; PostgreSQL's rules: CopyReadAttributesText and CopyReadAttributesCSV.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/copyfromparse.c
import type { CopyInput } from "../../../engine/api.js";
import { BadCopyFileFormat, CharacterNotInRepertoire } from "../../../errors.js";
import { decodeUtf8 } from "../../protocol/utf8.js";

type LineFormat = Exclude<CopyInput, { readonly kind: "binary" }>;

const backslash = 0x5c;
const nothing = Buffer.alloc(0);

/** Where the fields of the present line lie. */
export class Fields {
  readonly #delimiter: number;
  readonly #nullText: Buffer;
  readonly #csv: { readonly quote: number; readonly escape: number } | undefined;
  /** Fields beyond are counted only. */
  readonly #keptMax: number;
  #scratch: Buffer = nothing;
  #scratchAt = 0;
  count = 0;
  /** What a field's bytes are in: the line, or what became of it. */
  readonly sources: Buffer[] = [];
  readonly starts: number[] = [];
  /** -1: NULL. */
  readonly ends: number[] = [];

  constructor(format: LineFormat, keptMax: number) {
    this.#delimiter = format.delimiter.charCodeAt(0);
    this.#nullText = Buffer.from(format.nullText);
    this.#csv =
      format.kind === "csv" ? { quote: format.quote.charCodeAt(0), escape: format.escape.charCodeAt(0) } : undefined;
    this.#keptMax = keptMax;
  }

  /** @throws BadCopyFileFormat (22P04); CharacterNotInRepertoire (22021) for what escapes have spelled. */
  read(line: Buffer): void {
    this.count = 0;
    this.#scratchAt = 0;
    if (this.#scratch.length < line.length) this.#scratch = Buffer.allocUnsafe(2 * line.length);
    let at = 0;
    do at = this.#csv === undefined ? this.#textField(line, at) : this.#csvField(line, at, this.#csv);
    while (at <= line.length);
  }

  isNull(index: number): boolean {
    return this.ends[index] === -1;
  }

  bytes(index: number): Buffer {
    return (this.sources[index] ?? nothing).subarray(this.starts[index], this.ends[index]);
  }

  text(index: number): string {
    return this.bytes(index).toString("utf8");
  }

  /** The field after a delimiter begins there; after the last one, nothing does: that is beyond the line's length. */
  #textField(line: Buffer, start: number): number {
    const delimiter = this.#delimiter;
    let at = start;
    while (at < line.length) {
      const byte = line[at];
      if (byte === delimiter) break;
      if (byte === backslash) return this.#escapedField(line, start, at);
      at++;
    }
    this.#add(line, start, at, this.#isNullText(line, start, at));
    return at + 1;
  }

  /** `from`: its first backslash. */
  #escapedField(line: Buffer, start: number, from: number): number {
    const scratch = this.#scratch;
    const begin = this.#scratchAt;
    let to = begin + line.copy(scratch, begin, start, from);
    let at = from;
    let isDoubtful = false;
    let rawEnd = line.length;
    while (at < line.length) {
      const byte = line[at] as number;
      if (byte === this.#delimiter) {
        rawEnd = at;
        break;
      }
      at++;
      if (byte !== backslash) {
        scratch[to++] = byte;
        continue;
      }
      // A backslash at the end stands for nothing.
      if (at >= line.length) {
        rawEnd = at - 1;
        break;
      }
      const next = line[at++] as number;
      if (isOctal(next)) {
        let value = next - 0x30;
        for (let digits = 1; digits < 3 && isOctal(line[at]); digits++)
          value = value * 8 + (line[at++] as number) - 0x30;
        value &= 0xff;
        if (value === 0 || value >= 0x80) isDoubtful = true;
        scratch[to++] = value;
      } else if (next === 0x78 && hexOf(line[at]) >= 0) {
        let value = hexOf(line[at++]);
        if (hexOf(line[at]) >= 0) value = value * 16 + hexOf(line[at++]);
        if (value === 0 || value >= 0x80) isDoubtful = true;
        scratch[to++] = value;
      } else {
        scratch[to++] = controlByLetter[next] ?? next;
      }
    }
    const isNull = this.#isNullText(line, start, rawEnd);
    if (isDoubtful && !isNull) assertText(scratch.subarray(begin, to));
    this.#scratchAt = to;
    this.#add(scratch, begin, to, isNull);
    return at + 1;
  }

  #csvField(
    line: Buffer,
    start: number,
    { quote, escape }: { readonly quote: number; readonly escape: number },
  ): number {
    let at = start;
    while (at < line.length && line[at] !== this.#delimiter && line[at] !== quote) at++;
    if (at >= line.length || line[at] === this.#delimiter) {
      this.#add(line, start, at, this.#isNullText(line, start, at));
      return at + 1;
    }
    const scratch = this.#scratch;
    const begin = this.#scratchAt;
    let to = begin + line.copy(scratch, begin, start, at);
    let isQuoted = false;
    while (at < line.length) {
      const byte = line[at] as number;
      if (!isQuoted && byte === this.#delimiter) break;
      at++;
      if (!isQuoted) {
        if (byte === quote) isQuoted = true;
        else scratch[to++] = byte;
        continue;
      }
      const next = line[at];
      if (byte === escape && next !== undefined && (next === escape || next === quote)) {
        scratch[to++] = next;
        at++;
      } else if (byte === quote) {
        isQuoted = false;
      } else {
        scratch[to++] = byte;
      }
    }
    if (isQuoted) throw new BadCopyFileFormat("unterminated CSV quoted field");
    this.#scratchAt = to;
    this.#add(scratch, begin, to, false);
    return at + 1;
  }

  #isNullText(line: Buffer, start: number, end: number): boolean {
    const nullText = this.#nullText;
    if (end - start !== nullText.length) return false;
    for (let index = 0; index < nullText.length; index++) if (line[start + index] !== nullText[index]) return false;
    return true;
  }

  #add(source: Buffer, start: number, end: number, isNull: boolean): void {
    const index = this.count++;
    if (index >= this.#keptMax) return;
    this.sources[index] = source;
    this.starts[index] = start;
    this.ends[index] = isNull ? -1 : end;
  }
}

const controlByLetter: Readonly<Record<number, number>> = {
  0x62: 0x08,
  0x66: 0x0c,
  0x6e: 0x0a,
  0x72: 0x0d,
  0x74: 0x09,
  0x76: 0x0b,
};

function isOctal(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x37;
}

function hexOf(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

function assertText(bytes: Buffer): void {
  const zero = bytes.indexOf(0);
  decodeUtf8(zero === -1 ? bytes : bytes.subarray(0, zero));
  if (zero !== -1) throw new CharacterNotInRepertoire("UTF8", Buffer.of(0));
}
