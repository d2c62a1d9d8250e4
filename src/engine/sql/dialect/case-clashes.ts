// Names that differ by case only: `a` and `"A"` are two to PostgreSQL, and one to DuckDB. Where a statement has both, one of them is
// written otherwise before anything else looks at the text, and called by its own name again in what the client sees.
import type { Node } from "libpg-query";
import { FeatureNotSupported, PgError } from "../../../errors.js";
import { quoteIdentifier } from "../../duckdb/sandbox.js";
import { foldCase } from "../qualified-name.js";
import { type Edit, Splice } from "../splice.js";
import { LocatedError } from "../../duckdb/errors.js";
import { type Analysis, bodyOf } from "./analysis.js";
import type { Column, Range, Scope } from "./scope.js";
import { StatementNames, withNames } from "./statement-names.js";
import type { Survey } from "./survey.js";
import type { Tokens } from "./tokens.js";
import type { Source } from "./translate.js";

export interface Clashes {
  /** By what they are called in the text. */
  readonly renamed: ReadonlyMap<string, string>;
  /** In lower case: what several names are of which none can be written otherwise. */
  readonly mixed: ReadonlySet<string>;
  /** What the client calls it. */
  original(name: string): string;
}

export function clashesIn({ text, tokens, select, survey }: Source, relation: Analysis["relation"]): Clashes {
  if (!hasCapitals(tokens, survey, relation)) return noClashes;
  const { given, fixed } = new StatementNames(select, relation);
  const groups = new Map<string, Set<string>>();
  for (const name of [...fixed, ...given]) {
    const folded = foldCase(name);
    const group = groups.get(folded);
    if (group === undefined) groups.set(folded, new Set([name]));
    else group.add(name);
  }
  const renamed = new Map<string, string>();
  const originals = new Map<string, string>();
  const mixed = new Set<string>();
  let mark: string | undefined;
  for (const [folded, group] of groups) {
    if (group.size === 1) continue;
    const staying = [...group].filter((name) => fixed.has(name));
    if (staying.length > 1) mixed.add(folded);
    if (staying.length === 0) staying.push(group.has(folded) ? folded : ([...group][0] as string));
    for (const name of group) {
      if (staying.includes(name)) continue;
      mark ??= markBeside(text.toString("latin1"), groups.keys());
      // Short enough for PostgreSQL's parser not to cut it.
      const hidden = `${name.slice(0, 10)}${mark}${renamed.size + 1}`;
      renamed.set(name, hidden);
      originals.set(hidden, name);
    }
  }
  return { renamed, mixed, original: (name) => originals.get(name) ?? name };
}

const noClashes: Clashes = { renamed: new Map(), mixed: new Set(), original: (name) => name };

/** Of two names that differ by case only, one has a capital: it is in quotes, or a column's. */
function hasCapitals(tokens: Tokens, { relations }: Survey, relation: Analysis["relation"]): boolean {
  const isOfTwoCases = (name: string): boolean => /[A-Z]/.test(name);
  for (let index = 0; index < tokens.length; index++) {
    const { kind, text } = tokens.at(index);
    if (kind === "quoted" && isOfTwoCases(text)) return true;
  }
  return relations.some(({ schemaname, relname }) =>
    relation(schemaname as string | undefined, String(relname))?.columns.some(({ name }) => isOfTwoCases(name)),
  );
}

/** Nothing else has it. */
function markBeside(text: string, names: Iterable<string>): string {
  const all = [text, ...names];
  let mark = "~";
  while (all.some((one) => one.includes(mark))) mark += "~";
  return mark;
}

