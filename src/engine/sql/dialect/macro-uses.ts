// How many times a macro writes down what it is given. DuckDB puts an argument's text wherever the macro names it: what is written twice is planned
// and evaluated twice.
import { macros } from "./macro-files.js";
import { Tokens } from "./tokens.js";

interface Definition {
  readonly parameters: readonly string[];
  readonly first: number;
  readonly last: number;
}

interface Body {
  readonly tokens: Tokens;
  readonly definitions: readonly Definition[];
  readonly isTable: boolean;
}

const bodies = new Map<string, Body>();
const uses = new Map<string, number>();
const belowLambda = new Map<string, boolean>();
const sizes = new Map<string, number>();

/** Of the argument of that index (from 0), in a call of so many. 0: it is not used, or the macro is not known. */
export function usesOf(name: string, index: number, count: number): number {
  const key = `${name} ${index} ${count}`;
  const known = uses.get(key);
  if (known !== undefined) return known;
  const body = bodyOf(name);
  const found = Math.max(
    0,
    ...(body?.definitions ?? [])
      .filter(({ parameters }) => parameters.length >= count)
      .map(({ parameters, first, last }) =>
        usesWithin(body?.tokens ?? new Tokens(""), first, last, parameters[index] ?? ""),
      ),
  );
  uses.set(key, found);
  return found;
}

/** Whether it stands below a lambda, where DuckDB takes no subquery, and what is volatile would have a value for each element; or in a STRUCT. */
export function isBelowLambda(name: string, index: number, count: number): boolean {
  const key = `${name} ${index} ${count}`;
  const known = belowLambda.get(key);
  if (known !== undefined) return known;
  const { tokens, definitions = [] } = bodyOf(name) ?? {};
  const found = definitions
    .filter(({ parameters }) => parameters.length >= count)
    .some(({ parameters, first, last }) =>
      tokens === undefined ? false : isWithinLambda(tokens, first, last, parameters[index] ?? ""),
    );
  belowLambda.set(key, found);
  return found;
}

/** How much is planned for a call of it: tokens, with those of the macros that it calls. Its arguments come on top of that. */
export function sizeOf(name: string): number {
  const known = sizes.get(name);
  if (known !== undefined) return known;
  const body = bodyOf(name);
  let size = 0;
  if (body !== undefined) {
    for (const { first, last } of body.definitions) {
      let own = last - first + 1;
      for (let index = first; index <= last; index++) {
        const called = macroAt(body.tokens, index);
        if (called !== undefined && called !== name) own += sizeOf(called);
      }
      size = Math.max(size, own);
    }
  }
  sizes.set(name, size);
  return size;
}

/** It gives rows, and stands in FROM. */
export function isTableMacro(name: string): boolean {
  return bodyOf(name)?.isTable === true;
}

/** The name, where `pg.name(` begins at a token. */
export function macroAt(tokens: Tokens, index: number): string | undefined {
  const isCall =
    tokens.text(index) === "pg" &&
    tokens.text(index + 1) === "." &&
    tokens.text(index + 3) === "(" &&
    tokens.text(index - 1) !== ".";
  return isCall ? tokens.text(index + 2) : undefined;
}

function usesWithin(tokens: Tokens, first: number, last: number, parameter: string): number {
  let count = 0;
  for (let index = first; index <= last; index++) {
    const called = macroAt(tokens, index);
    if (called === undefined) {
      if (tokens.text(index) === parameter && tokens.text(index - 1) !== ".") count++;
      continue;
    }
    const items = tokens.items(index + 3);
    for (const [at, [from, to]] of items.entries()) {
      const within = usesWithin(tokens, from, to, parameter);
      if (within > 0) count += within * usesOf(called, at, items.length);
    }
    index = tokens.partner(index + 3);
  }
  return count;
}

function isWithinLambda(tokens: Tokens, first: number, last: number, parameter: string): boolean {
  for (let index = first; index <= last; index++) {
    const text = tokens.text(index);
    // DuckDB loses the names of a STRUCT's fields where they are columns of a query around it.
    const isStruct = text === "{";
    if (isStruct || text === "lambda") {
      const end = isStruct ? tokens.partner(index) : endOfPart(tokens, index, last);
      if (usesWithin(tokens, index, end, parameter) > 0) return true;
    }
    const called = macroAt(tokens, index);
    if (called === undefined) continue;
    const items = tokens.items(index + 3);
    const isFound = items.some(
      ([from, to], at) => usesWithin(tokens, from, to, parameter) > 0 && isBelowLambda(called, at, items.length),
    );
    if (isFound) return true;
  }
  return false;
}

/** The last token before the comma or the bracket that ends what begins there; the names of a lambda have commas of their own. */
function endOfPart(tokens: Tokens, first: number, last: number): number {
  let isNames = true;
  for (let index = first; index <= last; index++) {
    const text = tokens.text(index);
    if (text === ":") isNames = false;
    if (/^[([{]$/.test(text)) index = tokens.partner(index);
    else if (/^[)\]}]$/.test(text) || (text === "," && !isNames)) return index - 1;
  }
  return last;
}

/** `CREATE MACRO pg.name(a, b) AS ..., (a) AS ...` */
function bodyOf(name: string): Body | undefined {
  const known = bodies.get(name);
  if (known !== undefined) return known;
  const macro = macros().get(name);
  if (macro === undefined) return undefined;
  const tokens = new Tokens(Buffer.from(macro.sql).toString("latin1"));
  const definitions: Definition[] = [];
  let open = 5;
  while (tokens.text(open) === "(") {
    const parameters = tokens.items(open).map(([first]) => tokens.text(first));
    const first = tokens.partner(open) + 2;
    let end = first;
    while (end < tokens.length && tokens.text(end) !== ";" && !beginsNext(tokens, end)) {
      end = /^[([{]$/.test(tokens.text(end)) ? tokens.partner(end) + 1 : end + 1;
    }
    definitions.push({ parameters, first, last: end - 1 });
    open = end + 1;
  }
  const body = { tokens, definitions, isTable: /^[^;]*?\bAS TABLE\b/.test(macro.sql) };
  bodies.set(name, body);
  return body;
}

function beginsNext(tokens: Tokens, index: number): boolean {
  return (
    tokens.text(index) === "," && tokens.text(index + 1) === "(" && tokens.text(tokens.partner(index + 1) + 1) === "as"
  );
}
