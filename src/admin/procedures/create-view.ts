// CALL create_view(name, base, columns, row_filter, redactions, description): a view of some columns and rows, safe to hand on.
import type { Procedure } from "../../engine/api.js";
import { defineProcedure } from "./define.js";
import { noticesOf, type ViewParts, viewArguments, viewOf } from "./view-arguments.js";
import { eventsOfNewRelation } from "../default-privileges.js";

export function createView(parts: ViewParts): Procedure {
  return defineProcedure({
    name: "create_view",
    isForSuperusers: true,
    arguments: viewArguments,
    columns: [
      { name: "name", type: { id: "VARCHAR" } },
      { name: "base", type: { id: "VARCHAR" } },
      { name: "columns", type: { id: "LIST", child: { id: "VARCHAR" } } },
      { name: "version", type: { id: "BIGINT" } },
    ],
    changesCatalog: true,
    async run({ arguments: given, authorship, context }) {
      const view = await viewOf(parts, given, context);
      const { version } = await parts.catalog.commit(authorship, (newest) => [
        { kind: "viewCreated", view },
        ...eventsOfNewRelation(newest, { name: view.name, schemas: ["public"], owner: authorship.role }),
      ]);
      return { rows: [[view.name, view.base, view.columns, version]], notices: noticesOf(view) };
    },
  });
}
