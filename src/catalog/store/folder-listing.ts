// Walks a folder in the order of its objects' keys, holding one folder's names per level in memory.
import type { Dirent } from "node:fs";
import { join } from "node:path";
import type { FileSystem } from "./file-system.js";
import { compareBytes, isObjectKey } from "./object-key.js";
import type { ListedObject } from "./object-store.js";
import { errnoOf } from "./storage-failures.js";

export interface FolderWalk {
  readonly root: string;
  /** Relative to the root: empty, or ending in a slash. */
  readonly folder: string;
  readonly prefix: string;
  readonly after: string;
}

interface Entry {
  /** A folder's ends in a slash, which puts it where its objects belong in the order of keys. */
  readonly key: string;
  readonly isFolder: boolean;
}

/** Symbolic links, and files whose names are no valid keys, are not objects and are passed over. */
export async function* listFolder(files: FileSystem, walk: FolderWalk): AsyncGenerator<ListedObject> {
  for (const entry of await readEntries(files, walk)) {
    if (entry.isFolder) {
      yield* listFolder(files, { ...walk, folder: entry.key });
    } else {
      const stat = await unlessGone(files.lstat(join(walk.root, entry.key)));
      if (stat !== undefined) yield { key: entry.key, bytes: stat.size };
    }
  }
}

async function readEntries(files: FileSystem, { root, folder, prefix, after }: FolderWalk): Promise<Entry[]> {
  const found = await unlessGone(files.readdir(join(root, folder), { withFileTypes: true, encoding: "buffer" }));
  return (found ?? [])
    .map((dirent) => toEntry(folder, dirent))
    .filter((entry) => entry !== undefined)
    .filter(({ key, isFolder }) =>
      isFolder
        ? (key.startsWith(prefix) || prefix.startsWith(key)) && (after.startsWith(key) || compareBytes(key, after) > 0)
        : key.startsWith(prefix) && compareBytes(key, after) > 0,
    )
    .sort((left, right) => compareBytes(left.key, right.key));
}

function toEntry(folder: string, dirent: Dirent<Buffer>): Entry | undefined {
  const name = dirent.name.toString();
  // A name which is not UTF-8 reads as another name, which no file bears.
  if (!Buffer.from(name).equals(dirent.name) || !isObjectKey(folder + name)) return undefined;
  if (dirent.isDirectory()) return { key: `${folder}${name}/`, isFolder: true };
  return dirent.isFile() ? { key: folder + name, isFolder: false } : undefined;
}

/** What is deleted while the walk goes on is simply not listed. */
async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return undefined;
    throw thrown;
  }
}
