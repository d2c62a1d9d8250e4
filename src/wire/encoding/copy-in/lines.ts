// Cuts what a COPY FROM receives into lines, wherever its messages were cut; PostgreSQL's rules: CopyReadLineText.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/copyfromparse.c
import { BadCopyFileFormat, CharacterNotInRepertoire, ProgramLimitExceeded } from "../../../errors.js";
import { limits } from "../../../limits.js";
import { decodeUtf8, validUtf8Bytes } from "../../protocol/utf8.js";

export type LineStep =
  /** The bytes of `line`, up to the next call. */
  | "line"
  /** There is no whole line without more input. */
  | "more"
  /** What still comes is not looked at: the end, or `\.`. */
  | "over";

type EndOfLine = "unknown" | "nl" | "cr" | "crnl";

const newline = 0x0a;
const carriageReturn = 0x0d;
const backslash = 0x5c;
const dot = 0x2e;
const nothing = Buffer.alloc(0);

export class CopyLines {
  /** Where lines are told by quotes, too: CSV. -1: no such character. */
  readonly #isCsv: boolean;
  readonly #quote: number;
  readonly #escape: number;
  #buffer: Buffer = nothing;
  /** False: it is a message, and not to be written to. */
  #isOwn = false;
  /** Where the present line begins, how far it was looked at, and where the bytes that may be looked at end. */
  #start = 0;
  #at = 0;
  #end = 0;
  /** Where the bytes end: behind `#end` is half a character, or what is none. */
  #filled = 0;
  #isAtEnd = false;
  #endOfLine: EndOfLine = "unknown";
  #isQuoted = false;
  #isEscaped = false;
  #isOver = false;
  /** Where each character that is special comes next: where none lies, a line ends at its newline. */
  readonly #specials: { readonly byte: number; next: number }[];

  /** The line's number, as errors tell it: those within quotes count. */
  number = 0;
  line: Buffer = nothing;

  constructor(csv: { readonly quote: string; readonly escape: string } | undefined) {
    this.#isCsv = csv !== undefined;
    this.#quote = csv?.quote.charCodeAt(0) ?? -1;
    const escape = csv?.escape.charCodeAt(0) ?? -1;
    this.#escape = escape === this.#quote ? -1 : escape;
    this.#specials = [carriageReturn, backslash, this.#quote, this.#escape]
      .filter((byte) => byte >= 0)
      .map((byte) => ({ byte, next: -1 }));
  }

