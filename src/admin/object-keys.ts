// Names that come from people, made into names of folders and files.

/**
 * Safe as one segment of a path or an object key, and different for different names: what is not a plain letter, digit,
 * dot, dash or underscore is percent-encoded. So is a dot at the beginning, which would hide the file or lead upwards.
 */
export function fileNameOf(name: string): string {
  const encoded = Array.from(Buffer.from(name), (byte) =>
    /[A-Za-z0-9._-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : percent(byte),
  ).join("");
  return encoded.replace(/^\./, percent(0x2e));
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
