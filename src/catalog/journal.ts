// The journal: numbered entries in an object store, written once and read in order.
import { IoError, JournalDamaged, PgError } from "../errors.js";
import { limits } from "../limits.js";
import { apply } from "./fold.js";
import { decodeEntry, type JournalEntry } from "./journal-entry.js";
import type { Snapshot } from "./snapshot.js";
import type { ObjectStore } from "./store/object-store.js";

const folder = "journal/";

export function entryKey(version: number): string {
  return `${folder}${String(version).padStart(20, "0")}.json`;
}

export async function readEntry(store: ObjectStore, version: number): Promise<JournalEntry | undefined> {
  const stored = await store.get(entryKey(version));
  return stored && decodeEntry(version, stored.body);
}

/** The entries from a version on, up to the first that is not there. */
export async function* readEntries(store: ObjectStore, from: number, readAheadMax = 1): AsyncGenerator<JournalEntry> {
  const ahead: Promise<JournalEntry | undefined>[] = [];
  for (let next = from; ; ) {
    for (; ahead.length < readAheadMax; next += 1) {
      const entry = readEntry(store, next);
      // What fails is thrown when its turn comes; until then, and when nobody asks any more, it is not unhandled.
      entry.catch(() => undefined);
      ahead.push(entry);
    }
    const entry = await ahead.shift();
    if (entry === undefined) return;
    yield entry;
  }
}

/** The states which follow from one, up to the first entry that is not there. */
export async function* replay(store: ObjectStore, from: Snapshot, readAheadMax = 1): AsyncGenerator<Snapshot> {
  let snapshot = from;
  for await (const entry of readEntries(store, from.version + 1, readAheadMax)) {
    snapshot = follow(snapshot, entry);
    yield snapshot;
  }
}

/** As `replay`, and makes sure that no entry lies beyond the first that is not there. Lists the journal, so it costs. */
export async function* replayToEnd(store: ObjectStore, from: Snapshot): AsyncGenerator<Snapshot> {
  let snapshot = from;
  for (;;) {
    for await (const next of replay(store, snapshot, limits.journalReadAheadMax)) {
      snapshot = next;
      yield snapshot;
    }
    const missing = snapshot.version + 1;
    const beyond = await firstEntryBeyond(store, missing);
    if (beyond === undefined) return;
    // Others may have committed both between our look and the listing.
    if ((await readEntry(store, missing)) === undefined) {
      throw new JournalDamaged(missing, `is missing, though entry ${beyond} is there`);
    }
  }
}

async function firstEntryBeyond(store: ObjectStore, version: number): Promise<number | undefined> {
  for await (const { key } of store.list(folder, entryKey(version))) {
    const [, digits] = /^journal\/(\d{20})\.json$/.exec(key) ?? [];
    if (digits !== undefined) return Number(digits);
  }
  return undefined;
}

function follow(snapshot: Snapshot, entry: JournalEntry): Snapshot {
  try {
    return apply(snapshot, entry);
  } catch (thrown) {
    if (!(thrown instanceof PgError) || thrown instanceof JournalDamaged) throw thrown;
    throw new JournalDamaged(entry.commit.version, `contradicts the entries before it: ${thrown.message}`, {
      cause: thrown,
    });
  }
}

/** Writes one entry; tells whether it lies there, or another does. An answer that was lost is asked for again. */
export async function appendEntry(store: ObjectStore, version: number, bytes: Buffer): Promise<"written" | "lost"> {
  const key = entryKey(version);
  if ((await putSurely(store, { key, version, bytes })) === "written") return "written";
  // It may be our own: a store that repeats a request after a lost answer is refused by its own success.
  const there = await store.get(key);
  return there?.body.equals(bytes) === true ? "written" : "lost";
}

async function putSurely(
  store: ObjectStore,
  { key, version, bytes }: { readonly key: string; readonly version: number; readonly bytes: Buffer },
): Promise<"written" | "taken"> {
  try {
    return await store.putIfAbsent(key, bytes);
  } catch (thrown) {
    const isThere = await store.get(key).then(
      (there) => there !== undefined,
      () => "unknown" as const,
    );
    if (isThere === false) throw thrown;
    // Once more, since that something lies there does not mean yet that it is durable.
    if (isThere === true) {
      const again = await store.putIfAbsent(key, bytes).catch(() => undefined);
      if (again !== undefined) return again;
    }
    throw new IoError(`it is not known whether commit ${version} was written`, {
      hint: "Look whether the change took effect before you repeat it.",
      cause: thrown,
    });
  }
}
