// Views come, change and go, and stand for other names to the roles that are bound to them.
import { z } from "zod";
import {
  DependentObjectsStillExist,
  DuplicateColumn,
  DuplicateObject,
  InvalidParameterValue,
  UndefinedColumn,
  UndefinedObject,
  UndefinedTable,
} from "../../errors.js";
import type { Draft } from "../draft.js";
import { forgetColumns, forgetRelation } from "../draft-rights.js";
import type { NewView } from "../events.js";
import type { View } from "../snapshot.js";
import { newViewSchema } from "../snapshot-schemas.js";
import { assertNameIsFree, assertRelationName } from "./dataset-events.js";
import type { EventRules } from "./event-rule.js";
import { findRole } from "./role-events.js";

export const viewRules: EventRules<"viewCreated" | "viewReplaced" | "viewDropped" | "viewBound" | "viewUnbound"> = {
  viewCreated: {
    schema: z.strictObject({ kind: z.literal("viewCreated"), view: newViewSchema }),
    apply(draft, { view }) {
      assertRelationName(view.name, "view");
      assertNameIsFree(draft, view.name, "View");
      assertView(draft, view);
      draft.views.set(view.name, { ...view, createdAt: draft.at, version: draft.version });
    },
  },

  viewReplaced: {
    schema: z.strictObject({ kind: z.literal("viewReplaced"), view: newViewSchema }),
    apply(draft, { view }) {
      const { createdAt } = findView(draft, view.name);
      assertView(draft, view);
      draft.views.set(view.name, { ...view, createdAt, version: draft.version });
      forgetColumns(draft, view.name, new Set(view.columns));
    },
  },

  viewDropped: {
    schema: z.strictObject({ kind: z.literal("viewDropped"), view: z.string() }),
    apply(draft, { view }) {
      findView(draft, view);
      assertUnused(draft, view);
      draft.views.delete(view);
      forgetRelation(draft, view);
    },
  },

  viewBound: {
    schema: z.strictObject({ kind: z.literal("viewBound"), role: z.string(), view: z.string(), as: z.string() }),
    apply(draft, { role, view, as }) {
      findRole(draft, role);
      findView(draft, view);
      const bound = draft.bindings.current.get(role);
      if (bound?.get(as) === view) return;
      if (bound?.has(as) === true) {
        throw new DuplicateObject(`role "${role}" is already bound to view "${bound.get(as)}" as "${as}"`, {
          hint: "Unbind it first.",
        });
      }
      draft.bindings.set(role, new Map(bound).set(as, view));
    },
  },

  viewUnbound: {
    schema: z.strictObject({ kind: z.literal("viewUnbound"), role: z.string(), as: z.string() }),
    apply(draft, { role, as }) {
      const bound = draft.bindings.current.get(role);
      if (bound?.has(as) !== true) throw new UndefinedObject(`role "${role}" is not bound to a view as "${as}"`);
      const rest = new Map(bound);
      rest.delete(as);
      if (rest.size === 0) draft.bindings.delete(role);
      else draft.bindings.set(role, rest);
    },
  },
};

function findView(draft: Draft, name: string): View {
  const view = draft.views.current.get(name);
  if (view === undefined) throw new UndefinedTable(name);
  return view;
}

/** What its columns are in the base, and whether the filter can be, is the engine's to know: it was asked before. */
function assertView(draft: Draft, view: NewView): void {
  const { name, base, columns, redactions } = view;
  if (columns.length === 0) throw new InvalidParameterValue("a view must have at least one column");
  if (!draft.datasets.current.has(base) && !draft.views.current.has(base)) throw new UndefinedTable(base);
  const names = new Set<string>();
  for (const column of columns) {
    // DuckDB tells no two columns apart by case.
    if (names.has(column.toLowerCase())) throw new DuplicateColumn(column);
    names.add(column.toLowerCase());
  }
  const redacted = new Set<string>();
  for (const { column } of redactions) {
    if (!columns.includes(column)) throw new UndefinedColumn(`column "${column}" named in redactions does not exist`);
    if (redacted.has(column)) throw new DuplicateColumn(column);
    redacted.add(column);
  }
  for (let at: string | undefined = base; at !== undefined; at = draft.views.current.get(at)?.base) {
    if (at === name) throw new InvalidParameterValue(`view "${name}" cannot be based on itself`);
  }
}

function assertUnused(draft: Draft, name: string): void {
  const refuse = (detail: string, hint: string): never => {
    throw new DependentObjectsStillExist(`cannot drop view ${name} because other objects depend on it`, {
      detail,
      hint,
    });
  };
  for (const view of draft.views.current.values()) {
    if (view.base === name) refuse(`view ${view.name} depends on view ${name}`, "Drop or replace that view first.");
  }
  // Without the view, the name would be the raw dataset's again.
  for (const [role, bound] of draft.bindings.current) {
    if ([...bound.values()].includes(name)) refuse(`role ${role} is bound to view ${name}`, "CALL unbind_role first.");
  }
}
