// Side files of the catalog, brought where DuckDB may read them: its sandbox does not contain the catalog.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type KeyFile, type ObjectStore, sha256 } from "../../catalog/api.js";
import { IoError } from "../../errors.js";

/** Folders in `root` that begin so are swept when the gateway starts. */
const prefix = "keys-";

export class SideFileCopies {
  readonly #store: Pick<ObjectStore, "get">;
  readonly #root: string;

  /** `root`: one of the sandbox's folders. */
  constructor(store: Pick<ObjectStore, "get">, root: string) {
    this.#store = store;
    this.#root = root;
  }

  /** Hands `use` an empty folder of its own, closed to others and gone afterwards: what lies there are keys of erased rows. */
  async inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
    await mkdir(this.#root, { recursive: true });
    const folder = await mkdtemp(path.join(this.#root, prefix));
    try {
      return await use(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /**
   * Hands `use` the path of a copy, which is gone afterwards.
   * @throws IoError (58030) when the file is not there, or not what the journal says: no row may come back because of that.
   */
  async withCopy<T>(file: Pick<KeyFile, "file" | "sha256">, use: (path: string) => Promise<T>): Promise<T> {
    const stored = await this.#store.get(file.file);
    if (stored === undefined) throw unusable("is missing");
    if (sha256(stored.body) !== file.sha256) throw unusable("was altered");
    return this.inFolder(async (folder) => {
      const copy = path.join(folder, "keys.parquet");
      await writeFile(copy, stored.body, { mode: 0o600 });
      return use(copy);
    });
  }
}

function unusable(what: string): IoError {
  return new IoError(`a file of tombstones ${what}`, {
    hint: "No rows of its dataset are answered without it. CALL verify_journal() names the first commit that is damaged.",
  });
}
