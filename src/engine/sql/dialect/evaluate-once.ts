// Arguments that a macro names more than once, and that are macros' calls themselves: they get a name by a lambda, or what is nested n deep would be
// planned two to the nth times. A volatile one would have several values, and a subquery may not stand below a macro's own lambda.
import type { Edit } from "../splice.js";
import { isBelowLambda, isTableMacro, macroAt, sizeOf, usesOf } from "./macro-uses.js";
import { Tokens } from "./tokens.js";

const mayMatter = /\bpg\.\w+\(|\bselect\b|\brandom\b|uuid|\bclock_timestamp\b|\bnextval\b/i;
/** Of a call's name. */
export const isVolatile = /^(random|uuid|uuidv[47]|gen_random_uuid|clock_timestamp|timeofday|nextval)$/;

/** `sql`: as DuckDB is to be given it. */
export function evaluateOnce(sql: string, { isCorrelated }: { readonly isCorrelated: boolean }): readonly Edit[] {
  const first = /\bpg\.\w+\(/.exec(sql);
  if (first === null || !(isCorrelated || mayMatter.test(sql.slice(first.index + first[0].length)))) return [];
  const text = Buffer.from(sql);
  const tokens = new Tokens(text.toString("latin1"));
  const edits: Edit[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const name = macroAt(tokens, index);
    if (name !== undefined) edits.push(...named({ tokens, text, isCorrelated }, index, name));
  }
  return edits;
}

interface Subject {
  readonly tokens: Tokens;
  readonly text: Buffer;
  readonly isCorrelated: boolean;
}

/** `pg.f(A, 2)` -> `list_transform([A], lambda pg_once: pg.f(pg_once, 2))[1]` */
function named({ tokens, text, isCorrelated }: Subject, index: number, name: string): readonly Edit[] {
  const open = index + 3;
  const items = tokens.items(open);
  // DuckDB finds no column of a query around a lambda's own from within the lambda.
  const isOfColumns = ([first, last]: readonly [number, number], at: number): boolean =>
    isCorrelated && isBelowLambda(name, at, items.length) && hasColumns(tokens, first, last);
  const matters = items.some((item, at) => {
    if (isOfColumns(item, at)) return true;
    const [first, last] = item;
    const uses = usesOf(name, at, items.length);
    const isBelow = isBelowLambda(name, at, items.length);
    if ((uses <= 1 && !isBelow) || !isWorthAName(tokens, first, last)) return false;
    return isToBeNamed(tokens, first, last, uses) || (isBelow && hasSeveralValues(tokens, first, last));
  });
  if (!matters || isTableMacro(name)) return [];
  const isLong = items.map(
    ([first, last]) => (isCorrelated && hasColumns(tokens, first, last)) || isWorthAName(tokens, first, last),
  );
  const start = tokens.at(index).start;
  const end = tokens.at(tokens.partner(open)).end;
  const kept = items.filter((_, at) => isLong[at]);
  const edits: Edit[] = [];
  let at = start;
  // A STRUCT of them would lose its names where they are another query's columns.
  const [before, between, after] = kept.length === 1 ? ["[", "", "]"] : ["list_zip([", "], [", "])"];
  for (const [number, [first, last]] of kept.entries()) {
    const from = tokens.at(first).start;
    edits.push({ start: at, end: from, text: number === 0 ? `list_transform(${before}` : between });
    at = tokens.at(last).end;
  }
  let number = 0;
  const passed = items.map(([first, last], place) => {
    if (isLong[place] !== true) return text.toString("utf8", tokens.at(first).start, tokens.at(last).end);
    return kept.length === 1 ? "pg_once" : `pg_once[${++number}]`;
  });
  edits.push({ start: at, end, text: `${after}, lambda pg_once: pg.${name}(${passed.join(", ")}))[1]` });
  return edits;
}

// A subscript and not `pg_once.a0`: DuckDB takes that for a column, in HAVING.
function isWorthAName(tokens: Tokens, first: number, last: number): boolean {
  for (let index = first; index <= last; index++) {
    if (macroAt(tokens, index) !== undefined) return true;
  }
  return hasSeveralValues(tokens, first, last);
}

function hasColumns(tokens: Tokens, first: number, last: number): boolean {
  for (let index = first; index <= last; index++) {
    const { kind, text } = tokens.at(index);
    if (kind === "quoted") return true;
    if (kind === "word" && tokens.text(index + 1) !== "(" && !/^(null|true|false|as|cast|pg)$/.test(text)) return true;
  }
  return false;
}

/** PERF: a name costs a list for each vector of rows, and a copy of what comes of it. What is small is planned as often as it is named. */
const tokensPlannedMax = 600;

function isToBeNamed(tokens: Tokens, first: number, last: number, uses: number): boolean {
  return hasSeveralValues(tokens, first, last) || uses * costOf(tokens, first, last) > tokensPlannedMax;
}

/** A subquery would be run as often, and a volatile call have another value each time. */
function hasSeveralValues(tokens: Tokens, first: number, last: number): boolean {
  for (let index = first; index <= last; index++) {
    const text = tokens.text(index);
    if (text === "select") return true;
    if (tokens.at(index).kind === "word" && isVolatile.test(text) && tokens.text(index + 1) === "(") return true;
  }
  return false;
}

/** Tokens that are planned for it. */
function costOf(tokens: Tokens, first: number, last: number): number {
  let cost = 0;
  for (let index = first; index <= last; index++) {
    const name = macroAt(tokens, index);
    cost++;
    if (name === undefined) continue;
    const items = tokens.items(index + 3);
    cost += sizeOf(name);
    for (const [at, [from, to]] of items.entries()) {
      const own = costOf(tokens, from, to);
      const uses = Math.max(1, usesOf(name, at, items.length));
      cost += uses * own > tokensPlannedMax ? own : uses * own;
    }
    index = tokens.partner(index + 3);
  }
  return cost;
}
