// CALL describe_view(name): its columns, one a row, and how each is redacted. By the name that the caller knows it by.
import type { Procedure } from "../../engine/api.js";
import { ObjectNotInPrerequisiteState, UndefinedTable } from "../../errors.js";
import { canRead } from "../readable.js";
import { nameArgument, required } from "./arguments.js";
import { defineProcedure } from "./define.js";
import type { ViewParts } from "./view-arguments.js";

export function describeView(parts: ViewParts): Procedure {
  return defineProcedure({
    name: "describe_view",
    isForSuperusers: false,
    arguments: { name: required(nameArgument) },
    columns: [
      { name: "column", type: { id: "VARCHAR" } },
      { name: "type", type: { id: "VARCHAR" } },
      { name: "nullable", type: { id: "BOOLEAN" } },
      { name: "redaction", type: { id: "VARCHAR" } },
    ],
    changesCatalog: false,
    async run({ arguments: { name: said }, role }) {
      const { snapshot } = parts.catalog;
      const name = snapshot.bindings.get(role)?.get(said) ?? said;
      const view = snapshot.views.get(name);
      if (view === undefined || !canRead(snapshot, role, name)) throw new UndefinedTable(said);
      const state = await parts.rowRules.stateOf(snapshot, view);
      if (state.kind === "broken") {
        throw new ObjectNotInPrerequisiteState(`view "${said}" cannot be used: what it is based on has changed`, {
          hint: "An administrator sees the reason in sluice.views.",
        });
      }
      return {
        rows: state.columns.map(({ name: column, type, isNullable }) => {
          const redaction = view.redactions.find((one) => one.column === column)?.redaction;
          return [column, type, isNullable || redaction?.kind === "null", redaction?.kind ?? null];
        }),
      };
    },
  });
}
