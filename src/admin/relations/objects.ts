// sluice.objects: the Parquet files of the datasets that the reader may read.
import type { Catalog } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";
import { seesAllRows } from "../readable.js";
import { visibleDatasets } from "./readers.js";

export function objectsRelation(catalog: Pick<Catalog, "snapshot">): SystemRelation {
  return {
    name: "objects",
    columns: [
      { name: "dataset", type: { id: "VARCHAR" } },
      { name: "url", type: { id: "VARCHAR" } },
      { name: "rows", type: { id: "BIGINT" } },
      { name: "bytes", type: { id: "BIGINT" } },
    ],
    isForSuperusers: false,
    rows: async (reader) =>
      visibleDatasets(catalog.snapshot, reader)
        // They hold rows that a policy hides, too.
        .filter(({ name }) => seesAllRows(catalog.snapshot, reader.context.role, name))
        .flatMap((dataset) => dataset.objects.map(({ url, rows, bytes }) => [dataset.name, url, rows, bytes])),
  };
}
