// The columns of a relation as a role sees them, before anything is read: what the dialect goes by.
import { shapeOfView } from "./views/view-shapes.js";
import type { HashKeys } from "./views/redactions.js";
import { typeNameOf } from "./reading.js";
import { findRelation, type Names } from "./sql/names.js";
import { columnTypeOf } from "./sql/dialect/duckdb-types.js";
import type { Relation } from "./sql/dialect/analysis.js";
import { PgError } from "../errors.js";

/** Undefined: there is no such relation, or it may not be read; whoever resolves its name says why. */
export function relationColumns(
  names: Names,
  keys: HashKeys,
  schema: string | undefined,
  name: string,
): Relation | undefined {
  try {
    const target = findRelation(names, schema, name);
    switch (target.kind) {
      case "dataset":
        return seen(target.dataset.columns, target.readable);
      case "view": {
        const shape = shapeOfView({ views: names.rights.views, datasets: names.snapshot.datasets, keys }, target.view);
        return shape.kind === "broken" ? undefined : seen(shape.columns, target.readable);
      }
      case "system":
        return {
          columns: target.relation.columns.map((column) => ({
            name: column.name,
            ...columnTypeOf(typeNameOf(column.type)),
          })),
          isPartial: false,
        };
      case "engine":
        return seen(target.relation.columns, "all");
    }
  } catch (thrown) {
    if (thrown instanceof PgError) return undefined;
    throw thrown;
  }
}

function seen(
  columns: readonly { readonly name: string; readonly type: string }[],
  readable: "all" | ReadonlySet<string>,
): Relation {
  return {
    columns: columns
      .filter(({ name }) => readable === "all" || readable.has(name))
      .map(({ name, type }) => ({ name, ...columnTypeOf(type) })),
    isPartial: readable !== "all",
  };
}
