// Reads a dotted name from SQL text at a byte offset, past white space and comments.

export interface NamePart {
  /** Unquoted parts are folded to lower case, as PostgreSQL does. */
  readonly name: string;
  /** As DuckDB's tree has it: case kept. */
  readonly written: string;
  readonly isQuoted: boolean;
  readonly start: number;
  readonly end: number;
}

/** Up to `partsMax` parts of the name that begins at `start`; none when no name begins there. Offsets are bytes. */
export function readQualifiedName(text: Buffer, start: number, partsMax: number): readonly NamePart[] {
  const parts: NamePart[] = [];
  let at = start;
  while (parts.length < partsMax) {
    const part = readPart(text, at);
    if (part === undefined) return parts;
    parts.push(part);
    const dot = skipBlanks(text, part.end);
    if (text[dot] !== 0x2e) return parts;
    at = skipBlanks(text, dot + 1);
  }
  return parts;
}

function readPart(text: Buffer, start: number): NamePart | undefined {
  const first = text[start];
  if (first === undefined) return undefined;
  // DuckDB also takes a string where a table's name stands; it stands for itself.
  if (first === 0x22 || first === 0x27) return readQuoted(text, start, first);
  let end = start;
  while (isNameByte(text[end], end === start)) end++;
  if (end === start) return undefined;
  const written = text.toString("utf8", start, end);
  return { name: foldCase(written), written, isQuoted: false, start, end };
}

function readQuoted(text: Buffer, start: number, quote: number): NamePart | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== quote) continue;
    if (text[at + 1] === quote) {
      at++;
      continue;
    }
    const mark = String.fromCharCode(quote);
    const written = text.toString("utf8", start + 1, at).replaceAll(mark + mark, mark);
    return { name: written, written, isQuoted: true, start, end: at + 1 };
  }
  return undefined;
}

/** Letters, digits, `_`, `$` and everything beyond ASCII; the first is no digit and no `$`. */
function isNameByte(byte: number | undefined, isFirst: boolean): boolean {
  if (byte === undefined) return false;
  if ((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f || byte >= 0x80) return true;
  return !isFirst && ((byte >= 0x30 && byte <= 0x39) || byte === 0x24);
}

/** PostgreSQL folds ASCII letters only, in a UTF-8 database. */
export function foldCase(name: string): string {
  return name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

/** The offset of the next byte that is neither white space nor comment. */
export function skipBlanks(text: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const byte = text[at];
    if (isBlank(byte)) {
      at++;
    } else if (byte === 0x2d && text[at + 1] === 0x2d) {
      while (at < text.length && text[at] !== 0x0a && text[at] !== 0x0d) at++;
    } else if (byte === 0x2f && text[at + 1] === 0x2a) {
      at = endOfComment(text, at);
    } else {
      return at;
    }
  }
}

/** Comments nest. */
function endOfComment(text: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  do {
    if (text[at] === 0x2f && text[at + 1] === 0x2a) {
      depth++;
      at += 2;
    } else if (text[at] === 0x2a && text[at + 1] === 0x2f) {
      depth--;
      at += 2;
    } else {
      at++;
    }
  } while (depth > 0 && at < text.length);
  return at;
}
