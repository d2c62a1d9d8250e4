// The part of node:fs that a local folder needs, so that a test can make it fail.
import type * as fs from "node:fs/promises";

export type FileSystem = Pick<
  typeof fs,
  "copyFile" | "link" | "lstat" | "mkdir" | "open" | "readdir" | "realpath" | "rename" | "unlink"
>;

/** Makes a folder's entries durable: a file that was made, renamed or removed in it. */
export async function syncFolder(files: FileSystem, folder: string): Promise<void> {
  const handle = await files.open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
