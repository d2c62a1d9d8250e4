// FOR UPDATE and its kin: nothing here is ever changed under a reader, so that they lock nothing. What PostgreSQL refuses of them is
// refused: transformLockingClause in src/backend/parser/analyze.c
import type { Node } from "libpg-query";
import { FeatureNotSupported, PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, kindOf, nodesIn } from "./analysis.js";
import { callKind, type CallKind } from "./call-kinds.js";
import { eachNode } from "./tree-walk.js";

type Body = Readonly<Record<string, unknown>>;

const strengths: Readonly<Record<string, string>> = {
  LCS_FORKEYSHARE: "FOR KEY SHARE",
  LCS_FORSHARE: "FOR SHARE",
  LCS_FORNOKEYUPDATE: "FOR NO KEY UPDATE",
  LCS_FORUPDATE: "FOR UPDATE",
};

/** Takes them out of the text. @throws PgError 0A000, 42P01, 42601 */
export function removeLocking(analysis: Analysis, select: Body): void {
  const clauses = writtenClauses(analysis);
  if (clauses.length === 0) return;
  const selects = lockedSelects(select);
  if (selects.length === 0) return;
  const count = selects.reduce((all, one) => all + nodesIn(one["lockingClause"]).length, 0);
  // A column may be called `update`: `substring(a FOR update)`.
  if (clauses.length !== count)
    throw new FeatureNotSupported("it is not clear where FOR UPDATE stands in this statement");
  for (const one of selects) for (const clause of nodesIn(one["lockingClause"])) assertLockable(one, bodyOf(clause));
  for (const [first, last] of clauses) analysis.rewriting.replace({ first, last }, "");
}

function lockedSelects(value: unknown): readonly Body[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(lockedSelects);
  const inner = Object.values(value).flatMap(lockedSelects);
  return "lockingClause" in value ? [value, ...inner] : inner;
}

function writtenClauses({ tokens }: Analysis): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let first = 0; first < tokens.length; first++) {
    if (tokens.text(first) !== "for") continue;
    const words = [["update"], ["share"], ["no", "key", "update"], ["key", "share"]].find((some) =>
      some.every((word, index) => tokens.text(first + 1 + index) === word),
    );
    if (words === undefined) continue;
    let last = first + words.length;
    if (tokens.text(last + 1) === "of") {
      last += 2;
      while (/^[.,]$/.test(tokens.text(last + 1))) last += 2;
    }
    if (tokens.text(last + 1) === "nowait") last++;
    else if (tokens.text(last + 1) === "skip" && tokens.text(last + 2) === "locked") last += 2;
    found.push([first, last]);
  }
  return found;
}

function assertLockable(select: Body, clause: Body): void {
  const words = strengths[String(clause["strength"])] ?? "FOR UPDATE";
  const isOperation = select["op"] !== undefined && select["op"] !== "SETOP_NONE";
  const barriers: readonly (readonly [boolean, string])[] = [
    [isOperation, "is not allowed with UNION/INTERSECT/EXCEPT"],
    [select["valuesLists"] !== undefined, "cannot be applied to VALUES"],
    [select["distinctClause"] !== undefined, "is not allowed with DISTINCT clause"],
    [select["groupClause"] !== undefined, "is not allowed with GROUP BY clause"],
    [select["havingClause"] !== undefined, "is not allowed with HAVING clause"],
    [calls(select, "aggregate"), "is not allowed with aggregate functions"],
    [calls(select, "window"), "is not allowed with window functions"],
  ];
  for (const [isThere, message] of barriers) if (isThere) throw new PgError("0A000", `${words} ${message}`);
  const items = nodesIn(select["fromClause"]).flatMap((node) => itemsOf(node, false));
  const locked = nodesIn(clause["lockedRels"]);
  for (const relation of locked) assertRelation(relation, items, words);
  const names = new Set(locked.map((relation) => bodyOf(relation)["relname"]));
  const isNullable = ({ alias, isOuter }: Item): boolean => isOuter && (names.size === 0 || names.has(alias));
  if (items.some(isNullable)) {
    throw new PgError("0A000", `${words} cannot be applied to the nullable side of an outer join`);
  }
}

function calls(select: Body, kind: CallKind): boolean {
  let found = false;
  eachNode([select["targetList"], select["sortClause"]], (node, type) => {
    if (type === "FuncCall" && callKind(node) === kind) found = true;
    return type !== "SelectStmt";
  });
  return found;
}

interface Item {
  readonly alias: string;
  readonly kind: string;
  /** It may be filled with NULLs. */
  readonly isOuter: boolean;
}

function itemsOf(node: Node, isOuter: boolean): readonly Item[] {
  const body = bodyOf(node);
  const kind = kindOf(node);
  const alias = (body["alias"] as { readonly aliasname?: string } | undefined)?.aliasname;
  switch (kind) {
    case "JoinExpr": {
      const type = String(body["jointype"]);
      const left = itemsOf(body["larg"] as Node, isOuter || type === "JOIN_RIGHT" || type === "JOIN_FULL");
      const right = itemsOf(body["rarg"] as Node, isOuter || type === "JOIN_LEFT" || type === "JOIN_FULL");
      return [...left, ...right, ...(alias === undefined ? [] : [{ alias, kind, isOuter: false }])];
    }
    case "RangeVar":
      return [{ alias: alias ?? String(body["relname"]), kind, isOuter }];
    case "RangeTableSample":
      return itemsOf(body["relation"] as Node, isOuter);
    case "RangeSubselect":
      return [{ alias: alias ?? "", kind, isOuter }];
    default:
      return [{ alias: alias ?? "", kind, isOuter: false }];
  }
}

function assertRelation(relation: Node, items: readonly Item[], words: string): void {
  const { relname, schemaname } = bodyOf(relation) as { readonly relname?: string; readonly schemaname?: string };
  if (schemaname !== undefined) throw errorAt(relation, "42601", `${words} must specify unqualified relation names`);
  const found = items.find(({ alias }) => alias === relname);
  if (found === undefined) {
    throw errorAt(relation, "42P01", `relation "${relname}" in ${words} clause not found in FROM clause`);
  }
  if (found.kind === "JoinExpr") throw errorAt(relation, "0A000", `${words} cannot be applied to a join`);
  if (found.kind === "RangeFunction") throw errorAt(relation, "0A000", `${words} cannot be applied to a function`);
}
