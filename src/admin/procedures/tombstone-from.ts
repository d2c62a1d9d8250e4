// CALL tombstone_from(dataset, key_column, query, ...): tombstones the rows whose keys a query gives, up to millions.
import type { Procedure } from "../../engine/api.js";
import { noticeOf, totalsOf } from "../erasure/outcomes.js";
import { recordKeys, type RecordKeysParts } from "../erasure/record-keys.js";
import { columnsArgument, nameArgument, queryArgument, required } from "./arguments.js";
import { defineProcedure } from "./define.js";

/** One row for each status, with the number of keys: `no such row` and `bad value` are not recorded. */
export function tombstoneFrom(parts: RecordKeysParts): Procedure {
  return defineProcedure({
    name: "tombstone_from",
    isForSuperusers: true,
    arguments: {
      dataset: required(nameArgument),
      key_column: required(columnsArgument),
      query: required(queryArgument),
    },
    columns: [
      { name: "status", type: { id: "VARCHAR" } },
      { name: "keys", type: { id: "BIGINT" } },
      { name: "effective_everywhere_by", type: { id: "TIMESTAMPTZ" } },
    ],
    changesCatalog: true,
    async run({ arguments: { dataset, key_column: keyColumns, query }, authorship, context, signal }) {
      const recorded = await recordKeys(
        parts,
        { act: "tombstone", dataset, keyColumns, keys: { kind: "query", sql: query }, context, signal },
        authorship,
      );
      const by = recorded.counts.changed > 0 ? recorded.effectiveEverywhereBy : null;
      return {
        rows: [...totalsOf("tombstone", recorded)].map(([status, keys]) => [
          status,
          keys,
          status === "tombstoned" ? by : null,
        ]),
        notices: [noticeOf("tombstone", recorded)],
      };
    },
  });
}
