// CALL drop_dataset(name, if_exists => false): takes a dataset out of the catalog.
import type { Catalog, Dataset } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { UndefinedTable } from "../../errors.js";
import { booleanArgument, nameArgument, required, withDefault } from "./arguments.js";
import { defineProcedure } from "./define.js";

/** Its objects stay where they are: snapshots that statements still read name them. */
export function dropDataset(parts: { readonly catalog: Catalog }): Procedure {
  return defineProcedure({
    name: "drop_dataset",
    isForSuperusers: true,
    arguments: { name: required(nameArgument), if_exists: withDefault(booleanArgument, false) },
    columns: [
      { name: "name", type: { id: "VARCHAR" } },
      { name: "objects", type: { id: "BIGINT" } },
      { name: "rows", type: { id: "BIGINT" } },
    ],
    changesCatalog: true,
    async run({ arguments: { name, if_exists: mayBeAbsent }, authorship }) {
      let dropped: Dataset | undefined;
      await parts.catalog.commit(authorship, ({ datasets }) => {
        dropped = datasets.get(name);
        if (dropped !== undefined) return [{ kind: "datasetDropped", dataset: name }];
        if (!mayBeAbsent) throw new UndefinedTable(name);
        return [];
      });
      if (dropped === undefined) {
        const message = `dataset "${name}" does not exist, skipping`;
        return { rows: [], notices: [{ severity: "NOTICE", sqlstate: "00000", message }] };
      }
      const rows = dropped.objects.reduce((total, object) => total + object.rows, 0);
      return { rows: [[name, dropped.objects.length, rows]] };
    },
  });
}
