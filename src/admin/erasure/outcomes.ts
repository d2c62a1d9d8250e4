// What became of keys, in words.
import type { KeyAct } from "../../catalog/api.js";
import type { KeyOutcome, Notice } from "../../engine/api.js";
import type { RecordedKeys } from "./record-keys.js";

interface Words {
  readonly status: string;
  readonly message: string;
}

const bad: Words = { status: "bad value", message: "it is no value of the key column's type" };
const noRow: Words = { status: "no such row", message: "no row has this key" };

export const outcomeWords = {
  tombstone: {
    changed: { status: "tombstoned", message: "its rows are hidden from every answer" },
    unchanged: { status: "already tombstoned", message: "its rows were hidden before" },
    missing: noRow,
    bad,
  },
  untombstone: {
    changed: { status: "restored", message: "its rows are seen again" },
    unchanged: { status: "not tombstoned", message: "its rows are not hidden" },
    missing: { status: "not tombstoned", message: "its rows are not hidden" },
    bad,
  },
  hold: {
    changed: { status: "held", message: "its rows cannot be purged" },
    unchanged: { status: "already held", message: "its rows were on hold before" },
    missing: noRow,
    bad,
  },
  release: {
    changed: { status: "released", message: "its rows can be purged" },
    unchanged: { status: "not held", message: "its rows are not on hold" },
    missing: { status: "not held", message: "its rows are not on hold" },
    bad,
  },
} as const satisfies Record<KeyAct, Record<KeyOutcome, Words>>;

/** How many keys came to each end. */
export function totalsOf(act: KeyAct, { counts }: RecordedKeys): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const outcome of ["changed", "unchanged", "missing", "bad"] as const) {
    const { status } = outcomeWords[act][outcome];
    totals.set(status, (totals.get(status) ?? 0) + counts[outcome]);
  }
  return totals;
}

export function noticeOf(act: KeyAct, recorded: RecordedKeys): Notice {
  const message = [...totalsOf(act, recorded)].map(([status, count]) => `${count} ${status}`).join(", ");
  return {
    severity: "NOTICE",
    sqlstate: "00000",
    message,
    ...(recorded.counts.changed > 0 && (act === "tombstone" || act === "untombstone")
      ? { detail: `Every gateway answers so by ${recorded.effectiveEverywhereBy.toISOString()}.` }
      : {}),
  };
}
