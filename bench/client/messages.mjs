// The messages that the bench's client says.
// https://www.postgresql.org/docs/15/protocol-message-formats.html

/** @typedef {"text" | "binary"} Format */

/** @param {Readonly<Record<string, string>>} parameters */
export function startup(parameters) {
  const body = Buffer.from(
    `${Object.entries(parameters)
      .map(([name, value]) => `${name}\0${value}\0`)
      .join("")}\0`,
  );
  return Buffer.concat([int32(body.length + 8), int32(196_608), body]);
}

/**
 * @param {string} tag
 * @param {readonly Buffer[]} parts
 */
function message(tag, ...parts) {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(tag, "latin1"), int32(body.length + 4), body]);
}

/** @param {string} sql */
export function query(sql) {
  return message("Q", text(sql));
}

/**
 * The server infers the parameters' types.
 * @param {string} sql
 * @param {string} [statement]
 */
export function parse(sql, statement = "") {
  return message("P", text(statement), text(sql), int16(0));
}

/**
 * All parameters are text, all results in one format.
 * @param {{ statement?: string, values?: readonly string[], format?: Format }} binding
 */
export function bind({ statement = "", values = [], format = "text" }) {
  const parameters = values.flatMap((value) => [int32(Buffer.byteLength(value)), Buffer.from(value)]);
  const head = Buffer.concat([text(""), text(statement), int16(0), int16(values.length)]);
  return message("B", head, ...parameters, int16(1), int16(format === "binary" ? 1 : 0));
}

export const describe = message("D", Buffer.from("P\0"));
export const execute = message("E", text(""), int32(0));
export const sync = message("S");
export const terminate = message("X");

/**
 * @param {string} mechanism
 * @param {string} first
 */
export function saslInitialResponse(mechanism, first) {
  return message("p", text(mechanism), int32(Buffer.byteLength(first)), Buffer.from(first));
}

/** @param {string} response */
export function saslResponse(response) {
  return message("p", Buffer.from(response));
}

/** @param {string} value */
function text(value) {
  return Buffer.from(`${value}\0`);
}

/** @param {number} value */
function int16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

/** @param {number} value */
function int32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
