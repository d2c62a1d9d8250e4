// A SELECT without columns, which DuckDB has not: EXISTS asks for none, and elsewhere it is refused.
import { FeatureNotSupported } from "../../../errors.js";
import { type Analysis, bodyOf, kindOf } from "./analysis.js";
import type { Node } from "libpg-query";

type Body = Readonly<Record<string, unknown>>;

/** Whether there are others, that it cannot give. */
export function fillEmptyLists(analysis: Analysis, select: Body): boolean {
  return analysis.survey.selects.some(isEmpty) && fillWithin(analysis, select);
}

function fillWithin(analysis: Analysis, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.map((item) => fillWithin(analysis, item)).includes(true);
  const isFilled = "SubLink" in value && fill(analysis, value as Node);
  const body = isFilled ? bodyOf(bodyOf(value as Node)["subselect"] as Node) : value;
  const inner = Object.values(body).map((part) => fillWithin(analysis, part));
  return inner.includes(true) || (!isFilled && isEmpty(value as Body));
}

export function refuseEmptyList(): never {
  throw new FeatureNotSupported("a SELECT without columns is not supported", { hint: "Use SELECT NULL instead." });
}

/** `EXISTS (SELECT FROM t)` */
function fill(analysis: Analysis, node: Node): boolean {
  const { subLinkType, subselect, location } = bodyOf(node);
  if (subLinkType !== "EXISTS_SUBLINK" || kindOf(subselect as Node) !== "SelectStmt") return false;
  if (!isEmpty(bodyOf(subselect as Node))) return false;
  const at = analysis.tokens.from(Number(location ?? 0)) + 2;
  if (analysis.tokens.text(at) !== "select") return false;
  analysis.rewriting.after(analysis.tokens.text(at + 1) === "all" ? at + 1 : at, " NULL");
  return true;
}

function isEmpty(body: Body): boolean {
  const isSelect = body["limitOption"] !== undefined && body["op"] === "SETOP_NONE";
  return isSelect && body["targetList"] === undefined && body["valuesLists"] === undefined;
}
