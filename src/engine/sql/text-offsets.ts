// Byte offsets into UTF-8, as both parsers give them, to offsets into a JavaScript string, and back.
import type { StatementText } from "../statement.js";

/** UTF-16 units in the first `bytes` bytes. */
export function charactersBefore(text: Buffer, bytes: number): number {
  return text.toString("utf8", 0, bytes).length;
}

/** The position to tell a client: characters (code points) before `offset` UTF-16 units, plus one. */
export function positionAt(text: string, offset: number): number {
  let position = 1;
  for (let index = 0; index < offset && index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // The second half of a surrogate pair is no character of its own.
    if (unit < 0xdc00 || unit > 0xdfff) position++;
  }
  return position;
}

/** Without white space around it. */
export function trimmed(piece: StatementText): StatementText {
  const start = piece.sql.length - piece.sql.trimStart().length;
  return { sql: piece.sql.trim(), offset: piece.offset + start };
}