/** Undefined: nothing is renamed. */
export function rename(text: Buffer, tokens: Tokens, { renamed }: Clashes): Splice | undefined {
  if (renamed.size === 0) return undefined;
  const edits: Edit[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const { kind, start, end } = tokens.at(index);
    if (kind !== "word" && kind !== "quoted") continue;
    const written = text.toString("utf8", start, end);
    const name = kind === "word" ? foldCase(written) : written.slice(1, -1).replaceAll('""', '"');
    const hidden = renamed.get(name);
    if (hidden !== undefined) edits.push({ start, end, text: quoteIdentifier(hidden) });
  }
  return new Splice(text, edits);
}

/** Words were renamed by how they are written: they must be those that the tree has as names, and all of them. @throws PgError 0A000 */
export function assertRenamed(before: Node, after: Node | undefined, { renamed }: Clashes): asserts after is Node {
  const wanted = withNames(before, (name) => renamed.get(name) ?? name);
  if (JSON.stringify(wanted) === JSON.stringify(withNames(after, (name) => name))) return;
  throw notTwo([...renamed.keys()][0] ?? "");
}

function notTwo(name: string): PgError {
  return new FeatureNotSupported(`names that differ by case only are not supported here: "${name}"`, {
    hint: "Give one of them another name by AS.",
  });
}

/** Where both are columns of relations: DuckDB must see one of them only. @throws PgError 0A000 */
export function assertOne({ clashes }: Analysis, node: Node, names: readonly string[], scope: Scope): void {
  if (clashes.mixed.size === 0) return;
  const [name = "", qualifier] = [...names].reverse();
  const folded = foldCase(name);
  if (!clashes.mixed.has(folded)) return;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const seen = at.ranges.filter(({ alias }) => qualifier === undefined || isAlike(alias, qualifier));
    const named = seen.flatMap(({ columns = [] }) => columns.map((column) => column.name));
    const all = new Set(named.filter((one) => foldCase(one) === folded));
    if (all.size > 1 || (all.size === 1 && !all.has(name))) throw new LocatedError(notTwo(name), placeOf(node));
    if (all.size === 1) return;
  }
}

function isAlike(alias: string | undefined, qualifier: string): boolean {
  return alias !== undefined && foldCase(alias) === foldCase(qualifier);
}

/** Of what is joined by USING, or by all columns with NATURAL (undefined). @throws PgError 0A000 */
export function assertJoinedOne(
  { clashes }: Analysis,
  ranges: readonly Range[],
  using: readonly string[] | undefined,
): void {
  if (clashes.mixed.size === 0) return;
  const joined = using === undefined ? undefined : new Set(using.map(foldCase));
  const seen = new Map<string, string>();
  for (const { columns = [] } of ranges) {
    for (const { name } of columns) {
      if (joined?.has(foldCase(name)) === false) continue;
      const other = seen.get(foldCase(name));
      if (other !== undefined && other !== name) throw notTwo(name);
      seen.set(foldCase(name), name);
    }
  }
}

/** Of what ORDER BY and its kin name. @throws PgError 0A000 */
export function assertResultOne({ clashes }: Analysis, node: Node, name: string, results: readonly Column[]): void {
  if (clashes.mixed.size === 0) return;
  const folded = foldCase(name);
  if (!clashes.mixed.has(folded)) return;
  if (results.some(({ name: one }) => one !== name && foldCase(one) === folded)) {
    throw new LocatedError(notTwo(name), placeOf(node));
  }
}

function placeOf(node: Node): number {
  return Number(bodyOf(node)["location"] ?? 0);
}

/** With the client's names. */
export function inOriginalNames(error: PgError, { renamed }: Clashes): PgError {
  if (renamed.size === 0) return error;
  const shown = (said: string): string =>
    [...renamed].reduce((known, [name, hidden]) => known.replaceAll(hidden, name), said);
  const { sqlstate, message, severity, detail, hint, position, where, cause } = error;
  return new PgError(sqlstate, shown(message), {
    severity,
    ...(detail !== undefined && { detail: shown(detail) }),
    ...(hint !== undefined && { hint: shown(hint) }),
    ...(position !== undefined && { position }),
    ...(where !== undefined && { where }),
    cause,
  });
}
