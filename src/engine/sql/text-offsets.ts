// Byte offsets into UTF-8, as both parsers give them, to offsets into a JavaScript string, and back.
import type { StatementText } from "../statement.js";

/** Tells how many UTF-16 units lie in the first so many bytes. Asked in ascending order, it reads the text once in all. */
export function characterCounter(text: Buffer): (bytes: number) => number {
  let countedBytes = 0;
  let characters = 0;
  return (bytes) => {
    if (bytes < countedBytes) {
      countedBytes = 0;
      characters = 0;
    }
    characters += text.toString("utf8", countedBytes, bytes).length;
    countedBytes = bytes;
    return characters;
  };
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
