// The catalog: keeps the newest state in memory, and changes it by adding entries to the journal.
import { JournalDamaged, SerializationFailure } from "../errors.js";
import { limits } from "../limits.js";
import type { Authorship, Catalog, Commit, JournalVerdict } from "./api.js";
import { openCheckpoint, readCheckpoints, stateSha256, type Warn, writeCheckpoint } from "./checkpoint.js";
import type { CatalogEvent } from "./events.js";
import { apply } from "./fold.js";
import { appendEntry, readEntries, replay, replayToEnd } from "./journal.js";
import { decodeEntry, encodeEntry, type JournalEntry, journalFormat } from "./journal-entry.js";
import { emptySnapshot, type Snapshot } from "./snapshot.js";
import type { ObjectStore } from "./store/object-store.js";

export interface CatalogParts {
  /** Rooted at the catalog's own folder; nobody else writes there. */
  readonly store: ObjectStore;
  readonly clock: () => Date;
  /** Never the same twice, on any gateway. */
  readonly randomId: () => string;
  /** Told of what the catalog can live with, and an operator should know. */
  readonly warn: Warn;
}

/**
 * Reads the state from the newest checkpoint and the journal after it.
 * @throws JournalDamaged (XX001) naming the entry that is torn, altered, out of order or missing.
 */
export async function openCatalog(parts: CatalogParts): Promise<Catalog> {
  const start = (await openCheckpoint(parts.store, parts.warn)) ?? emptySnapshot;
  let snapshot = start;
  for await (const next of replayToEnd(parts.store, start)) snapshot = next;
  // The checkpoint that should have spared us this was not written, or was damaged.
  if (snapshot.version - start.version >= limits.checkpointEveryCommits) {
    await writeCheckpoint(parts.store, snapshot, parts.warn);
  }
  return new JournaledCatalog(parts, snapshot);
}

type Listener = (snapshot: Snapshot) => void;
type Decide = (snapshot: Snapshot) => readonly CatalogEvent[];

