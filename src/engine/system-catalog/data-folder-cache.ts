// The file that keeps a data folder of PostgreSQL between starts: a hash in its first line, then the folder as a tar.
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";

const prefix = "pglite-";
/** A file of another version, or one that nobody finished: by then, no start is on its way to it. */
const leftoverMsMin = 3_600_000;
/** A SHA-256 in hexadecimal digits, and a line feed. */
const headerBytes = 65;

/** Where the folder that this version of PGlite has made lies. */
export function dataFolderPath(cacheFolder: string, version: string): string {
  return path.join(cacheFolder, `${prefix}${version}.datafolder`);
}

/** The tar, as it was written: its hash is checked. */
export async function readDataFolder(file: string): Promise<Uint8Array<ArrayBuffer> | "absent" | "damaged"> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    // Not by the catalog's own word for it, with which the thread would load all of the catalog.
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return "absent";
    throw thrown;
  }
  // What is read from a file is in memory that is not shared, which its type does not tell.
  const tar = new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length).subarray(headerBytes);
  return bytes.subarray(0, headerBytes).equals(headerOf(tar)) ? tar : "damaged";
}

/** Whole or not at all, whoever else writes it at the same time. Sweeps what other versions and crashes have left. */
export async function writeDataFolder(file: string, tar: Uint8Array): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const made = `${file}.${randomUUID()}.part`;
  try {
    const handle = await open(made, "wx", 0o600);
    try {
      await handle.writeFile(headerOf(tar));
      await handle.writeFile(tar);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(made, file);
  } catch (thrown) {
    await rm(made, { force: true });
    throw thrown;
  }
  await sweep(folder, path.basename(file));
}

function headerOf(tar: Uint8Array): Buffer {
  return Buffer.from(`${createHash("sha256").update(tar).digest("hex")}\n`);
}

async function sweep(folder: string, kept: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name === kept || !name.startsWith(prefix)) continue;
    const { mtimeMs } = await stat(path.join(folder, name));
    if (Date.now() - mtimeMs > leftoverMsMin) await rm(path.join(folder, name), { force: true });
  }
}
