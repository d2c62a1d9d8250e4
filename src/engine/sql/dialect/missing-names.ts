// Names that stand for nothing, with PostgreSQL's guess at what was meant: errorMissingColumn and errorMissingRTE in
// src/backend/parser/parse_relation.c
import type { Node } from "libpg-query";
import type { PgError, PgErrorFields } from "../../../errors.js";
import { errorAt } from "./analysis.js";
import { levenshtein } from "./levenshtein.js";
import type { Entry, Scope } from "./scope.js";

/** MAX_FUZZY_DISTANCE */
const distanceMax = 3;

/** `names`: a column's, with what qualifies it. */
export function missingName(node: Node, names: readonly string[], scope: Scope): PgError {
  const [name = ""] = names.slice(-1);
  const qualifier = names.length > 1 ? names[names.length - 2] : undefined;
  if (qualifier !== undefined && !isVisible(scope, qualifier)) return missingTable(node, qualifier, scope);
  const message =
    qualifier === undefined ? `column "${name}" does not exist` : `column ${qualifier}.${name} does not exist`;
  return errorAt(node, "42703", message, hinted(columnHint(scope, qualifier, name)));
}

export function missingTable(node: Node, name: string, scope: Scope): PgError {
  const entry = entriesOf(scope).find(({ alias, hidden }) => alias === name || hidden === name);
  if (entry === undefined) return errorAt(node, "42P01", `missing FROM-clause entry for table "${name}"`);
  const hint =
    entry.alias !== name && isVisible(scope, entry.alias)
      ? `Perhaps you meant to reference the table alias "${entry.alias}".`
      : `There is an entry for table "${entry.alias}", but it cannot be referenced from this part of the query.`;
  return errorAt(node, "42P01", `invalid reference to FROM-clause entry for table "${name}"`, { hint });
}

function hinted(hint: string | undefined): PgErrorFields {
  return hint === undefined ? {} : { hint };
}

function isVisible(scope: Scope, alias: string): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    if (at.ranges.some((range) => range.alias === alias)) return true;
  }
  return false;
}

/** Those of the query itself first, then of those around it. */
function entriesOf(scope: Scope): readonly Entry[] {
  const levels = new Set<Scope["level"]>();
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) levels.add(at.level);
  return [...levels].flatMap((level) => level?.entries ?? []);
}

interface Guess {
  readonly entry: Entry;
  readonly column: string;
}

function columnHint(scope: Scope, qualifier: string | undefined, name: string): string | undefined {
  let distance = distanceMax + 1;
  let guesses: readonly Guess[] = [];
  for (const entry of entriesOf(scope)) {
    // What it has is not known to whoever asks, or to nobody.
    if (entry.columns === undefined || entry.isPartial) return undefined;
    const penalty = qualifier === undefined ? 0 : levenshtein(qualifier, entry.alias, distanceMax + 1);
    for (const { name: column } of entry.columns) {
      if (column === name && penalty === 0) {
        return `There is a column named "${name}" in table "${entry.alias}", but it cannot be referenced from this part of the query.`;
      }
      if (penalty > distance) continue;
      const own = levenshtein(column, name, distance + 1 - penalty);
      if (own > Buffer.byteLength(name) / 2) continue;
      const all = own + penalty;
      if (all < distance) {
        distance = all;
        guesses = [{ entry, column }];
      } else if (all === distance) {
        if (guesses.length === 2) {
          // Too many are as good as each other.
          guesses = [];
          distance = all - 1;
        } else if (guesses.length === 1 || distance <= distanceMax) guesses = [...guesses, { entry, column }];
      }
    }
  }
  const [first, second] = guesses.map(({ entry, column }) => `the column "${entry.alias}.${column}"`);
  if (first === undefined) return undefined;
  return `Perhaps you meant to reference ${first}${second === undefined ? "" : ` or ${second}`}.`;
}
