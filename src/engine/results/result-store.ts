// Keeps the rows of cursors and of kept results within bounds: those that were not read for the longest time go to files first.
import { randomBytes, randomUUID } from "node:crypto";
import path from "node:path";
import { PgError } from "../../errors.js";
import type { DataType } from "../data-type.js";
import { ResultSet, type Room } from "./result-set.js";
import { SpillFile, spillKeyBytes } from "./spill-file.js";

export interface ResultStoreOptions {
  /** Where files are made, each with a name that begins with `rows-`. */
  readonly folder: string;
  /** Of all results together. */
  readonly memoryBytesMax: number;
  readonly fileBytesMax: number;
}

/** The next start sweeps such files, if this one crashes. */
const prefix = "rows-";

export class ResultStore {
  readonly #options: ResultStoreOptions;
  readonly #key = randomBytes(spillKeyBytes);
  /** The least recently used first. */
  readonly #sets = new Set<ResultSet>();
  #memoryBytes = 0;
  #fileBytes = 0;
  #spilling: Promise<void> | undefined;
  /** Gives up something that nobody is reading; false: there is nothing. */
  #makeRoom: () => boolean = () => false;

  readonly #room: Room = {
    taken: async (set, bytes) => {
      this.#memoryBytes += bytes;
      this.#room.used(set);
      while (this.#memoryBytes > this.#options.memoryBytesMax && this.#hasMore()) await this.#spillOne();
    },
    freed: (bytes) => {
      this.#memoryBytes -= bytes;
    },
    takenInFiles: (bytes) => {
      while (this.#fileBytes + bytes > this.#options.fileBytesMax) {
        if (!this.#makeRoom()) throw full(this.#options.fileBytesMax);
      }
      this.#fileBytes += bytes;
    },
    freedInFiles: (bytes) => {
      this.#fileBytes -= bytes;
    },
    used: (set) => {
      if (this.#sets.delete(set)) this.#sets.add(set);
    },
    createFile: () => SpillFile.create(path.join(this.#options.folder, `${prefix}${randomUUID()}`), this.#key),
    closed: (set) => void this.#sets.delete(set),
  };

  constructor(options: ResultStoreOptions) {
    this.#options = options;
  }

  onFull(makeRoom: () => boolean): void {
    this.#makeRoom = makeRoom;
  }

  open(types: readonly DataType[]): ResultSet {
    const set = new ResultSet(types, this.#room);
    this.#sets.add(set);
    return set;
  }

  #hasMore(): boolean {
    return [...this.#sets].some(({ memoryBytes }) => memoryBytes > 0);
  }

  /** One at a time, whoever asks. */
  #spillOne(): Promise<void> {
    this.#spilling ??= this.#spillOldest().finally(() => {
      this.#spilling = undefined;
    });
    return this.#spilling;
  }

  async #spillOldest(): Promise<void> {
    for (const set of this.#sets) {
      if (set.memoryBytes > 0) return set.spill();
    }
  }
}

function full(bytesMax: number): PgError {
  return new PgError("53400", "the rows that are kept take too much room", {
    detail: `All together can take at most ${bytesMax} bytes of files.`,
    hint: "Close cursors and results that are no longer needed, declare cursors with NO SCROLL, or read less.",
  });
}
