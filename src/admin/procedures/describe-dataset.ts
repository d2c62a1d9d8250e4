// CALL describe_dataset(name): its columns, one a row.
import { type Catalog, columnsHeld } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { UndefinedTable } from "../../errors.js";
import { canRead } from "../readable.js";
import { nameArgument, required } from "./arguments.js";
import { defineProcedure } from "./define.js";

export function describeDataset(parts: { readonly catalog: Pick<Catalog, "snapshot"> }): Procedure {
  return defineProcedure({
    name: "describe_dataset",
    isForSuperusers: false,
    arguments: { name: required(nameArgument) },
    columns: [
      { name: "column", type: { id: "VARCHAR" } },
      { name: "type", type: { id: "VARCHAR" } },
      { name: "nullable", type: { id: "BOOLEAN" } },
      { name: "is_key", type: { id: "BOOLEAN" } },
    ],
    changesCatalog: false,
    async run({ arguments: { name }, role }) {
      const { snapshot } = parts.catalog;
      const dataset = snapshot.datasets.get(name);
      // That a dataset is there is told only to those who may read it.
      if (dataset === undefined || !canRead(snapshot, role, name)) throw new UndefinedTable(name);
      const readable = columnsHeld(snapshot, role, name, "select");
      const columns = dataset.columns.filter((column) => readable === "all" || readable.has(column.name));
      return {
        rows: columns.map(({ name: column, type, isNullable }) => [
          column,
          type,
          isNullable,
          dataset.keyColumns.includes(column),
        ]),
      };
    },
  });
}
