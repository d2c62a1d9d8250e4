// What a client says to PostgreSQL, as far as the system catalog is asked.
// https://www.postgresql.org/docs/18/protocol-message-formats.html

import { CharacterNotInRepertoire } from "../../../errors.js";

/** A value of a parameter as it came; undefined: NULL. */
export interface BoundValue {
  readonly format: "text" | "binary";
  readonly bytes: Uint8Array | undefined;
}

export function query(sql: string): Buffer {
  return message("Q", text(sql));
}

/** The unnamed statement. `typeOids`: 0 where the type is to be inferred. */
export function parse(sql: string, typeOids: readonly number[]): Buffer {
  return message("P", text(""), text(sql), counted(typeOids, int32));
}

/** The unnamed statement's unnamed portal. */
export function bind(values: readonly BoundValue[], formats: readonly ("text" | "binary")[]): Buffer {
  return message(
    "B",
    text(""),
    text(""),
    counted(values, ({ format }) => formatCode(format)),
    counted(values, ({ bytes }) => (bytes === undefined ? int32(-1) : Buffer.concat([int32(bytes.length), bytes]))),
    counted(formats, formatCode),
  );
}

export function describeStatement(): Buffer {
  return message("D", Buffer.from("S"), text(""));
}

/** All rows. */
export function execute(): Buffer {
  return message("E", text(""), int32(0));
}

export function sync(): Buffer {
  return message("S");
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type, "latin1"), int32(4 + body.length), body]);
}

function counted<T>(items: readonly T[], write: (item: T) => Buffer): Buffer {
  return Buffer.concat([int16(items.length), ...items.map(write)]);
}

/** @throws CharacterNotInRepertoire (22021): what follows a NUL would be something else. */
function text(value: string): Buffer {
  if (value.includes("\0")) throw new CharacterNotInRepertoire("UTF8", Buffer.of(0));
  return Buffer.from(`${value}\0`);
}

function formatCode(format: "text" | "binary"): Buffer {
  return int16(format === "text" ? 0 : 1);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  // An OID has 32 bits without a sign; a length may be -1.
  bytes.writeInt32BE(value | 0);
  return bytes;
}