  /** True: nothing that comes is of interest any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Takes over the bytes: the caller may not write to them any more. */
  push(bytes: Buffer): void {
    if (this.#isOver) return;
    const rest = this.#filled - this.#start;
    if (rest === 0) {
      this.#buffer = bytes;
      this.#isOwn = false;
      this.#filled = bytes.length;
      this.#start = this.#at = this.#end = 0;
    } else {
      if (rest + bytes.length > limits.copyLineBytesMax + limits.messageBytesMax) throw tooLong();
      this.#append(bytes, rest);
    }
    this.#verify();
    for (const special of this.#specials) special.next = -1;
  }

  /** There is no more. */
  finish(): void {
    this.#isAtEnd = true;
  }

  next(): LineStep {
    if (this.#isOver) return "over";
    if (this.#start === this.#at) this.number++;
    const step = this.#scan();
    if (step === "more" && this.#start === this.#at) this.number--;
    return step;
  }

  #append(bytes: Buffer, rest: number): void {
    const moved = this.#start;
    if (this.#filled + bytes.length > this.#buffer.length || !this.#isOwn) {
      const grown = Buffer.allocUnsafe(2 * rest + bytes.length);
      this.#buffer.copy(grown, 0, this.#start, this.#filled);
      this.#buffer = grown;
      this.#isOwn = true;
      this.#start = 0;
      this.#at -= moved;
      this.#end -= moved;
      this.#filled = rest;
    }
    this.#filled += bytes.copy(this.#buffer, this.#filled);
  }

  #verify(): void {
    const unverified = this.#buffer.subarray(this.#end, this.#filled);
    this.#end += validUtf8Bytes(unverified);
  }

  #scan(): LineStep {
    const plain = this.#plainLine();
    if (plain !== undefined) return plain;
    return this.#isCsv ? this.#scanCsv() : this.#scanText();
  }

  /** PERF: most lines have nothing in them but what they say. */
  #plainLine(): LineStep | undefined {
    if (this.#at !== this.#start || (this.#endOfLine !== "nl" && this.#endOfLine !== "unknown")) return undefined;
    const end = this.#buffer.indexOf(newline, this.#at);
    if (end === -1 || end >= this.#end) return undefined;
    if (this.#isSpecialBefore(end)) return undefined;
    this.#endOfLine = "nl";
    return this.#take(end, end + 1);
  }

  #isSpecialBefore(end: number): boolean {
    for (const special of this.#specials) {
      if (special.next < this.#at) {
        const found = this.#buffer.indexOf(special.byte, this.#at);
        special.next = found === -1 ? this.#buffer.length : found;
      }
      if (special.next < end) return true;
    }
    return false;
  }

  #take(end: number, next: number): "line" {
    this.line = this.#buffer.subarray(this.#start, end);
    this.#start = this.#at = next;
    this.#isQuoted = this.#isEscaped = false;
    return "line";
  }

  #scanText(): LineStep {
    const buffer = this.#buffer;
    while (this.#at < this.#end) {
      const at = this.#at;
      const byte = buffer[at];
      if (byte === newline || byte === carriageReturn) {
        const step = this.#lineEnd(byte, at);
        if (step !== undefined) return step;
      } else if (byte === backslash) {
        if (!this.#has(at + 1)) {
          if (this.#lacks(at + 1)) return this.#more();
          // A backslash before the end is like any other character.
          this.#at = this.#end;
          break;
        }
        if (buffer[at + 1] === dot) return this.#endMarker(at) ?? "more";
        // What follows a backslash is itself, be it a backslash or a newline.
        this.#at = at + 2;
      } else {
        this.#at = at + 1;
      }
    }
    if (this.#at > this.#end) this.#at = this.#end;
    return this.#more();
  }

  #scanCsv(): LineStep {
    const buffer = this.#buffer;
    while (this.#at < this.#end) {
      const at = this.#at;
      const byte = buffer[at] as number;
      if ((byte === backslash || byte === carriageReturn) && this.#lacks(at + 1)) return this.#more();
      if (this.#isQuoted && byte === this.#escape) this.#isEscaped = !this.#isEscaped;
      if (byte === this.#quote && !this.#isEscaped) this.#isQuoted = !this.#isQuoted;
      if (byte !== this.#escape) this.#isEscaped = false;
      if (this.#isQuoted) {
        if (byte === (this.#endOfLine === "nl" ? newline : carriageReturn)) this.number++;
        this.#at = at + 1;
      } else if (byte === newline || byte === carriageReturn) {
        const step = this.#lineEnd(byte, at);
        if (step !== undefined) return step;
      } else if (byte === backslash && at === this.#start && buffer[at + 1] === dot && this.#has(at + 1)) {
        const step = this.#endMarker(at);
        if (step !== undefined) return step;
        // It is a value that begins so.
        this.#at = at + 1;
      } else {
        this.#at = at + 1;
      }
    }
    return this.#more();
  }

  #has(at: number): boolean {
    return at < this.#end;
  }

  /** What lies there has to be known first, and is not, or is no text. */
  #lacks(at: number): boolean {
    return at >= this.#end && (!this.#isAtEnd || this.#end < this.#filled);
  }

  /** Undefined: go on looking. */
  #lineEnd(byte: number, at: number): LineStep | undefined {
    if (byte === newline) {
      if (this.#endOfLine === "cr" || this.#endOfLine === "crnl") throw this.#literal("newline");
      this.#endOfLine = "nl";
      return this.#take(at, at + 1);
    }
    if (this.#endOfLine === "nl") throw this.#literal("carriage return");
    if (this.#endOfLine === "cr") return this.#take(at, at + 1);
    if (this.#lacks(at + 1)) return this.#more();
    if (this.#has(at + 1) && this.#buffer[at + 1] === newline) {
      this.#endOfLine = "crnl";
      return this.#take(at, at + 2);
    }
    if (this.#endOfLine === "crnl") throw this.#literal("carriage return");
    this.#endOfLine = "cr";
    return this.#take(at, at + 1);
  }

  /** What `\.` at this place is; undefined: a value, in CSV. "more": it cannot be told yet. */
  #endMarker(at: number): LineStep | undefined {
    let next = at + 2;
    if (this.#endOfLine === "crnl") {
      if (this.#lacks(next)) return this.#more();
      const byte = this.#byteAt(next++);
      if (byte === newline) {
        if (this.#isCsv) return undefined;
        throw this.#malformed("end-of-copy marker does not match previous newline style");
      }
      if (byte !== carriageReturn) {
        if (this.#isCsv) return undefined;
        throw this.#malformed("end-of-copy marker corrupt");
      }
    }
    if (this.#lacks(next)) return this.#more();
    const byte = this.#byteAt(next);
    if (byte !== carriageReturn && byte !== newline) {
      if (this.#isCsv) return undefined;
      throw this.#malformed("end-of-copy marker corrupt");
    }
    const fits = { unknown: true, nl: byte === newline, crnl: byte === newline, cr: byte === carriageReturn };
    if (!fits[this.#endOfLine]) throw this.#malformed("end-of-copy marker does not match previous newline style");
    return this.#last(at);
  }

  #byteAt(at: number): number {
    return this.#has(at) ? (this.#buffer[at] as number) : 0;
  }

  /** The last line, up to here, if there is anything in it. */
  #last(end: number): LineStep {
    this.#isOver = true;
    this.line = nothing;
    if (end === this.#start) return "over";
    return this.#take(end, this.#filled);
  }

  #more(): LineStep {
    const isCutShort = this.#end < this.#filled;
    if (isCutShort && (this.#isAtEnd || this.#filled - this.#end >= 4)) throw this.#notText();
    if (this.#at - this.#start > limits.copyLineBytesMax) throw tooLong();
    return this.#isAtEnd ? this.#last(this.#end) : "more";
  }

  /** The bytes behind those that are text are none. */
  #notText(): Error {
    const bytes = this.#buffer.subarray(this.#end, this.#filled);
    if (bytes[0] === 0) return new CharacterNotInRepertoire("UTF8", Buffer.of(0));
    decodeUtf8(bytes);
    throw new Error("bytes were taken for no text, and are");
  }

  #malformed(message: string, hint?: string): BadCopyFileFormat {
    return new BadCopyFileFormat(message, hint === undefined ? {} : { hint });
  }

  #literal(what: "newline" | "carriage return"): BadCopyFileFormat {
    if (this.#isCsv) {
      return this.#malformed(`unquoted ${what} found in data`, `Use quoted CSV field to represent ${what}.`);
    }
    const escape = what === "newline" ? "\\n" : "\\r";
    return this.#malformed(`literal ${what} found in data`, `Use "${escape}" to represent ${what}.`);
  }
}

function tooLong(): ProgramLimitExceeded {
  return new ProgramLimitExceeded("a line of the copy is too long", {
    detail: `It can have at most ${limits.copyLineBytesMax} bytes.`,
  });
}
