// sluice.datasets: the datasets that the reader may read.
import type { Catalog } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";
import { seesAllRows } from "../readable.js";
import { visibleDatasets } from "./readers.js";

export function datasetsRelation(catalog: Pick<Catalog, "snapshot">): SystemRelation {
  return {
    name: "datasets",
    columns: [
      { name: "name", type: { id: "VARCHAR" } },
      { name: "bucket", type: { id: "VARCHAR" } },
      { name: "origin", type: { id: "VARCHAR" } },
      { name: "rows", type: { id: "BIGINT" } },
      { name: "bytes", type: { id: "BIGINT" } },
      { name: "objects", type: { id: "BIGINT" } },
      { name: "key_columns", type: { id: "LIST", child: { id: "VARCHAR" } } },
      { name: "description", type: { id: "VARCHAR" } },
      { name: "created_at", type: { id: "TIMESTAMPTZ" } },
      { name: "version", type: { id: "BIGINT" } },
      { name: "owner", type: { id: "VARCHAR" } },
    ],
    isForSuperusers: false,
    rows: async (reader) =>
      visibleDatasets(catalog.snapshot, reader).map((dataset) => {
        // Figures about all rows tell of those that a policy hides.
        const isWhole = seesAllRows(catalog.snapshot, reader.context.role, dataset.name);
        const { objects } = dataset;
        return [
          dataset.name,
          dataset.bucket,
          dataset.origin,
          isWhole ? objects.reduce((total, object) => total + object.rows, 0) : null,
          isWhole ? objects.reduce((total, object) => total + object.bytes, 0) : null,
          isWhole ? objects.length : null,
          dataset.keyColumns,
          dataset.description ?? null,
          new Date(dataset.createdAt),
          isWhole ? dataset.version : null,
          catalog.snapshot.owners.get(dataset.name) ?? null,
        ];
      }),
  };
}
