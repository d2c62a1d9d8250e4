// Aggregates and window functions, and the query that each belongs to. src/backend/parser/parse_agg.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, namesIn } from "./analysis.js";
import { functionsNamed } from "./postgres-catalog.js";
import type { Level } from "./scope.js";
import { eachPart } from "./tree-walk.js";

/** `foreign`: none of PostgreSQL's, which may be anything. */
export type CallKind = "plain" | "aggregate" | "window" | "foreign";

export function callKind(node: Node): CallKind {
  const body = bodyOf(node);
  if (body["over"] !== undefined) return "window";
  const all = functionsNamed(namesIn(body["funcname"]).at(-1) ?? "");
  if (all.length === 0) return "foreign";
  return body["agg_within_group"] === true || all.some(({ kind }) => kind === "a") ? "aggregate" : "plain";
}

/** An aggregate is of the innermost query whose columns it takes, of those around it. */
export function ownerOf(analysis: Analysis, node: Node): Level | undefined {
  const level = analysis.references.levelOf(node);
  if (level === undefined || callKind(node) === "window") return level;
  let owner: Level | undefined;
  eachPart(bodyOf(node), (part, kind) => {
    const own = kind === "ColumnRef" ? analysis.references.of(part)?.level : undefined;
    if (own !== undefined && own.depth <= level.depth && own.depth > (owner?.depth ?? 0)) owner = own;
    return true;
  });
  return owner ?? level;
}
