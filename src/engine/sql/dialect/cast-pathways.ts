// Whether there is a cast from one type to another, where it is asked for: find_coercion_pathway in src/backend/parser/parse_coerce.c
import { unknown } from "./candidates.js";
import { castBetween, typeNamed } from "./postgres-catalog.js";

export function hasCast(from: string, to: string): boolean {
  if (from === to || from === unknown || castBetween(from, to) !== undefined) return true;
  const [source, target] = [typeNamed(from), typeNamed(to)];
  // What is of no type that is known here is left to DuckDB.
  if (source === undefined || target === undefined) return true;
  if (source.element !== undefined && target.element !== undefined) return hasCast(source.element, target.element);
  // By its text.
  return source.category === "S" || target.category === "S";
}
