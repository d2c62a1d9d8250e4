// sluice.results: the results that are kept to be read page by page.
import type { Results, SystemRelation } from "../../engine/api.js";

/** Superusers see all; others those of their own role. */
export function resultsRelation(results: Results): SystemRelation {
  return {
    name: "results",
    columns: [
      { name: "query_id", type: { id: "VARCHAR" } },
      { name: "role", type: { id: "VARCHAR" } },
      { name: "statement", type: { id: "VARCHAR" } },
      { name: "snapshot", type: { id: "BIGINT" } },
      { name: "made_at", type: { id: "TIMESTAMPTZ" } },
      { name: "used_at", type: { id: "TIMESTAMPTZ" } },
      { name: "total_rows", type: { id: "BIGINT" } },
      { name: "page_size", type: { id: "BIGINT" } },
      { name: "page_count", type: { id: "BIGINT" } },
      { name: "memory_bytes", type: { id: "BIGINT" } },
      { name: "file_bytes", type: { id: "BIGINT" } },
      { name: "is_ready", type: { id: "BOOLEAN" } },
    ],
    isForSuperusers: false,
    rows: async ({ context, isSuperuser }) =>
      results
        .list(isSuperuser ? undefined : context.role)
        .map((kept) => [
          kept.id,
          kept.role,
          kept.sql,
          kept.snapshot,
          kept.madeAt,
          kept.usedAt,
          kept.rowCount,
          kept.pageSize,
          kept.pageCount,
          kept.memoryBytes,
          kept.fileBytes,
          kept.isReady,
        ]),
  };
}
