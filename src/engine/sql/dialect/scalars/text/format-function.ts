// format(): %s, %I and %L, with positions and widths.
import {
  InvalidTextRepresentation,
  NumericValueOutOfRange,
  PgError,
  ProgramLimitExceeded,
} from "../../../../../errors.js";
import { type ScalarFunction, scalarFunction } from "../../scalar-function.js";
import { quoteIdentifier } from "./identifiers.js";

export const formatScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_format", ["VARCHAR", "VARCHAR"], "VARCHAR", (format, values) =>
    new Formatter(format, JSON.parse(values) as readonly (string | null)[]).write(),
  ),
];

const int4Max = 2_147_483_647;
const lengthMax = 64 * 1024 * 1024;

class Formatter {
  readonly #format: string;
  readonly #values: readonly (string | null)[];
  #at = 0;
  /** Counted from 1. */
  #next = 1;

  constructor(format: string, values: readonly (string | null)[]) {
    this.#format = format;
    this.#values = values;
  }

  write(): string {
    let written = "";
    while (this.#at < this.#format.length) {
      const sign = this.#format.indexOf("%", this.#at);
      if (sign < 0) return written + this.#format.slice(this.#at);
      written += this.#format.slice(this.#at, sign);
      this.#at = sign;
      this.#advance();
      written += this.#character() === "%" ? "%" : this.#specified();
      this.#at++;
      if (written.length > lengthMax) throw new ProgramLimitExceeded("the result of format() is too long");
    }
    return written;
  }

  #specified(): string {
    let position: number | undefined;
    let widthPosition: number | undefined;
    let width = this.#number();
    let isLeft = false;
    const isWidthAlone = width !== undefined && this.#character() !== "$";
    if (!isWidthAlone) {
      position = width;
      width = undefined;
      if (position !== undefined) this.#endPosition(position);
      for (; this.#character() === "-"; this.#advance()) isLeft = true;
      if (this.#character() === "*") {
        this.#advance();
        widthPosition = this.#number() ?? 0;
        const isGiven = /\d/.test(this.#format.charAt(this.#at - 1));
        if (isGiven && this.#character() !== "$") {
          throw new PgError("22023", 'width argument position must be ended by "$"');
        }
        if (isGiven) this.#endPosition(widthPosition);
      } else width = this.#number();
    }
    const kind = this.#character();
    if (!/^[sIL]$/.test(kind)) {
      throw new PgError("22023", `unrecognized format() type specifier "${kind}"`, { hint: percentHint });
    }
    if (widthPosition !== undefined) width = widthOf(this.#value(widthPosition));
    return padded(converted(this.#value(position ?? 0), kind), width ?? 0, isLeft);
  }

  #endPosition(position: number): void {
    if (position === 0) {
      throw new PgError("22023", "format specifies argument 0, but arguments are numbered from 1");
    }
    this.#advance();
  }

  /** 0: the next one. */
  #value(position: number): string | null {
    if (position > 0) this.#next = position;
    const value = this.#values[this.#next - 1];
    if (value === undefined) throw new PgError("22023", "too few arguments for format()");
    this.#next++;
    return value;
  }

  #number(): number | undefined {
    const start = this.#at;
    let value = 0;
    for (; /\d/.test(this.#format.charAt(this.#at)); this.#advance()) {
      value = value * 10 + Number(this.#format.charAt(this.#at));
      if (value > int4Max) throw new NumericValueOutOfRange("number is out of range");
    }
    return this.#at === start ? undefined : value;
  }

  #character(): string {
    const code = this.#format.codePointAt(this.#at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  #advance(): void {
    if (++this.#at < this.#format.length) return;
    throw new PgError("22023", "unterminated format() type specifier", { hint: percentHint });
  }
}

const percentHint = 'For a single "%" use "%%".';

function converted(value: string | null, kind: string): string {
  if (kind === "s") return value ?? "";
  if (kind === "L") return value === null ? "NULL" : quoteLiteral(value);
  if (value === null) throw new PgError("22004", "null values cannot be formatted as an SQL identifier");
  return quoteIdentifier(value);
}

function quoteLiteral(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes("\\") ? `E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

function widthOf(value: string | null): number {
  if (value === null) return 0;
  if (!/^[ \t\n\v\f\r]*[+-]?\d+[ \t\n\v\f\r]*$/.test(value)) throw new InvalidTextRepresentation("integer", value);
  const width = Number(value);
  if (width > int4Max || width < -int4Max - 1) {
    throw new NumericValueOutOfRange(`value "${value}" is out of range for type integer`);
  }
  if (width < -int4Max) throw new NumericValueOutOfRange("number is out of range");
  return width;
}

function padded(text: string, width: number, isLeft: boolean): string {
  if (width === 0) return text;
  let length = 0;
  for (const _ of text) length++;
  const missing = Math.abs(width) - length;
  if (missing <= 0) return text;
  if (missing > lengthMax) throw new ProgramLimitExceeded("the result of format() is too long");
  return isLeft || width < 0 ? text + " ".repeat(missing) : " ".repeat(missing) + text;
}
