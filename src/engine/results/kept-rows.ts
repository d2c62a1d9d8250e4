// Rows of an execution that are kept, until some of what it reads is erased: then all of them are forgotten.
import type { PgError } from "../../errors.js";
import type { KeptRows } from "../api.js";
import type { Batch } from "../batch.js";
import type { DataType } from "../data-type.js";
import type { RunningReads, TombstoneStates } from "../running-reads.js";
import type { ResultSet } from "./result-set.js";
import type { ResultStore } from "./result-store.js";

export interface KeptRowsParts {
  readonly store: ResultStore;
  readonly reads: RunningReads;
  /** Throws when rows may have been erased without this gateway's knowing. */
  readonly assertFresh: () => void;
}

export class ErasableRows implements KeptRows {
  readonly #parts: KeptRowsParts;
  readonly #tombstones: TombstoneStates;
  readonly #set: ResultSet;
  readonly #leave: () => void;

  /** `tombstones`: of what was read. `onOutdated` is told when the rows are gone for an erasure. */
  constructor(
    parts: KeptRowsParts,
    {
      types,
      tombstones,
      onOutdated,
    }: {
      readonly types: readonly DataType[];
      readonly tombstones: TombstoneStates;
      readonly onOutdated: (reason: PgError) => void;
    },
  ) {
    this.#parts = parts;
    this.#tombstones = tombstones;
    this.#set = parts.store.open(types);
    this.#leave = parts.reads.addKept({
      tombstones,
      forget: (reason) => {
        void this.#set.close(reason);
        onOutdated(reason);
      },
    });
  }

  get rowCount(): number {
    return this.#set.rowCount;
  }

  get bytes(): number {
    return this.#set.bytes;
  }

  get memoryBytes(): number {
    return this.#set.memoryBytes;
  }

  get fileBytes(): number {
    return this.#set.fileBytes;
  }

  append(batch: Batch): Promise<void> {
    return this.#set.append(batch);
  }

  async *read(first: number, rowsMax: number): AsyncGenerator<Batch, undefined> {
    for await (const batch of this.#set.read(first, rowsMax)) {
      if (this.#tombstones.size > 0) this.#parts.assertFresh();
      yield batch;
    }
    return undefined;
  }

  close(): Promise<void> {
    this.#leave();
    return this.#set.close();
  }
}
