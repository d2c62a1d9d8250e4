// The system catalog's empty database, which takes seconds to make: the first gateway of a checkout's tests makes it, and the others are given a copy.
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const keptFolder = fileURLToPath(new URL("../../node_modules/.cache/system-catalog", import.meta.url));

const folderOf = (dataDir: string): string => path.join(dataDir, "cache", "system-catalog");

const filesIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".datafolder")) : [];

/** Before a gateway starts. It looks at the version and the hash, and makes its own where they are others. */
export function lendDatabase(dataDir: string): void {
  const folder = folderOf(dataDir);
  for (const name of filesIn(keptFolder)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    cpSync(path.join(keptFolder, name), path.join(folder, name));
  }
}

/** After a gateway has stopped. */
export function keepDatabase(dataDir: string): void {
  const kept = filesIn(keptFolder);
  for (const name of filesIn(folderOf(dataDir)).filter((one) => !kept.includes(one))) {
    mkdirSync(keptFolder, { recursive: true });
    const draft = path.join(keptFolder, `${name}-${process.pid}`);
    cpSync(path.join(folderOf(dataDir), name), draft);
    renameSync(draft, path.join(keptFolder, name));
  }
}
