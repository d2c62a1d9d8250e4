// Prepares a password for hashing, so that two spellings of one text are one password.

import { saslprepTables } from "./saslprep-tables.js";

/**
 * SASLprep (RFC 4013) as PostgreSQL does it: a password that it forbids is used as it is, and so does libpq.
 * https://www.postgresql.org/docs/current/sasl-authentication.html
 *
 * Like PostgreSQL and unlike the RFC, it checks the characters before their normalization.
 * Weakness: it normalizes with the Unicode of this Node. The RFC asks for that of version 3.2; among its characters five
 * differ (Unicode's corrigendum 4), all of them rare Chinese ones.
 */
export function saslprep(password: string): string {
  if (isAscii(password)) {
    return password;
  }
  const mapped = Array.from(password, mapCharacter).join("");
  return isAllowed(Array.from(mapped, codePointOf)) ? mapped.normalize("NFKC") : password;
}

type Table = readonly (readonly [number, number])[];

const nonAsciiSpaces = readTable(saslprepTables.nonAsciiSpaces);
const mappedToNothing = readTable(saslprepTables.mappedToNothing);
const prohibited = readTable(saslprepTables.prohibited);
const unassigned = readTable(saslprepTables.unassigned);
const rightToLeft = readTable(saslprepTables.rightToLeft);
const leftToRight = readTable(saslprepTables.leftToRight);

function mapCharacter(character: string): string {
  const codePoint = codePointOf(character);
  if (isIn(nonAsciiSpaces, codePoint)) return " ";
  return isIn(mappedToNothing, codePoint) ? "" : character;
}

function isAllowed(codePoints: readonly number[]): boolean {
  return (
    codePoints.length > 0 &&
    !codePoints.some((codePoint) => isIn(prohibited, codePoint) || isIn(unassigned, codePoint)) &&
    isOneWay(codePoints)
  );
}

/** Text from right to left holds none from left to right, and begins and ends as what it is (RFC 3454, section 6). */
function isOneWay(codePoints: readonly number[]): boolean {
  const isRightToLeft = (codePoint: number | undefined) => codePoint !== undefined && isIn(rightToLeft, codePoint);
  if (!codePoints.some(isRightToLeft)) {
    return true;
  }
  return (
    !codePoints.some((codePoint) => isIn(leftToRight, codePoint)) &&
    isRightToLeft(codePoints.at(0)) &&
    isRightToLeft(codePoints.at(-1))
  );
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function isIn(table: Table, codePoint: number): boolean {
  return table.some(([first, last]) => first <= codePoint && codePoint <= last);
}

function readTable(text: string): Table {
  return text
    .trim()
    .split(/\s+/)
    .map((range) => {
      const [first = "", last = first] = range.split("-");
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
    });
}
