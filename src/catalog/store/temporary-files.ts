// Files that are not finished: made in one folder of the store, synced, then moved, and swept when their maker died.
import { createHash, randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { limits } from "../../limits.js";
import { type FileSystem, syncFolder } from "./file-system.js";
import { temporaryFolder } from "./object-key.js";
import { isAlive } from "./process-alive.js";
import { errnoOf } from "./storage-failures.js";

const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 12);

export class TemporaryFiles {
  readonly #files: FileSystem;
  readonly #folder: string;

  constructor(files: FileSystem, root: string) {
    this.#files = files;
    this.#folder = join(root, temporaryFolder);
  }

  /** Hands `use` a synced file with these bytes. The file is gone afterwards, unless `use` moved it. */
  async withBytes<T>(body: Buffer, use: (path: string) => Promise<T>): Promise<T> {
    return this.#with(async (path) => {
      const handle = await this.#files.open(path, "wx");
      try {
        await handle.writeFile(body);
        await handle.sync();
      } finally {
        await handle.close();
      }
    }, use);
  }

  /** Hands `use` a synced copy of another file. */
  async withCopy<T>(source: string, use: (path: string) => Promise<T>): Promise<T> {
    return this.#with(async (path) => {
      await this.#files.copyFile(source, path);
      const handle = await this.#files.open(path, "r+");
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }, use);
  }

  async #with<T>(fill: (path: string) => Promise<void>, use: (path: string) => Promise<T>): Promise<T> {
    const path = join(this.#folder, `${host}-${process.pid}-${randomBytes(8).toString("hex")}`);
    try {
      await this.#makeFolder();
      await fill(path);
      return await use(path);
    } finally {
      // Whatever keeps it from being removed must not hide the outcome; the sweep finds it later.
      await this.#files.unlink(path).catch(() => undefined);
    }
  }

  async #makeFolder(): Promise<void> {
    try {
      await this.#files.mkdir(this.#folder);
    } catch (thrown) {
      if (errnoOf(thrown) !== "EEXIST") throw thrown;
      if (!(await this.#files.lstat(this.#folder)).isDirectory()) throw thrown;
    }
  }

  /**
   * Removes what a crash left over. Other gateways may be writing here at this moment, so a file goes only when its
   * process is known to be dead, or when it is old.
   */
  async sweep(now: Date): Promise<void> {
    // Nothing there to sweep, or a folder that we may only read: neither keeps anybody from reading the store.
    const names = await this.#files.readdir(this.#folder).catch(() => []);
    for (const name of names) {
      // Another gateway may sweep at the same time.
      await this.#sweepFile(name, now).catch(() => undefined);
    }
    if (names.length > 0) await syncFolder(this.#files, this.#folder).catch(() => undefined);
  }

  async #sweepFile(name: string, now: Date): Promise<void> {
    const path = join(this.#folder, name);
    const [madeOn, pid] = name.split("-");
    const isOrphan = madeOn === host && !isAlive(Number(pid));
    const stat = await this.#files.lstat(path);
    if (isOrphan || now.getTime() - stat.mtimeMs > limits.temporaryFileMsMax) await this.#files.unlink(path);
  }
}
