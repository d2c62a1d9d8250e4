// An object store on a folder of this machine: an object is a file, and its key is the file's path below the root.
import { createHash } from "node:crypto";
import { constants, realpathSync } from "node:fs";
import * as nodeFiles from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { InsufficientPrivilege, InvalidParameterValue, UndefinedFile } from "../../errors.js";
import { limits } from "../../limits.js";
import { assertByteRange } from "./byte-range.js";
import { type FileSystem, syncFolder } from "./file-system.js";
import { listFolder } from "./folder-listing.js";
import { assertObjectKey, assertObjectPrefix } from "./object-key.js";
import type { ListedObject, ObjectStore, StoredObject } from "./object-store.js";
import { errnoOf, storageFailure } from "./storage-failures.js";
import { TemporaryFiles } from "./temporary-files.js";

export interface LocalFolderOptions {
  /** Makes the folder, and those above it, where they are missing. */
  readonly isMadeIfMissing?: boolean;
  /** Another file system than Node's; for tests. */
  readonly files?: FileSystem;
  readonly clock?: () => Date;
}

/** Opens a folder as an object store, and sweeps away what a crash left half finished. */
export async function openLocalFolder(root: string, options: LocalFolderOptions = {}): Promise<LocalFolder> {
  if (!isAbsolute(root)) throw new InvalidParameterValue(`folder "${root}" is not an absolute path`);
  const files = options.files ?? nodeFiles;
  try {
    if (options.isMadeIfMissing === true) await makeRoot(files, root);
    // The root itself may be a symbolic link; nothing below it may.
    const realRoot = await files.realpath(root);
    if (!(await files.lstat(realRoot)).isDirectory()) throw new UndefinedFile(`"${root}" is not a folder`);
    const temporary = new TemporaryFiles(files, realRoot);
    await temporary.sweep(options.clock?.() ?? new Date());
    return new LocalFolder(files, realRoot, temporary);
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") throw new UndefinedFile(`folder "${root}" does not exist`, { cause: thrown });
    throw storageFailure(`could not open folder "${root}"`, thrown);
  }
}

async function makeRoot(files: FileSystem, root: string): Promise<void> {
  const firstMade = await files.mkdir(root, { recursive: true });
  if (firstMade === undefined) return;
  for (let folder = root; folder.length >= firstMade.length; folder = dirname(folder)) {
    await syncFolder(files, dirname(folder));
  }
}

/*
 * Weakness: Node has no openat(), so between the check that a path has no symbolic link and the use of the path, somebody
 * who may write to the folder could put one there. Who may write to the folder can change its objects anyway.
 * Weakness: unlike S3, a folder cannot hold both an object "a" and an object "a/b"; the second is an IoError.
 */
export class LocalFolder implements ObjectStore {
  readonly root: string;
  readonly #files: FileSystem;
  readonly #temporary: TemporaryFiles;
  /** Folders whose own names are known to be durable. */
  readonly #durableFolders = new Set<string>();

  constructor(files: FileSystem, root: string, temporary: TemporaryFiles) {
    this.#files = files;
    this.root = root;
    this.#temporary = temporary;
  }

