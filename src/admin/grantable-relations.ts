// The relations that rights can be had on, by name. Rights go by the name, whatever kind of relation it is.
import type { Snapshot } from "../catalog/api.js";
import type { RelationName } from "../engine/api.js";
import { UndefinedSchema, UndefinedTable } from "../errors.js";

export interface GrantableRelation {
  readonly name: string;
  readonly columns: readonly string[];
  /** The schemas that have it. */
  readonly schemas: readonly string[];
}

export function grantableRelations(snapshot: Snapshot): readonly GrantableRelation[] {
  return [
    ...[...snapshot.datasets.values()].map(({ name, columns, bucket }) => ({
      name,
      columns: columns.map((column) => column.name),
      schemas: ["public", bucket],
    })),
    ...[...snapshot.views.values()].map(({ name, columns }) => ({ name, columns, schemas: ["public"] })),
  ];
}

/** @throws UndefinedTable (42P01). */
export function relationNamed(snapshot: Snapshot, { schema, name }: RelationName): GrantableRelation {
  const found = grantableRelations(snapshot).find((relation) => relation.name === name);
  if (found === undefined || (schema !== undefined && !found.schemas.includes(schema))) {
    throw new UndefinedTable(schema === undefined ? name : `${schema}.${name}`);
  }
  return found;
}

/** @throws UndefinedSchema (3F000). */
export function relationsInSchema(snapshot: Snapshot, schema: string): readonly GrantableRelation[] {
  assertSchema(snapshot, schema);
  return grantableRelations(snapshot).filter(({ schemas }) => schemas.includes(schema));
}

export function assertSchema(snapshot: Snapshot, schema: string): void {
  if (schema !== "public" && !snapshot.buckets.has(schema)) throw new UndefinedSchema(schema);
}
