// Expressions of DuckDB's plans, as far as they can be said in a client's words. What cannot is left out: it is of how the gateway has
// a statement done, and not of what the statement says.
import { functionsNamed } from "../sql/dialect/postgres-catalog.js";

export interface Words {
  /** A column by its number in what is below; undefined: it has no name. */
  at(index: number): string | undefined;
  /** A column by its name, as a client would write it; undefined: which it is, is not clear. */
  column(path: readonly string[]): string | undefined;
}

const token =
  /\s*(?:(?<string>'(?:[^']|'')*'(?:::(?<type>[A-Z]+(?: WITH TIME ZONE)?))?)|(?<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|#(?<place>\d+)|(?<path>(?:"(?:[^"]|"")+"|[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*)(?:\.(?:"(?:[^"]|"")+"|[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*))*)|(?<operator>[-+*/<>=~!%|&^]+)|(?<sign>[(),]))/y;

const words = new Set([
  ...["AND", "OR", "NOT", "IS", "NULL", "DISTINCT", "FROM", "IN", "BETWEEN", "TRUE", "FALSE", "ASC", "DESC", "NULLS"],
  ...["FIRST", "LAST"],
]);
/** Between numbers only: PostgreSQL has operators for each pair of their types. */
const castOfNumber = /^\s*CAST\(([^()]+) AS (?:SMALLINT|INTEGER|BIGINT|HUGEINT|DOUBLE|FLOAT|DECIMAL\(\d+,\d+\))\)/;
const partsMax = 500;

/** Undefined: it is not to be shown. */
export function shownExpression(written: string, known: Words): string | undefined {
  const parts: string[] = [];
  let rest = written.replaceAll("count_star()", "count(*)");
  rest = rest.replaceAll("count(*)", "\u0001");
  while (rest.trim() !== "") {
    if (parts.length > partsMax) return undefined;
    if (rest.trimStart().startsWith("\u0001")) {
      parts.push("count(*)");
      rest = rest.trimStart().slice(1);
      continue;
    }
    const cast = castOfNumber.exec(rest);
    if (cast !== null) {
      const inner = shownExpression(cast[1] ?? "", known);
      if (inner === undefined) return undefined;
      parts.push(inner);
      rest = rest.slice(cast[0].length);
      continue;
    }
    token.lastIndex = 0;
    const found = token.exec(rest);
    if (found === null) return undefined;
    const after = rest.slice(token.lastIndex);
    const part = partOf(found.groups ?? {}, after, known);
    if (part === undefined) return undefined;
    parts.push(part);
    rest = after;
  }
  return spaced(parts);
}

function partOf(
  { string, type, number, place, path, operator, sign }: Readonly<Record<string, string | undefined>>,
  after: string,
  known: Words,
): string | undefined {
  if (place !== undefined) return known.at(Number(place));
  if (operator !== undefined) return operators[operator] ?? operator;
  if (string !== undefined) return constantOf(string, type);
  if (path === undefined) return number ?? sign;
  const names = Array.from(path.matchAll(/"((?:[^"]|"")+)"|([^."]+)/g), ([, quoted, bare]) =>
    quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'),
  );
  if (after.startsWith("(")) {
    const [name = ""] = names;
    return names.length === 1 && functionsNamed(name).length > 0 && !name.startsWith("pg_") ? name : undefined;
  }
  if (names.length === 1 && !path.startsWith('"') && words.has(path.toUpperCase())) return path.toUpperCase();
  return known.column(names);
}

/** `//` is the division of whole numbers. */
const operators: Readonly<Record<string, string>> = { "//": "/", "!=": "<>" };

/** With its type, as PostgreSQL prints it. */
function constantOf(string: string, type: string | undefined): string | undefined {
  if (type === undefined) return `${string}::text`;
  const name = postgresTypes[type];
  return name === undefined ? undefined : string.replace(`::${type}`, `::${name}`);
}

const postgresTypes: Readonly<Record<string, string>> = {
  DATE: "date",
  TIME: "time without time zone",
  TIMESTAMP: "timestamp without time zone",
  "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
  INTERVAL: "interval",
  UUID: "uuid",
  VARCHAR: "text",
};

function spaced(parts: readonly string[]): string {
  let text = "";
  for (const [index, part] of parts.entries()) {
    const before = parts[index - 1];
    const isTight =
      before === undefined ||
      before === "(" ||
      part === ")" ||
      part === "," ||
      (part === "(" && /^[a-z_]\w*$/.test(before) && !words.has(before.toUpperCase()));
    text += isTight ? part : ` ${part}`;
  }
  return text;
}

/** `age > 30` as PostgreSQL prints it: in parentheses. */
export function enclosed(text: string): string {
  return isEnclosed(text) ? text : `(${text})`;
}

/** `(a AND b)` -> `a`, `b` */
export function conjuncts(text: string): readonly string[] {
  const inner = isEnclosed(text) ? text.slice(1, -1) : text;
  const masked = masking(inner);
  if (/ BETWEEN | OR /.test(masked)) return [text];
  const parts: string[] = [];
  let from = 0;
  for (const { index } of masked.matchAll(/ AND /g)) {
    parts.push(inner.slice(from, index));
    from = index + " AND ".length;
  }
  return parts.length === 0 ? [text] : [...parts, inner.slice(from)];
}

/** Without what is in quotes or parentheses: other signs stand in their places. */
function masking(text: string): string {
  let depth = 0;
  return text
    .replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, (quoted) => "_".repeat(quoted.length))
    .replaceAll(/[^]/g, (sign) => {
      if (sign === "(") depth++;
      if (sign === ")") depth--;
      return depth > 0 ? "_" : sign;
    });
}

function isEnclosed(text: string): boolean {
  if (!text.startsWith("(") || !text.endsWith(")")) return false;
  let depth = 0;
  for (const [index, sign] of Array.from(
    text.replaceAll(/'(?:[^']|'')*'/g, (string) => "_".repeat(string.length)),
  ).entries()) {
    if (sign === "(") depth++;
    if (sign === ")") depth--;
    if (depth === 0 && index < text.length - 1) return false;
  }
  return true;
}

/** `(a) AND (b)` */
export function conjunction(parts: readonly string[]): string {
  const [only = "", ...others] = parts;
  return others.length === 0 ? enclosed(only) : `(${parts.map(enclosed).join(" AND ")})`;
}
