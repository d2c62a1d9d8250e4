// The file that keeps a data folder of PostgreSQL between starts: a hash in its first line, then the folder as it was packed.
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";

const prefix = "pglite-";
/** Counts the ways in which data folders were packed, and made. */
const packedAs = 4;
/** A file of another version, or one that nobody finished: by then, no start is on its way to it. */
const leftoverMsMin = 3_600_000;
/** A SHA-256 in hexadecimal digits, and a line feed. */
const headerBytes = 65;

/** Where the folder that this version of PGlite has made lies. */
export function dataFolderPath(cacheFolder: string, version: string): string {
  return path.join(cacheFolder, `${prefix}${version}-${packedAs}.datafolder`);
}

/** What was written, in memory that threads can share: its hash is checked. */
export async function readDataFolder(file: string): Promise<Uint8Array<SharedArrayBuffer> | "absent" | "damaged"> {
  let bytes: Uint8Array<SharedArrayBuffer>;
  try {
    bytes = await readShared(file);
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return "absent";
    throw thrown;
  }
  const folder = bytes.subarray(headerBytes);
  return headerOf(folder).equals(bytes.subarray(0, headerBytes)) ? folder : "damaged";
}

/** Not by way of memory that is not shared: what was freed stays with the process. */
async function readShared(file: string): Promise<Uint8Array<SharedArrayBuffer>> {
  const handle = await open(file);
  try {
    const bytes = new Uint8Array(new SharedArrayBuffer((await handle.stat()).size));
    for (let offset = 0; offset < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, offset, bytes.length - offset, offset);
      if (bytesRead === 0) break;
      offset += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

export function sharedCopy(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

/** Whole or not at all, whoever else writes it at the same time. Sweeps what other versions and crashes have left. */
export async function writeDataFolder(file: string, folder: Uint8Array): Promise<void> {
  const cacheFolder = path.dirname(file);
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  const made = `${file}.${randomUUID()}.part`;
  try {
    const handle = await open(made, "wx", 0o600);
    try {
      await handle.writeFile(headerOf(folder));
      await handle.writeFile(folder);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(made, file);
  } catch (thrown) {
    await rm(made, { force: true });
    throw thrown;
  }
  await sweep(cacheFolder, path.basename(file));
}

function headerOf(folder: Uint8Array): Buffer {
  return Buffer.from(`${createHash("sha256").update(folder).digest("hex")}\n`);
}

async function sweep(folder: string, kept: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name === kept || !name.startsWith(prefix)) continue;
    const { mtimeMs } = await stat(path.join(folder, name));
    if (Date.now() - mtimeMs > leftoverMsMin) await rm(path.join(folder, name), { force: true });
  }
}
