// The secrets file's section hash_keys: the keys of views that hash with one, by name.
import { limits } from "./limits.js";

/**
 * A value is a text (its UTF-8 bytes are the key), or `hex:...`, or `base64:...`. Undefined: it is no key, or one that could be
 * found by trying.
 */
export function parseHashKey(value: unknown): Uint8Array | undefined {
  const key = typeof value === "string" ? keyOf(value) : undefined;
  return key === undefined || key.length < limits.hashKeyBytesMin ? undefined : key;
}

export const allowedHashKeys = `a text, hex:... or base64:..., of ${limits.hashKeyBytesMin} bytes or more`;

function keyOf(text: string): Uint8Array | undefined {
  if (text.startsWith("hex:")) {
    const digits = text.slice(4);
    return /^([0-9a-f]{2})+$/i.test(digits) ? Buffer.from(digits, "hex") : undefined;
  }
  if (text.startsWith("base64:")) {
    const digits = text.slice(7);
    const bytes = Buffer.from(digits, "base64");
    return bytes.toString("base64").replace(/=+$/, "") === digits.replace(/=+$/, "") ? bytes : undefined;
  }
  return Buffer.from(text);
}
