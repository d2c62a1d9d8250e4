// What decodes a parameter of one type, and how it says what is wrong.
import type { DataType, ParameterContent, ParameterValue } from "../../../engine/api.js";
import {
  InvalidBinaryRepresentation,
  InvalidTextRepresentation,
  PgError,
  type PgErrorFields,
  ProtocolViolation,
} from "../../../errors.js";
import type { EncodingSettings } from "../settings.js";
import type { TimeZone } from "../../../engine/api.js";

export interface ParameterDecoder {
  text(text: string, context: ParameterContext): ParameterValue;
  binary(bytes: Buffer, context: ParameterContext): ParameterValue;
}

export interface ParameterContext {
  readonly settings: EncodingSettings;
  readonly timeZone: TimeZone;
  /** What `now` and `today` mean. */
  readonly now: Date;
  /** Counts from 1, as in `$1`; absent: it is no parameter. */
  readonly position?: number;
  /** For every error: what it is about. */
  readonly place: PgErrorFields;
}

/** A type whose values need nothing but their content. */
export function decoderOf(
  type: DataType,
  typeName: string,
  decode: {
    /** Undefined: that is no value of the type. */
    text(text: string, context: ParameterContext): ParameterContent | undefined;
    binary(bytes: Buffer, context: ParameterContext): ParameterContent;
  },
): ParameterDecoder {
  return {
    text(text, context) {
      const value = decode.text(text, context);
      if (value === undefined) throw invalidText(typeName, text, context);
      return { type, value };
    },
    binary: (bytes, context) => ({ type, value: decode.binary(bytes, context) }),
  };
}

export function invalidText(typeName: string, text: string, context: ParameterContext): PgError {
  return new InvalidTextRepresentation(typeName, shown(text), context.place);
}

/** The value within the type's bounds, or 22003. */
export function outOfRange(typeName: string, text: string, context: ParameterContext): PgError {
  return new PgError("22003", `value "${shown(text)}" is out of range for type ${typeName}`, context.place);
}

export function wrongSize(context: ParameterContext): PgError {
  const { position } = context;
  const where = position === undefined ? "" : ` in bind parameter ${position}`;
  return new InvalidBinaryRepresentation(`incorrect binary data format${where}`);
}

export function checkSize(bytes: Buffer, size: number, context: ParameterContext): void {
  if (bytes.length === size) return;
  // Of a parameter, the two are told as one.
  if (bytes.length < size && context.position === undefined) {
    throw new ProtocolViolation("insufficient data left in message", { ...context.place, severity: "ERROR" });
  }
  throw wrongSize(context);
}

const shownMax = 1_000;

/** An error repeats what could not be read, but not megabytes of it. */
export function shown(text: string): string {
  return text.length <= shownMax ? text : `${text.slice(0, shownMax)}...`;
}

/** Of what C's isspace calls white space. A regular expression would look at a long run of it again from each of its places. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
