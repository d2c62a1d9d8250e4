// CALL unbind_role(role, as): to that role, the name means again what it means to others, as far as it may read that.
import type { Catalog } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { nameArgument, required } from "./arguments.js";
import { defineProcedure } from "./define.js";

export function unbindRole(parts: { readonly catalog: Catalog }): Procedure {
  return defineProcedure({
    name: "unbind_role",
    isForSuperusers: true,
    arguments: { role: required(nameArgument), as: required(nameArgument) },
    columns: [
      { name: "role", type: { id: "VARCHAR" } },
      { name: "as", type: { id: "VARCHAR" } },
    ],
    changesCatalog: true,
    async run({ arguments: { role, as }, authorship }) {
      await parts.catalog.commit(authorship, () => [{ kind: "viewUnbound", role, as }]);
      return { rows: [[role, as]] };
    },
  });
}
