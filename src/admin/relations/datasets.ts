// sluice.datasets: the datasets that the reader may read.
import type { Catalog } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";
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
      visibleDatasets(catalog.snapshot, reader).map((dataset) => [
        dataset.name,
        dataset.bucket,
        dataset.origin,
        dataset.objects.reduce((total, object) => total + object.rows, 0),
        dataset.objects.reduce((total, object) => total + object.bytes, 0),
        dataset.objects.length,
        dataset.keyColumns,
        dataset.description ?? null,
        new Date(dataset.createdAt),
        dataset.version,
        catalog.snapshot.owners.get(dataset.name) ?? null,
      ]),
  };
}