  async get(key: string): Promise<StoredObject | undefined> {
    return this.#read(key, async (handle) => {
      const body = await handle.readFile();
      return { body, etag: createHash("sha256").update(body).digest("hex") };
    });
  }

  async getRange(key: string, start: number, length: number): Promise<Buffer | undefined> {
    assertByteRange(start, length);
    return this.#read(key, async (handle, size) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - start)));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    });
  }

  async put(key: string, body: Buffer): Promise<void> {
    const path = this.#path(key);
    await this.#failingAs(`could not write object "${key}"`, () =>
      this.#temporary.withBytes(body, async (temporary) => {
        await this.#makeFolder(dirname(path));
        await this.#assertNoLink(path);
        await this.#files.rename(temporary, path);
        await syncFolder(this.#files, dirname(path));
      }),
    );
  }

  async putIfAbsent(key: string, body: Buffer): Promise<"written" | "taken"> {
    const path = this.#path(key);
    return this.#failingAs(`could not write object "${key}"`, () =>
      this.#temporary.withBytes(body, (temporary) => this.#link(temporary, path)),
    );
  }

  async putFile(key: string, source: string): Promise<"written" | "taken"> {
    const path = this.#path(key);
    return this.#failingAs(`could not move a file to object "${key}"`, async () => {
      await this.#syncFile(source);
      const outcome = await this.#linkOrCopy(source, path);
      if (outcome === "written") await this.#files.unlink(source);
      return outcome;
    });
  }

  async *list(prefix: string, after = ""): AsyncGenerator<ListedObject> {
    assertObjectPrefix(prefix);
    const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    try {
      if (!(await this.#isFolder(resolve(this.root, folder)))) return;
      yield* listFolder(this.#files, { root: this.root, folder, prefix, after });
    } catch (thrown) {
      throw storageFailure(`could not list objects "${prefix}"`, thrown);
    }
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key);
    await this.#failingAs(`could not delete object "${key}"`, async () => {
      try {
        await this.#assertNoLink(path);
        if (!(await this.#files.lstat(path)).isFile()) return;
        await this.#files.unlink(path);
      } catch (thrown) {
        if (isAbsence(thrown)) return;
        throw thrown;
      }
      await syncFolder(this.#files, dirname(path));
    });
  }

  /** Checks at once, and blocking, that the path does not lead out of the folder: it is about to be opened by name. */
  localPath(key: string): string {
    const path = this.#path(key);
    try {
      assertSamePath(realpathSync.native(path), path);
    } catch (thrown) {
      // Who opens the path will say that nothing is there.
      if (!isAbsence(thrown)) throw storageFailure(`could not find object "${key}"`, thrown);
    }
    return path;
  }

  #path(key: string): string {
    assertObjectKey(key);
    return join(this.root, key);
  }

  async #failingAs<T>(what: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (thrown) {
      throw storageFailure(what, thrown);
    }
  }

  async #read<T>(
    key: string,
    read: (handle: nodeFiles.FileHandle, size: number) => Promise<T>,
  ): Promise<T | undefined> {
    const path = this.#path(key);
    return this.#failingAs(`could not read object "${key}"`, async () => {
      try {
        assertSamePath(await this.#files.realpath(path), path);
        // Without O_NONBLOCK, opening a named pipe would wait for its writer.
        const handle = await this.#files.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
        try {
          const stat = await handle.stat();
          return stat.isFile() ? await read(handle, stat.size) : undefined;
        } finally {
          await handle.close();
        }
      } catch (thrown) {
        if (isAbsence(thrown)) return undefined;
        throw thrown;
      }
    });
  }

  /** Makes the last step of a write that nobody else may have made: `link` refuses a name that is taken. */
  async #link(source: string, path: string): Promise<"written" | "taken"> {
    await this.#makeFolder(dirname(path));
    let outcome: "written" | "taken" = "written";
    try {
      await this.#files.link(source, path);
    } catch (thrown) {
      if (errnoOf(thrown) !== "EEXIST") throw thrown;
      await this.#assertNoLink(path);
      // A folder of that name is no object: `get` would find nothing.
      if (!(await this.#files.lstat(path)).isFile()) throw thrown;
      outcome = "taken";
    }
    // Also for who comes second: the first may not have come so far yet.
    await syncFolder(this.#files, dirname(path));
    return outcome;
  }

  async #linkOrCopy(source: string, path: string): Promise<"written" | "taken"> {
    try {
      return await this.#link(source, path);
    } catch (thrown) {
      // Another device, another owner, or too many links: none of them hinders a copy.
      if (!["EXDEV", "EPERM", "EMLINK"].includes(errnoOf(thrown) ?? "")) throw thrown;
      return this.#temporary.withCopy(source, (temporary) => this.#link(temporary, path));
    }
  }

  async #syncFile(path: string): Promise<void> {
    const handle = await this.#files.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) throw new InvalidParameterValue("only a regular file can become an object");
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /**
   * A folder counts as made when its name is durable in the folder above. That it is there is not enough: whoever made
   * it may not have come so far.
   */
  async #makeFolder(folder: string): Promise<void> {
    const isThere = await this.#isFolder(folder);
    if (isThere && (folder === this.root || this.#durableFolders.has(folder))) return;
    if (folder === this.root) throw new UndefinedFile(`folder "${this.root}" does not exist any more`);
    await this.#makeFolder(dirname(folder));
    if (!isThere) await this.#makeOneFolder(folder);
    await syncFolder(this.#files, dirname(folder));
    if (this.#durableFolders.size >= limits.durableFoldersMax) this.#durableFolders.clear();
    this.#durableFolders.add(folder);
  }

  async #makeOneFolder(folder: string): Promise<void> {
    try {
      await this.#files.mkdir(folder);
    } catch (thrown) {
      // Another writer made it at the same time, or an object lies there, or a link which leads nowhere.
      if (errnoOf(thrown) !== "EEXIST" || !(await this.#isFolder(folder))) throw thrown;
    }
  }

  async #isFolder(path: string): Promise<boolean> {
    try {
      assertSamePath(await this.#files.realpath(path), path);
      return (await this.#files.lstat(path)).isDirectory();
    } catch (thrown) {
      if (isAbsence(thrown)) return false;
      throw thrown;
    }
  }

  /** The path itself and all folders above it, as far as they are there. */
  async #assertNoLink(path: string): Promise<void> {
    try {
      assertSamePath(await this.#files.realpath(path), path);
    } catch (thrown) {
      if (!isAbsence(thrown)) throw thrown;
      // A link which leads nowhere has no real path, but it is there.
      const stat = await this.#files.lstat(path).catch(() => undefined);
      if (stat?.isSymbolicLink() === true) refuseLink();
    }
  }
}

/** Both without a trailing slash. They differ when any part of the path is a symbolic link. */
function assertSamePath(realPath: string, path: string): void {
  if (realPath !== path) refuseLink();
}

function refuseLink(): never {
  throw new InsufficientPrivilege("an object may not be reached through a symbolic link", {
    hint: "Put the file itself into the bucket's folder, or make the folder it lies in a bucket of its own.",
  });
}

function isAbsence(thrown: unknown): boolean {
  const code = errnoOf(thrown);
  // ENOTDIR: an object lies where the key has a folder, so the key's own object is not there.
  return code === "ENOENT" || code === "ENOTDIR";
}
