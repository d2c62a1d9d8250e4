// Which names an object may have, and in which order they are listed.
import { InvalidParameterValue } from "../../errors.js";
import { limits } from "../../limits.js";

/** Where a local folder keeps what is not finished. No object's name may contain it as a segment. */
export const temporaryFolder = ".sluice-tmp";

/** Refuses a key which not every store could keep, or which could lead out of its store. */
export function assertObjectKey(key: string): void {
  const why = flawOf(key);
  if (why !== undefined) throw new InvalidParameterValue(`invalid object key ${JSON.stringify(key)}: ${why}`);
}

/** Refuses a prefix that no valid key begins with. Its last segment may be a part of one. */
export function assertObjectPrefix(prefix: string): void {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  if (folder !== "") assertObjectKey(folder.slice(0, -1));
}

export function isObjectKey(key: string): boolean {
  return flawOf(key) === undefined;
}

/** The order of the UTF-8 bytes, in which S3 lists. JavaScript's own order differs for pairs of surrogates. */
export function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function flawOf(key: string): string | undefined {
  if (Buffer.byteLength(key) > limits.objectKeyBytesMax) return `it is longer than ${limits.objectKeyBytesMax} bytes`;
  if (Buffer.from(key).toString() !== key) return "it is not well-formed Unicode";
  if (/\p{Cc}/u.test(key)) return "it contains a control character";
  if (/\p{Bidi_Control}/u.test(key)) return "it contains a character that turns what follows it round";
  if (/[\u2044\u2215\u29f8\uff0f\uff3c]/u.test(key)) return "it contains a sign that looks like a slash";
  if (key.includes("\\")) return "it contains a backslash";
  for (const segment of key.split("/")) {
    if (segment === "") return "it is empty, or has an empty segment";
    if (segment === "." || segment === "..") return `it has the segment "${segment}"`;
    if (looksLikeDots(segment)) return "it has a segment of nothing but signs that look like dots";
    if (segment === temporaryFolder) return "it is the name of a folder for temporary files";
    if (Buffer.byteLength(segment) > limits.objectKeySegmentBytesMax) {
      return `it has a segment longer than ${limits.objectKeySegmentBytesMax} bytes`;
    }
  }
  return undefined;
}

function looksLikeDots(segment: string): boolean {
  return /^[.\u2024\u2025\u2026\ufe52\uff0e]+$/u.test(segment) && /[^.]/u.test(segment);
}
