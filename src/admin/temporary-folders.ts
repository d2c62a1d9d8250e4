// Folders for what is being written: one per piece of work, removed at its end, and swept at the next start after a crash.
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileFailure, isAbsent } from "./file-failures.js";
import { fileNameOf } from "./object-keys.js";

const prefix = "ingest-";
/** Also those in which the engine puts side files of the catalog, and its files of kept rows. */
const prefixes = [prefix, "keys-", "rows-"];

export function temporaryRootOf(dataDir: string): string {
  return join(dataDir, "tmp");
}

/** Hands `use` a fresh empty folder, which is gone afterwards. */
export async function withTemporaryFolder<T>(
  { dataDir, id }: { readonly dataDir: string; readonly id: string },
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(temporaryRootOf(dataDir), `${prefix}${fileNameOf(id)}`);
  try {
    await mkdir(temporaryRootOf(dataDir), { recursive: true });
    await mkdir(folder);
  } catch (thrown) {
    throw fileFailure("could not make a temporary folder", thrown);
  }
  try {
    return await use(folder);
  } finally {
    // What keeps it from being removed must not hide the outcome; the sweep of the next start finds it.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Removes what crashes left over. To be called at start, when the data folder is ours alone and nothing is written yet. */
export async function sweepTemporaryFolders(dataDir: string): Promise<void> {
  const root = temporaryRootOf(dataDir);
  for (const name of await namesIn(root)) {
    if (prefixes.some((one) => name.startsWith(one))) await rm(join(root, name), { recursive: true, force: true });
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (isAbsent(thrown)) return [];
    throw thrown;
  }
}
