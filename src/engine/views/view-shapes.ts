// What a view's columns are, or why it cannot be used: it says so, and never shows more than it was made to show.
import type { Column, Dataset, Snapshot, View } from "../../catalog/api.js";
import { foldCase } from "../sql/qualified-name.js";
import { type HashKeys, redactedType, whyUnsound } from "./redactions.js";

export interface ViewSources {
  /** Where the views are: as of now. */
  readonly views: Snapshot["views"];
  /** Where the datasets are: as of the statement. */
  readonly datasets: Snapshot["datasets"];
  readonly keys: Pick<HashKeys, "has">;
}

export type RelationShape =
  | { readonly kind: "dataset"; readonly dataset: Dataset; readonly columns: readonly Column[] }
  | {
      readonly kind: "view";
      readonly view: View;
      readonly base: Exclude<RelationShape, BrokenView>;
      readonly columns: readonly Column[];
      /** True: rows or values are hidden, by it or below it. */
      readonly isGoverned: boolean;
    }
  | BrokenView;

interface BrokenView {
  readonly kind: "broken";
  readonly why: string;
}

/** Undefined: there is neither a dataset nor a view of that name. */
export function shapeOf(sources: ViewSources, name: string): RelationShape | undefined {
  const view = sources.views.get(name);
  if (view !== undefined) return shapeOfView(sources, view);
  const dataset = sources.datasets.get(name);
  return dataset === undefined ? undefined : { kind: "dataset", dataset, columns: dataset.columns };
}

export function shapeOfView(sources: ViewSources, view: View): Exclude<RelationShape, { readonly kind: "dataset" }> {
  const base = shapeOf(sources, view.base);
  if (base === undefined) return broken(`its base "${view.base}" is gone`);
  if (base.kind === "broken") return broken(`its base "${view.base}" is broken: ${base.why}`);
  for (const { name, type } of view.rests) {
    const present = base.columns.find((column) => column.name === name);
    if (present === undefined) return broken(`column "${name}" of "${view.base}" is gone`);
    if (present.type !== type) return broken(`column "${name}" of "${view.base}" was ${type} and is ${present.type}`);
  }
  const columns: Column[] = [];
  for (const name of view.columns) {
    const column = base.columns.find((one) => one.name === name);
    if (column === undefined) return broken(`column "${name}" of "${view.base}" is gone`);
    const redaction = redactionOf(view, name);
    const why = redaction === undefined ? undefined : whyUnsound(redaction, column.type, sources.keys);
    if (why !== undefined) return broken(`column "${name}": ${why}`);
    columns.push(redaction === undefined ? column : { ...column, type: redactedType(redaction, column.type) });
  }
  const isGoverned =
    view.rowFilter !== undefined || view.redactions.length > 0 || (base.kind === "view" && base.isGoverned);
  return { kind: "view", view, base, columns, isGoverned };
}

export function redactionOf(view: Pick<View, "redactions">, column: string) {
  return view.redactions.find((one) => one.column === column)?.redaction;
}

/** As people write it: exactly, or in any case where that is no other's. */
export function columnNamed<T extends Pick<Column, "name">>(columns: readonly T[], written: string): T | undefined {
  return (
    columns.find(({ name }) => name === written) ?? columns.find(({ name }) => foldCase(name) === foldCase(written))
  );
}

function broken(why: string): BrokenView {
  return { kind: "broken", why };
}
