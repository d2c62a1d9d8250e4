// Rows are tombstoned and brought back, held and released. Events name the side files that have the keys, never a key.
import { z } from "zod";
import { InvalidParameterValue, ObjectNotInPrerequisiteState } from "../../errors.js";
import type { Draft } from "../draft.js";
import { assertKeyFits, describeKey, isUnused, sameKey } from "../draft-tombstones.js";
import type { KeysRecorded } from "../events.js";
import type { KeyAct, KeyColumn, Tombstones } from "../snapshot.js";
import { digestSchema, keyColumnSchema } from "../snapshot-schemas.js";
import { findDataset } from "./dataset-events.js";
import type { EventRule, EventRules } from "./event-rule.js";

type Kind = "rowsTombstoned" | "rowsRestored" | "rowsHeld" | "rowsReleased";

export const tombstoneRules: EventRules<Kind> = {
  rowsTombstoned: rule("rowsTombstoned", "tombstone"),
  rowsRestored: rule("rowsRestored", "untombstone"),
  rowsHeld: rule("rowsHeld", "hold"),
  rowsReleased: rule("rowsReleased", "release"),
};

/** What each act does to the numbers of tombstoned and of held keys. */
const effects = {
  tombstone: { tombstoned: 1, held: 0 },
  untombstone: { tombstoned: -1, held: 0 },
  hold: { tombstoned: 0, held: 1 },
  release: { tombstoned: 0, held: -1 },
} as const satisfies Record<KeyAct, { readonly tombstoned: number; readonly held: number }>;

function rule<K extends Kind>(kind: K, act: KeyAct): EventRule<K> {
  const schema = z.strictObject({
    kind: z.literal(kind),
    dataset: z.string(),
    keyColumns: z.array(keyColumnSchema).min(1),
    file: z.string().min(1),
    sha256: digestSchema,
    keys: z.int().positive(),
    covers: z.int().nonnegative().exactOptional(),
  });
  return {
    schema: schema as unknown as EventRule<K>["schema"],
    apply: (draft, event) => record(draft, act, event),
  };
}

function record(draft: Draft, act: KeyAct, { dataset, keyColumns, file, sha256, keys, covers }: KeysRecorded): void {
  const before = currentOf(draft, dataset, keyColumns);
  const effect = effects[act];
  const tombstoned = before.tombstoned + keys * effect.tombstoned;
  const held = before.held + keys * effect.held;
  if (tombstoned < 0 || held < 0) {
    throw new ObjectNotInPrerequisiteState(
      `dataset "${dataset}" has fewer ${effect.held === 0 ? "tombstones" : "holds"}`,
    );
  }
  const { version, at, actor, reason } = draft;
  draft.tombstones.set(dataset, {
    keyColumns,
    files: [
      ...before.files,
      {
        act,
        file,
        sha256,
        keys,
        ...(covers === undefined ? {} : { covers }),
        version,
        at,
        actor,
        ...(reason === undefined ? {} : { reason }),
      },
    ],
    tombstoned,
    held,
    version: effect.tombstoned === 0 ? before.version : version,
  });
}

/** Those that there are, once their key is made sure of. Another key may be taken only when no row has one. */
function currentOf(draft: Draft, dataset: string, keyColumns: readonly KeyColumn[]): Tombstones {
  const before = draft.tombstones.current.get(dataset);
  if (before !== undefined && !isUnused(before)) {
    if (sameKey(before.keyColumns, keyColumns)) return before;
    throw new InvalidParameterValue(`the tombstones of dataset "${dataset}" have another key`, {
      detail: `It is ${describeKey(before.keyColumns)}.`,
    });
  }
  assertKeyFits(dataset, keyColumns, findDataset(draft, dataset).columns);
  return before !== undefined && sameKey(before.keyColumns, keyColumns)
    ? before
    : { keyColumns, files: [], tombstoned: 0, held: 0, version: 0 };
}
