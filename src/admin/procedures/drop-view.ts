// CALL drop_view(name, if_exists => false). Not while a role is bound to it or another view rests on it.
import type { Catalog } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { UndefinedTable } from "../../errors.js";
import { booleanArgument, nameArgument, required, withDefault } from "./arguments.js";
import { defineProcedure } from "./define.js";

export function dropView(parts: { readonly catalog: Catalog }): Procedure {
  return defineProcedure({
    name: "drop_view",
    isForSuperusers: true,
    arguments: { name: required(nameArgument), if_exists: withDefault(booleanArgument, false) },
    columns: [{ name: "name", type: { id: "VARCHAR" } }],
    changesCatalog: true,
    async run({ arguments: { name, if_exists: mayBeAbsent }, authorship }) {
      let isThere = false;
      await parts.catalog.commit(authorship, ({ views }) => {
        isThere = views.has(name);
        if (isThere) return [{ kind: "viewDropped", view: name }];
        if (!mayBeAbsent) throw new UndefinedTable(name);
        return [];
      });
      if (isThere) return { rows: [[name]] };
      const message = `view "${name}" does not exist, skipping`;
      return { rows: [], notices: [{ severity: "NOTICE", sqlstate: "00000", message }] };
    },
  });
}
