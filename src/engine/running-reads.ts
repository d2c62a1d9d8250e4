// Stops what goes on reading rows that were erased meanwhile: a running statement, or a portal that sleeps.
import type { Catalog, Snapshot } from "../catalog/api.js";
import { ObjectNotInPrerequisiteState, type PgError, QueryCanceled } from "../errors.js";
import { limits } from "../limits.js";

/** By dataset, the state of its tombstones. */
export type TombstoneStates = ReadonlyMap<string, number>;

export interface RunningRead {
  /** Those that it was planned with; of what is read erased rows included, none. */
  readonly tombstones: TombstoneStates;
  /** A batch is being waited for; otherwise nobody asks for the next one now. */
  isPulled(): boolean;
  stop(reason: PgError): void;
}

/** Rows that were read, and are kept. */
export interface KeptRead extends Pick<RunningRead, "tombstones"> {
  forget(reason: PgError): void;
}

export class RunningReads {
  readonly #catalog: Pick<Catalog, "snapshot">;
  readonly #reads = new Set<RunningRead>();
  readonly #kept = new Set<KeptRead>();

  constructor(catalog: Pick<Catalog, "snapshot" | "subscribe">) {
    this.#catalog = catalog;
    let before = catalog.snapshot;
    catalog.subscribe((snapshot) => {
      if (snapshot.tombstones !== before.tombstones) {
        this.#outdate([...this.#reads], snapshot);
        this.#forget([...this.#kept], snapshot);
      }
      before = snapshot;
    });
  }

  /** Returns how to tell that it is over. */
  add(read: RunningRead): () => void {
    if (read.tombstones.size === 0) return () => undefined;
    this.#reads.add(read);
    // Rows may have been erased while it was being planned.
    this.#outdate([read], this.#catalog.snapshot);
    return () => void this.#reads.delete(read);
  }

  /** Rows that stay after they were read have no time left once some of them are erased. Returns how to tell that they are gone. */
  addKept(read: KeptRead): () => void {
    if (read.tombstones.size === 0) return () => undefined;
    this.#kept.add(read);
    this.#forget([read], this.#catalog.snapshot);
    return () => void this.#kept.delete(read);
  }

  #forget(reads: readonly KeptRead[], snapshot: Snapshot): void {
    for (const read of reads) {
      if (hidesMore(read.tombstones, snapshot) && this.#kept.delete(read)) read.forget(outOfDate());
    }
  }

  /** They may come to their end; what is not done by then is stopped. */
  #outdate(reads: readonly RunningRead[], snapshot: Snapshot): void {
    const outdated = reads.filter(({ tombstones }) => hidesMore(tombstones, snapshot));
    if (outdated.length === 0) return;
    setTimeout(() => {
      for (const read of outdated) {
        if (this.#reads.delete(read)) read.stop(read.isPulled() ? outrun() : outOfDate());
      }
    }, limits.outdatedReadMsMax).unref();
  }
}

/** A dataset has tombstones that the read does not know of. */
function hidesMore(known: TombstoneStates, { tombstones }: Snapshot): boolean {
  return [...known].some(([dataset, version]) =>
    tombstones.get(dataset)?.files.some((file) => file.act === "tombstone" && file.version > version),
  );
}

export function tombstoneState(dataset: string, { tombstones }: Pick<Snapshot, "tombstones">): number {
  return tombstones.get(dataset)?.version ?? 0;
}

function outrun(): PgError {
  return new QueryCanceled("canceling statement due to an erasure in what it reads", { hint: "Run it again." });
}

function outOfDate(): PgError {
  return new ObjectNotInPrerequisiteState(
    "the rest of the result is out of date: rows were erased from what it reads",
    {
      hint: "Run the statement again.",
    },
  );
}
