// sluice.views: the views that the reader may read. What they hide, and from what, is told to superusers only.
import type { Catalog, Snapshot, View } from "../../catalog/api.js";
import type { Cell, ResultColumn, RowRules, SystemRelation } from "../../engine/api.js";
import { dialectName } from "../filter-dialect.js";
import { canRead } from "../readable.js";

export const viewColumns: readonly ResultColumn[] = [
  { name: "name", type: { id: "VARCHAR" } },
  { name: "columns", type: { id: "LIST", child: { id: "VARCHAR" } } },
  { name: "description", type: { id: "VARCHAR" } },
  { name: "status", type: { id: "VARCHAR" } },
  { name: "created_at", type: { id: "TIMESTAMPTZ" } },
  { name: "base", type: { id: "VARCHAR" } },
  { name: "row_filter", type: { id: "VARCHAR" } },
  { name: "redactions", type: { id: "VARCHAR" } },
  { name: "broken_why", type: { id: "VARCHAR" } },
  { name: "bound_roles", type: { id: "LIST", child: { id: "VARCHAR" } } },
  { name: "version", type: { id: "BIGINT" } },
  { name: "dialect", type: { id: "VARCHAR" } },
];

export function viewsRelation(catalog: Pick<Catalog, "snapshot">, rowRules: RowRules): SystemRelation {
  return {
    name: "views",
    columns: viewColumns,
    isForSuperusers: false,
    rows: ({ context }) => viewRows(catalog.snapshot, rowRules, context.role),
  };
}

export async function viewRows(
  snapshot: Snapshot,
  rowRules: RowRules,
  role: string,
): Promise<readonly (readonly Cell[])[]> {
  const isSuperuser = snapshot.roles.get(role)?.isSuperuser === true;
  const views = [...snapshot.views.values()]
    .filter(({ name }) => canRead(snapshot, role, name))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return Promise.all(
    views.map(async (view) => {
      const state = await rowRules.stateOf(snapshot, view);
      const all: readonly Cell[] = [
        view.base,
        view.rowFilter ?? null,
        redactionsText(view),
        state.kind === "broken" ? state.why : null,
        boundRoles(snapshot, view.name),
        view.version,
        view.rowFilter === undefined ? null : dialectName(view.dialect),
      ];
      return [
        view.name,
        view.columns,
        view.description ?? null,
        state.kind === "broken" ? "broken" : "ok",
        new Date(view.createdAt),
        ...(isSuperuser ? all : all.map(() => null)),
      ];
    }),
  );
}

/** As create_view takes it. */
function redactionsText({ redactions }: View): string {
  return JSON.stringify(
    Object.fromEntries(
      redactions.map(({ column, redaction }) => {
        switch (redaction.kind) {
          case "null":
            return [column, "null"];
          case "hash":
            return [column, redaction.key === undefined ? "hash" : { hash: { key: redaction.key } }];
          case "mask":
            return [column, { mask: { keep_prefix: redaction.keepPrefix, keep_suffix: redaction.keepSuffix } }];
        }
      }),
    ),
  );
}

/** `agent AS candidates` */
function boundRoles(snapshot: Snapshot, view: string): readonly string[] {
  return [...snapshot.bindings].flatMap(([role, bound]) =>
    [...bound].filter(([, name]) => name === view).map(([as]) => `${role} AS ${as}`),
  );
}
