// What a statement reads, for the audit log: relations as it names them, the datasets below, columns, and what is redacted.
import type { View } from "../catalog/api.js";
import type { Reading } from "./reading.js";
import { foldCase } from "./sql/qualified-name.js";
import type { RelationUse, Resolution } from "./sql/resolve.js";
import type { TreeNode } from "./sql/walk.js";

export interface StatementAccess {
  readonly relations: readonly string[];
  /** Also those that views are based on. */
  readonly datasets: readonly string[];
  /** `relation.column`, or `relation.*`: those that the text names. One that several relations have stands for all of them. */
  readonly columns: readonly string[];
  /** `view.column: redaction`, of the views that it names. */
  readonly redactions: readonly string[];
  /** The version of the catalog's state that it reads. */
  readonly snapshot: number;
}

export function accessOf(
  tree: TreeNode,
  { relations }: Pick<Resolution, "relations">,
  { datasets }: Pick<Reading, "datasets">,
  snapshot: number,
): StatementAccess {
  const named = namesIn(tree);
  const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
  return {
    relations: distinct(relations.map(nameOf)),
    datasets: distinct(datasets.map(({ name }) => name)),
    columns: distinct(relations.flatMap((use) => columnsOf(use, named))),
    redactions: distinct(relations.flatMap(({ target }) => (target.kind === "view" ? redactionsOf(target.view) : []))),
    snapshot,
  };
}

function nameOf({ target }: RelationUse): string {
  switch (target.kind) {
    case "dataset":
      return target.isRaw === true ? `__raw__${target.dataset.name}` : target.dataset.name;
    case "view":
      return target.view.name;
    case "system":
    case "engine":
      return `sluice.${target.relation.name}`;
  }
}

function columnsOf(use: RelationUse, named: Named): readonly string[] {
  const relation = nameOf(use);
  if (named.hasStar) return [`${relation}.*`];
  return allColumns(use)
    .filter((column) => named.columns.has(foldCase(column)))
    .map((column) => `${relation}.${column}`);
}

function allColumns({ target, columns }: RelationUse): readonly string[] {
  if (columns !== undefined) return columns;
  switch (target.kind) {
    case "dataset":
      return target.dataset.columns.map(({ name }) => name);
    case "view":
      return target.view.columns;
    case "system":
    case "engine":
      return target.relation.columns.map(({ name }) => name);
  }
}

function redactionsOf({ name, redactions }: View): readonly string[] {
  return redactions.map(({ column, redaction }) => `${name}.${column}: ${redaction.kind}`);
}

interface Named {
  /** Folded. */
  readonly columns: ReadonlySet<string>;
  readonly hasStar: boolean;
}

/** The names of columns, wherever they stand. The tree was walked before: it is not too deep. */
function namesIn(tree: TreeNode): Named {
  const columns = new Set<string>();
  let hasStar = false;
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) return value.forEach(look);
    const node = value as TreeNode;
    if (node["class"] === "STAR") hasStar = true;
    // A qualified name may be `relation.column` or `column.field`.
    if (node["class"] === "COLUMN_REF")
      for (const part of node["column_names"] as readonly unknown[]) columns.add(foldCase(String(part)));
    for (const column of (node["using_columns"] ?? []) as readonly unknown[]) columns.add(foldCase(String(column)));
    Object.values(node).forEach(look);
  };
  look(tree);
  return { columns, hasStar };
}
