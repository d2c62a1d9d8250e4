// Where aggregates and window functions may stand: check_agglevels_and_constraints and transformWindowFuncCall in
// src/backend/parser/parse_agg.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, nodesIn } from "./analysis.js";
import { callKind, ownerOf } from "./call-kinds.js";
import type { Level } from "./scope.js";
import { eachNode } from "./tree-walk.js";

type Body = Readonly<Record<string, unknown>>;

interface Context {
  /** What it is called in errors; undefined: where both may stand. */
  readonly place: string | undefined;
  readonly allowsAggregates: boolean;
  readonly around?: "aggregate" | "window" | "window definition";
}

const anywhere: Context = { place: undefined, allowsAggregates: true };

/** @throws PgError 42803, 42P20 */
export function assertPlaces(analysis: Analysis, select: Body, level: Level): void {
  if (!analysis.survey.hasAggregates) return;
  const look = (value: unknown, context: Context): void => {
    const { place, allowsAggregates } = context;
    eachNode(value, (node, kind) => {
      if (kind === "SelectStmt") return level.isCorrelated;
      if (kind === "GroupingFunc" && place !== undefined && !allowsAggregates) {
        throw errorAt(node, "42803", `grouping operations are not allowed in ${place}`);
      }
      if (kind !== "FuncCall") return true;
      const called = callKind(node);
      if ((called !== "aggregate" && called !== "window") || ownerOf(analysis, node) !== level) return true;
      assertCall(node, called, context);
      const { args, agg_order: order, agg_filter: filter, over } = bodyOf(node);
      look([args, order], { place, allowsAggregates, around: called });
      look(filter, { place: "FILTER", allowsAggregates: false });
      look(over, { place, allowsAggregates, around: "window definition" });
      return false;
    });
  };
  const within = (name: string, allowsAggregates = false): Context => ({ place: name, allowsAggregates });
  for (const node of nodesIn(select["fromClause"])) assertFrom(node, (value, name) => look(value, within(name)));
  look(select["targetList"], anywhere);
  look(select["whereClause"], within("WHERE"));
  look(select["havingClause"], within("HAVING", true));
  look(select["sortClause"], anywhere);
  look(select["groupClause"], within("GROUP BY"));
  look(select["distinctClause"], anywhere);
  look(select["limitOffset"], within("OFFSET"));
  look(select["limitCount"], within("LIMIT"));
  look(select["windowClause"], { ...anywhere, around: "window definition" });
  look(select["valuesLists"], within("VALUES"));
}

function assertFrom(node: Node, look: (value: unknown, place: string) => void): void {
  const body = bodyOf(node);
  switch (kindOf(node)) {
    case "JoinExpr":
      for (const side of ["larg", "rarg"]) assertFrom(body[side] as Node, look);
      look(body["quals"], "JOIN conditions");
      return;
    case "RangeFunction":
      look(body["functions"], "functions in FROM");
      return;
    case "RangeSubselect":
      look(body["subquery"], "FROM clause of their own query level");
      return;
    case "RangeTableSample":
      look(body["args"], "TABLESAMPLE");
      return;
    default:
  }
}

function assertCall(node: Node, called: "aggregate" | "window", { place, allowsAggregates, around }: Context): void {
  if (called === "aggregate") {
    if (around === "aggregate") throw errorAt(node, "42803", "aggregate function calls cannot be nested");
    if (!allowsAggregates) throw errorAt(node, "42803", `aggregate functions are not allowed in ${place}`);
    return;
  }
  switch (around) {
    case "aggregate":
      throw errorAt(node, "42803", "aggregate function calls cannot contain window function calls");
    case "window":
      throw errorAt(node, "42P20", "window function calls cannot be nested");
    case "window definition":
      throw errorAt(node, "42P20", "window functions are not allowed in window definitions");
    default:
      if (place !== undefined) throw errorAt(node, "42P20", `window functions are not allowed in ${place}`);
  }
}
