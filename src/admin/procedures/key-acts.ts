// CALL tombstone(dataset, key_column, keys, ...), untombstone, hold and release_hold: what is done to rows, named by their keys.
import type { KeyAct } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { keyShown, keysArgument, keyTexts } from "../erasure/key-arguments.js";
import { noticeOf, outcomeWords } from "../erasure/outcomes.js";
import { recordKeys, type RecordKeysParts } from "../erasure/record-keys.js";
import { columnsArgument, nameArgument, required } from "./arguments.js";
import { defineProcedure } from "./define.js";

export function keyActs(parts: RecordKeysParts): readonly Procedure[] {
  return [
    keyAct(parts, "tombstone", "tombstone"),
    keyAct(parts, "untombstone", "untombstone"),
    keyAct(parts, "hold", "hold"),
    keyAct(parts, "release_hold", "release"),
  ];
}

/** One row for each key. That some keys fail is no failure of the call. */
function keyAct(parts: RecordKeysParts, name: string, act: KeyAct): Procedure {
  return defineProcedure({
    name,
    isForSuperusers: true,
    arguments: {
      dataset: required(nameArgument),
      key_column: required(columnsArgument),
      keys: required(keysArgument),
    },
    columns: [
      { name: "value", type: { id: "VARCHAR" } },
      { name: "status", type: { id: "VARCHAR" } },
      { name: "message", type: { id: "VARCHAR" } },
      { name: "effective_everywhere_by", type: { id: "TIMESTAMPTZ" } },
    ],
    changesCatalog: true,
    async run({ arguments: { dataset, key_column: keyColumns, keys }, authorship, context, signal }) {
      const rows = keys.map((key) => keyTexts(key, keyColumns.length));
      const recorded = await recordKeys(
        parts,
        { act, dataset, keyColumns, keys: { kind: "values", rows }, context, signal },
        authorship,
      );
      return {
        rows: recorded.outcomes.map((outcome, index) => {
          const { status, message } = outcomeWords[act][outcome];
          const by = outcome === "changed" ? recorded.effectiveEverywhereBy : null;
          return [keyShown(keys[index] ?? null), status, message, by];
        }),
        notices: [noticeOf(act, recorded)],
      };
    },
  });
}
