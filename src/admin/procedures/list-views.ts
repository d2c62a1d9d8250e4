// CALL list_views(): the views that the caller may read, as sluice.views has them.
import type { Procedure } from "../../engine/api.js";
import { viewColumns, viewRows } from "../relations/views.js";
import { defineProcedure } from "./define.js";
import type { ViewParts } from "./view-arguments.js";

export function listViews({ catalog, rowRules }: ViewParts): Procedure {
  return defineProcedure({
    name: "list_views",
    isForSuperusers: false,
    arguments: {},
    columns: viewColumns,
    changesCatalog: false,
    run: async ({ role }) => ({ rows: await viewRows(catalog.snapshot, rowRules, role) }),
  });
}
