// What two answers to the same statement have in common: everything, or what differs first.
import { pgTypes } from "../../src/wire/encoding/pg-types.js";
import type { Answer, Column, Value } from "./twin.js";

export type Verdict =
  /** Where both are errors of one SQLSTATE, their messages may differ. */
  | { readonly kind: "same"; readonly isMessageSame: boolean }
  /** 0A000, where PostgreSQL answers or has another error. */
  | { readonly kind: "refused"; readonly theirs: string; readonly ours: string }
  | { readonly kind: "different"; readonly what: What; readonly theirs: string; readonly ours: string };

/** `lost`: the gateway hung, or hung up. */
export type What = "lost" | "sqlstate" | "names" | "types" | "rows" | "text" | "binary" | "order";

export const same: Verdict = { kind: "same", isMessageSame: true };

/** @param isOrdered Whether rows have to come in the same order. */
export function verdictOf(theirs: Answer, ours: Answer, isOrdered: boolean): Verdict {
  if (theirs.kind === "lost") throw new Error(`PostgreSQL: ${theirs.why}`);
  if (ours.kind === "error" && ours.sqlstate === "0A000" && !(theirs.kind === "error" && theirs.sqlstate === "0A000")) {
    return { kind: "refused", theirs: shown(theirs), ours: shown(ours) };
  }
  if (theirs.kind === "error" && ours.kind === "error" && theirs.sqlstate === ours.sqlstate) {
    return { kind: "same", isMessageSame: theirs.message === ours.message };
  }
  const what = ours.kind === "lost" ? "lost" : differenceOf(theirs, ours, isOrdered);
  if (what === undefined) return same;
  const [expected, found] = differing(theirs, ours, what);
  return { kind: "different", what, theirs: shown(expected, what), ours: shown(found, what) };
}

/** Of two answers with as many rows, those that differ. */
function differing(theirs: Answer, ours: Answer, what: What): readonly [Answer, Answer] {
  if (theirs.kind !== "rows" || ours.kind !== "rows" || (what !== "text" && what !== "binary")) return [theirs, ours];
  const isOther = (_: unknown, index: number) => keyOf(theirs[what][index] ?? []) !== keyOf(ours[what][index] ?? []);
  const only = (answer: typeof theirs) => ({ ...answer, [what]: answer[what].filter(isOther) });
  return [only(theirs), only(ours)];
}

/** The gravest first: other values, then the same ones told otherwise. */
function differenceOf(theirs: Answer, ours: Answer, isOrdered: boolean): What | undefined {
  if (theirs.kind !== "rows" || ours.kind !== "rows") return "sqlstate";
  if (theirs.text.length !== ours.text.length) return "rows";
  const text = orderOf(theirs.text, ours.text);
  if (text === "other") return "text";
  const listed = (answer: typeof theirs, part: "name" | "oid") => answer.columns.map((one) => one[part]).join("\0");
  if (listed(theirs, "oid") !== listed(ours, "oid")) return "types";
  if (listed(theirs, "name") !== listed(ours, "name")) return "names";
  const binary = orderOf(theirs.binary, ours.binary);
  if (binary === "other") return "binary";
  return isOrdered && (text === "shuffled" || binary === "shuffled") ? "order" : undefined;
}

type Rows = readonly (readonly Value[])[];

function orderOf(theirs: Rows, ours: Rows): "same" | "shuffled" | "other" {
  const [expected, found] = [theirs.map(keyOf), ours.map(keyOf)];
  const agree = () => expected.every((row, index) => row === found[index]);
  if (agree()) return "same";
  for (const rows of [expected, found]) rows.sort();
  return agree() ? "shuffled" : "other";
}

function keyOf(row: readonly Value[]): string {
  return row.map((value) => (value === null ? "-" : `${value.length} ${value.toString("latin1")}`)).join(" ");
}

const rowsShownMax = 3;

/** For people: what differs of it, if anything is said to. */
export function shown(answer: Answer, what?: What): string {
  if (answer.kind === "lost") return answer.why;
  if (answer.kind === "error") return `${answer.sqlstate} ${answer.message}`;
  if (what === "names") return `named ${answer.columns.map(({ name }) => name).join(", ")}`;
  if (what === "types") return `of type ${answer.columns.map(typeName).join(", ")}`;
  if (what === "binary") return rowsShown(answer.binary, (value) => `\\x${value.toString("hex")}`);
  return rowsShown(answer.text, (value) => value.toString("utf8"));
}

const namesOfTypes = new Map<number, string>(
  Object.values(pgTypes).flatMap(({ oid, arrayOid, name }) => [
    [oid, name],
    [arrayOid, `${name}[]`],
  ]),
);

function typeName({ oid }: Column): string {
  return namesOfTypes.get(oid) ?? String(oid);
}

function rowsShown(rows: readonly (readonly Value[])[], show: (value: Buffer) => string): string {
  const lines = rows.map((row) => row.map((value) => (value === null ? "NULL" : show(value))).join(", "));
  const more = rows.length > rowsShownMax ? [`(${rows.length} rows)`] : [];
  return rows.length === 0 ? "no rows" : [...lines.slice(0, rowsShownMax), ...more].join("; ");
}

/** Whether a statement says itself in which order its rows come: ORDER BY outside of any parentheses and literals. */
export function saysOrder(sql: string): boolean {
  const bare = sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, "''");
  let depth = 0;
  for (const [token] of bare.matchAll(/[()]|\border\s+by\b/gi)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (depth === 0) return true;
  }
  return false;
}
