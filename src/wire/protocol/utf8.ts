// Text from the wire: UTF-8 or refused, as PostgreSQL refuses it.

import { isUtf8 } from "node:buffer";
import { CharacterNotInRepertoire, type PgErrorFields } from "../../errors.js";

/**
 * Decodes, and replaces nothing: two names that differ in broken bytes must not become one.
 * https://www.postgresql.org/docs/current/multibyte.html
 */
export function decodeUtf8(bytes: Buffer, fields: PgErrorFields = {}): string {
  if (isUtf8(bytes)) {
    return bytes.toString("utf8");
  }
  throw new CharacterNotInRepertoire("UTF8", firstInvalidSequence(bytes), fields);
}

/** How many bytes from the beginning are whole characters that a text can have: no zero byte is one. */
export function validUtf8Bytes(bytes: Buffer): number {
  const zero = bytes.indexOf(0);
  const end = zero === -1 ? bytes.length : zero;
  // Mostly, nothing is wrong but that the last character is cut.
  for (let missing = 0; missing < 4 && missing <= end; missing++) {
    if (isUtf8(bytes.subarray(0, end - missing))) return end - missing;
  }
  let at = 0;
  for (let length = sequenceLength(bytes, at); length > 0 && at + length <= end; length = sequenceLength(bytes, at)) {
    at += length;
  }
  return at;
}

/** The bytes that PostgreSQL would show: as many as the first of them announces. */
function firstInvalidSequence(bytes: Buffer): Buffer {
  let at = 0;
  for (let length = sequenceLength(bytes, at); length > 0; length = sequenceLength(bytes, at)) {
    at += length;
  }
  return bytes.subarray(at, at + announcedLength(bytes[at] ?? 0));
}

function announcedLength(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf8 ? 4 : 1;
}

/** The length of the well-formed sequence at this place; 0 where there is none (RFC 3629, section 4). */
function sequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at];
  if (lead === undefined) return 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = announcedLength(lead);
  const [low, high] = secondByteRange(lead);
  const second = bytes[at + 1] ?? 0;
  if (second < low || second > high) return 0;
  for (let i = at + 2; i < at + length; i++) {
    if (((bytes[i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** Narrower than usual after the leads that could spell something overlong, a surrogate, or more than U+10FFFF. */
function secondByteRange(lead: number): readonly [number, number] {
  switch (lead) {
    case 0xe0:
      return [0xa0, 0xbf];
    case 0xed:
      return [0x80, 0x9f];
    case 0xf0:
      return [0x90, 0xbf];
    case 0xf4:
      return [0x80, 0x8f];
    default:
      return [0x80, 0xbf];
  }
}
