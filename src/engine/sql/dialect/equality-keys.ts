// What DuckDB compares otherwise than PostgreSQL is grouped and sorted by a key instead.
import type { Node } from "libpg-query";
import { type Analysis, type Typed, typeText } from "./analysis.js";
import { isArray } from "./candidates.js";
import { surround } from "./coercion.js";
import type { Conversion } from "./conversions.js";
import { errorAtStart } from "./error-places.js";
import { typeNamed } from "./postgres-catalog.js";

/** `listing`: ORDER BY of an aggregate. */
type Purpose = "equality" | "ordering" | "listing";

const keys: Readonly<Record<string, Readonly<Partial<Record<Purpose, string>>>>> = {
  jsonb: { equality: "pg.jsonb_group_key", ordering: "pg.jsonb_sort_key", listing: "pg.jsonb_sort_key" },
  // Blanks at the end do not count.
  bpchar: { equality: "pg.bpchar_text", ordering: "pg.bpchar_text", listing: "pg.bpchar_text" },
  // By DuckDB's keys, 100 hours would come before a day, and 12 days after a month that 20 days are taken from.
  interval: { ordering: "pg.interval_order", listing: "pg.interval_order" },
};

/** Undefined: the values themselves will do. */
export function keyOf(type: string | undefined, purpose: Purpose): Conversion | undefined {
  if (type === undefined) return undefined;
  if (isArray(type)) {
    const inner = keyOf(typeNamed(type)?.element, purpose);
    return inner === undefined ? undefined : (sql) => `list_transform(${sql}, lambda pg_key: ${inner("pg_key")})`;
  }
  const macro = keys[type]?.[purpose];
  return macro === undefined ? undefined : (sql) => `${macro}(${sql})`;
}

/** Where no key can stand, an interval may be sorted as it is: DuckDB's order is PostgreSQL's, if all its parts have one sign. */
export function needsKey(type: string | undefined): boolean {
  return keyOf(type, "equality") !== undefined;
}

const endKeys = { timetz: "pg.timetz_key", interval: "pg.interval_order" } as const;

/** Of min() and max(). */
export function endKeyOf(type: string | undefined): Conversion | undefined {
  return type === "timetz" || type === "interval" ? (sql) => `${endKeys[type]}(${sql})` : keyOf(type, "ordering");
}

/** @throws UndefinedFunction (42883) */
export function requireOperator(analysis: Analysis, node: Node, type: string | undefined, purpose: Purpose): void {
  if (type !== "json" && type !== "_json") return;
  throw errorAtStart(
    analysis,
    node,
    "42883",
    `could not identify an ${purpose === "equality" ? purpose : "ordering"} operator for type ${typeText(type)}`,
    {
      ...(purpose !== "equality" && { hint: "Use an explicit ordering operator or modify the query." }),
    },
  );
}

/** The key in the place of the value. */
export function keyed(analysis: Analysis, { node, type }: Typed, purpose: Purpose): void {
  requireOperator(analysis, node, type, purpose);
  const key = keyOf(type, purpose);
  const span = analysis.spans.of(node);
  if (key !== undefined && span !== undefined) surround(analysis, span, key);
}
