// Whether two expressions are one, as far as their text tells.
import type { Node } from "libpg-query";

/** Wherever they stand. A column is the same with the name of its relation and without. */
export function sameExpression(a: Node, b: Node): boolean {
  return isSame(a, b);
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if ("ColumnRef" in a && "ColumnRef" in b) {
    return isSameColumn((a.ColumnRef as Fields).fields, (b.ColumnRef as Fields).fields);
  }
  const [left, right] = [a, b] as readonly Readonly<Record<string, unknown>>[];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)].filter((key) => !/^(location|stmt_location)$/.test(key)));
  return [...keys].every((key) => isSame(left?.[key], right?.[key]));
}

interface Fields {
  readonly fields: readonly unknown[];
}

function isSameColumn(a: readonly unknown[], b: readonly unknown[]): boolean {
  const count = Math.min(a.length, b.length);
  return JSON.stringify(a.slice(-count)) === JSON.stringify(b.slice(-count));
}
