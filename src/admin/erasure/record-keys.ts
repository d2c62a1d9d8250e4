// Tombstones, restores, holds or releases rows by their keys: finds them, keeps the keys in a side file, and commits.
import {
  type Authorship,
  type Catalog,
  type CatalogEvent,
  type KeyAct,
  sha256,
  tombstonesKey,
} from "../../catalog/api.js";
import type { Erasure, KeyRequest, ResolvedKeys } from "../../engine/api.js";
import { SerializationFailure } from "../../errors.js";
import { limits } from "../../limits.js";
import { fileNameOf } from "../object-keys.js";
import { isRefusal } from "../staging.js";

export interface RecordKeysParts {
  readonly catalog: Catalog;
  readonly erasure: Erasure;
  readonly randomId: () => string;
  readonly warn: (message: string) => void;
  /** A gateway that has not seen the newest state for so long answers no data. */
  readonly staleMsMax: number;
  readonly now: () => Date;
}

export interface RecordedKeys extends Pick<ResolvedKeys, "outcomes" | "counts"> {
  /** From then on, no gateway of the catalog answers otherwise. */
  readonly effectiveEverywhereBy: Date;
}

const eventKinds = {
  tombstone: "rowsTombstoned",
  untombstone: "rowsRestored",
  hold: "rowsHeld",
  release: "rowsReleased",
} as const satisfies Record<KeyAct, CatalogEvent["kind"]>;

/** Another gateway changed the dataset's tombstones meanwhile: what was found may not be so any more. */
class Outpaced extends Error {}

/** Durable when it resolves. Keys that cannot be are told and not recorded; when none can, nothing is committed. */
export async function recordKeys(
  parts: RecordKeysParts,
  request: KeyRequest,
  authorship: Authorship,
): Promise<RecordedKeys> {
  for (let attempt = 1; attempt <= limits.commitAttemptsMax; attempt++) {
    const resolved = await parts.erasure.resolveKeys(request);
    try {
      await commit(parts, request, resolved, authorship);
      const { outcomes, counts } = resolved;
      // Others see it by then, or answer nothing; what they were reading is stopped a little later.
      const withinMs = parts.staleMsMax + limits.outdatedReadMsMax;
      return { outcomes, counts, effectiveEverywhereBy: new Date(parts.now().getTime() + withinMs) };
    } catch (thrown) {
      if (!(thrown instanceof Outpaced)) throw thrown;
    }
  }
  throw new SerializationFailure("could not serialize access due to concurrent update", {
    hint: "Others change the tombstones of this dataset. Try again.",
  });
}

async function commit(
  { catalog, randomId, warn }: RecordKeysParts,
  { act, dataset, signal }: KeyRequest,
  { file, keyColumns, counts, version, fileCount, hasPlaces }: ResolvedKeys,
  authorship: Authorship,
): Promise<void> {
  if (file === undefined) return;
  signal.throwIfAborted();
  const key = tombstonesKey({ dataset, id: fileNameOf(randomId()) });
  const event: CatalogEvent = {
    kind: eventKinds[act],
    dataset,
    keyColumns,
    file: key,
    sha256: sha256(file),
    keys: counts.changed,
    ...(hasPlaces ? { covers: version } : {}),
  };
  try {
    await catalog.store.put(key, file);
    signal.throwIfAborted();
    await catalog.commit(authorship, ({ tombstones }) => {
      if ((tombstones.get(dataset)?.files.length ?? 0) !== fileCount) throw new Outpaced();
      return [event];
    });
  } catch (thrown) {
    if (thrown instanceof Outpaced || signal.aborted || isRefusal(thrown)) {
      // The call fails or begins anew, for a reason of its own.
      await catalog.store.delete(key).catch(() => warn(`a side file that nothing names was left: ${key}`));
    } else warn(`it is not known whether ${key} was committed; it was left`);
    throw thrown;
  }
}
