// Whether two expressions are one, as far as their text tells.
import type { Node } from "libpg-query";
import { isPlace } from "./tree-walk.js";

/** Wherever they stand. A column is the same with the name of its relation and without. */
export function sameExpression(a: Node, b: Node): boolean {
  return isSame(a, b);
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  // PERF: it is asked of many pairs, of which most differ soon.
  const left = a as Body;
  const right = b as Body;
  const [one, other] = [left["ColumnRef"], right["ColumnRef"]] as readonly (Fields | undefined)[];
  if (one !== undefined && other !== undefined) return isSameColumn(one.fields, other.fields);
  for (const key in left) if (!isPlace(key) && !isSame(left[key], right[key])) return false;
  for (const key in right) if (!isPlace(key) && left[key] === undefined && right[key] !== undefined) return false;
  return true;
}

type Body = Readonly<Record<string, unknown>>;

interface Fields {
  readonly fields: readonly unknown[];
}

function isSameColumn(a: readonly unknown[], b: readonly unknown[]): boolean {
  const count = Math.min(a.length, b.length);
  return isSame(a.slice(-count), b.slice(-count));
}
