// CALL explain_access(sql): what a SELECT would fetch, by bucket and dataset. For superusers: how many objects are pruned tells of rows.
import type { AccessExplainer, Procedure } from "../../engine/api.js";
import { queryArgument, required } from "./arguments.js";
import { defineProcedure } from "./define.js";

export function explainAccess(explainer: AccessExplainer): Procedure {
  return defineProcedure({
    name: "explain_access",
    isForSuperusers: true,
    arguments: { sql: required(queryArgument) },
    columns: [
      { name: "bucket", type: { id: "VARCHAR" } },
      { name: "dataset", type: { id: "VARCHAR" } },
      { name: "reader", type: { id: "VARCHAR" } },
      { name: "objects", type: { id: "BIGINT" } },
      { name: "pruned", type: { id: "BIGINT" } },
      { name: "cached", type: { id: "BIGINT" } },
      { name: "bytes_to_fetch", type: { id: "BIGINT" } },
    ],
    changesCatalog: false,
    async run({ arguments: { sql }, context, signal }) {
      const accesses = await explainer.explain({ sql, context, signal });
      return {
        rows: accesses.map((access) => [
          access.bucket,
          access.dataset,
          access.reader,
          access.objects,
          access.prunedObjects,
          access.cachedObjects,
          access.bytesToFetch,
        ]),
      };
    },
  });
}
