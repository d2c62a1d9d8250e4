// CALL bind_role(role, view, as): to that role, the name `as` means the view and nothing else. It may read the view by that.
import type { Catalog } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { nameArgument, optional, required } from "./arguments.js";
import { defineProcedure } from "./define.js";

export function bindRole(parts: { readonly catalog: Catalog }): Procedure {
  return defineProcedure({
    name: "bind_role",
    isForSuperusers: true,
    arguments: { role: required(nameArgument), view: required(nameArgument), as: optional(nameArgument) },
    columns: [
      { name: "role", type: { id: "VARCHAR" } },
      { name: "view", type: { id: "VARCHAR" } },
      { name: "as", type: { id: "VARCHAR" } },
    ],
    changesCatalog: true,
    async run({ arguments: { role, view, as: given }, authorship }) {
      let as = given ?? view;
      await parts.catalog.commit(authorship, ({ views }) => {
        // Unless told otherwise, it takes the place of what it is based on.
        as = given ?? views.get(view)?.base ?? view;
        return [{ kind: "viewBound", role, view, as }];
      });
      return { rows: [[role, view, as]] };
    },
  });
}
