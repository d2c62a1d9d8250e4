// CALL replace_view(name, base, columns, row_filter, redactions, description): the view becomes what is given, all of it.
import type { Procedure } from "../../engine/api.js";
import { defineProcedure } from "./define.js";
import { noticesOf, type ViewParts, viewArguments, viewOf } from "./view-arguments.js";

/** Grants and bindings stay. Statements that are prepared see the new view, or fail with 0A000 when their columns change. */
export function replaceView(parts: ViewParts): Procedure {
  return defineProcedure({
    name: "replace_view",
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
      const { version } = await parts.catalog.commit(authorship, () => [{ kind: "viewReplaced", view }]);
      return { rows: [[view.name, view.base, view.columns, version]], notices: noticesOf(view) };
    },
  });
}
