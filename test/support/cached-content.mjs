// The bytes of an object that tests put into a cache: other ones in each version of each object, and at each place.
import { createHash } from "node:crypto";

/**
 * @param {{ readonly key: string, readonly etag: string }} object
 * @param {number} start
 * @param {number} length
 */
export function contentOf({ key, etag }, start, length) {
  // 33 bytes over and over: no range begins as another one does.
  const pattern = Buffer.concat([createHash("sha256").update(`${key}\n${etag}`).digest(), Buffer.of(7)]);
  return Buffer.alloc(length + 33, pattern).subarray(start % 33, (start % 33) + length);
}