class JournaledCatalog implements Catalog {
  readonly store: ObjectStore;
  readonly #parts: CatalogParts;
  readonly #listeners = new Set<{ readonly call: Listener }>();
  #snapshot: Snapshot;
  /** Commits and looks at the journal, one after another. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parts: CatalogParts, snapshot: Snapshot) {
    this.store = parts.store;
    this.#parts = parts;
    this.#snapshot = snapshot;
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  commit(authorship: Authorship, decide: Decide): Promise<Snapshot> {
    return this.#inTurn(() => this.#commit(authorship, decide));
  }

  refresh(): Promise<Snapshot> {
    return this.#inTurn(() => this.#catchUp());
  }

  subscribe(listener: Listener): () => void {
    // An object of its own, so that one function may listen twice.
    const entry = { call: listener };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  async *journal(fromVersion = 1): AsyncGenerator<Commit> {
    const known = this.#snapshot.version;
    const from = Math.max(1, fromVersion);
    let previous: JournalEntry | undefined;
    for await (const entry of readEntries(this.store, from, limits.journalReadAheadMax)) {
      if (previous !== undefined && entry.commit.previousSha256 !== previous.sha256) {
        throw new JournalDamaged(entry.commit.version, "does not follow from the entry before it");
      }
      previous = entry;
      yield entry.commit;
    }
    const next = previous === undefined ? from : previous.commit.version + 1;
    if (next <= known) throw new JournalDamaged(next, "is missing");
  }

  async verify(): Promise<JournalVerdict> {
    const own = this.#snapshot;
    const witnesses = await this.#witnesses(own);
    let end = emptySnapshot;
    try {
      for await (const snapshot of replayToEnd(this.store, emptySnapshot)) {
        end = snapshot;
        const witness = witnesses.get(snapshot.version);
        if (witness !== undefined && witness.headSha256 !== snapshot.headSha256) {
          throw new JournalDamaged(snapshot.version, `is not the one that ${witness.who} knew: it was replaced`);
        }
        if (snapshot.version === own.version && stateSha256(snapshot) !== stateSha256(own)) {
          throw new JournalDamaged(own.version, "makes another state than the one that this gateway answers from");
        }
      }
      for (const [version, { who }] of witnesses) {
        if (version > end.version)
          throw new JournalDamaged(end.version + 1, `is missing, though ${who} knew entry ${version}`);
      }
    } catch (thrown) {
      // Damage is what was asked for; a storage that fails says nothing about the journal.
      if (!(thrown instanceof JournalDamaged)) throw thrown;
      return { kind: "broken", version: thrown.version, why: thrown.message };
    }
    return { kind: "intact", version: end.version, headSha256: end.headSha256, stateSha256: stateSha256(end) };
  }

  /** What is known of the journal from outside of it: only this shows that its end was cut off or rewritten. */
  async #witnesses({
    version,
    headSha256,
  }: Snapshot): Promise<Map<number, { readonly headSha256: string; readonly who: string }>> {
    const witnesses = new Map<number, { headSha256: string; who: string }>();
    for await (const checkpoint of readCheckpoints(this.store, this.#parts.warn)) {
      witnesses.set(checkpoint.version, {
        headSha256: checkpoint.headSha256,
        who: `checkpoint ${checkpoint.version}`,
      });
    }
    if (version > 0) witnesses.set(version, { headSha256, who: "this gateway" });
    return witnesses;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    // The caller is told of a failure; the queue goes on.
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #commit(authorship: Authorship, decide: Decide): Promise<Snapshot> {
    for (let attempt = 1; attempt <= limits.commitAttemptsMax; attempt += 1) {
      const before = this.#snapshot;
      const candidate = this.#decide(authorship, decide);
      if (candidate.kind === "ready") {
        const outcome = await appendEntry(this.store, before.version + 1, candidate.bytes);
        if (outcome === "written") {
          this.#adopt(candidate.after);
          await this.#checkpointWhenDue();
          return candidate.after;
        }
      }
      // Another was faster. Or it was decided to change nothing: that counts only when it was the newest state.
      await this.#catchUp();
      if (candidate.kind !== "ready" && this.#snapshot === before) {
        if (candidate.kind === "refused") throw candidate.reason;
        return before;
      }
    }
    throw new SerializationFailure("could not serialize access due to concurrent update", {
      detail: `Other gateways were faster ${limits.commitAttemptsMax} times.`,
      hint: "The transaction might succeed if retried.",
    });
  }

  #decide(authorship: Authorship, decide: Decide): Candidate {
    const before = this.#snapshot;
    try {
      const events = decide(before);
      if (events.length === 0) return { kind: "nothing" };
      const bytes = encodeEntry({
        format: journalFormat,
        version: before.version + 1,
        id: this.#parts.randomId(),
        at: this.#parts.clock().toISOString(),
        ...authorship,
        events,
        previousSha256: before.headSha256,
      });
      // What is applied is what will be read back, so memory never holds what the journal does not.
      return { kind: "ready", bytes, after: apply(before, reread(before.version + 1, bytes)) };
    } catch (reason) {
      return { kind: "refused", reason };
    }
  }

  async #catchUp(): Promise<Snapshot> {
    for await (const next of replay(this.store, this.#snapshot)) this.#adopt(next);
    return this.#snapshot;
  }

  #adopt(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    for (const { call } of this.#listeners) {
      try {
        call(snapshot);
      } catch (thrown) {
        // The commit has happened, whatever a listener makes of it.
        this.#parts.warn(`a listener failed at snapshot ${snapshot.version}: ${String(thrown)}`);
      }
    }
  }

  async #checkpointWhenDue(): Promise<void> {
    if (this.#snapshot.version % limits.checkpointEveryCommits !== 0) return;
    await writeCheckpoint(this.store, this.#snapshot, this.#parts.warn);
  }
}

type Candidate =
  | { readonly kind: "nothing" }
  | { readonly kind: "refused"; readonly reason: unknown }
  | { readonly kind: "ready"; readonly bytes: Buffer; readonly after: Snapshot };

function reread(version: number, bytes: Buffer): JournalEntry {
  try {
    return decodeEntry(version, bytes);
  } catch (thrown) {
    // Nothing is damaged: somebody in this program made an event which is none.
    throw new Error("an invalid commit was about to be written", { cause: thrown });
  }
}
