// WITH RECURSIVE: where a query may name itself. src/backend/parser/parse_cte.c
// What PostgreSQL refuses, DuckDB may run without end.
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, kindOf, nodesIn, typeText } from "./analysis.js";
import { callKind } from "./call-kinds.js";
import { errorAtStart } from "./error-places.js";
import type { Columns } from "./scope.js";
import { eachNode, eachPart } from "./tree-walk.js";

type Body = Readonly<Record<string, unknown>>;

/** Of a WITH clause. @throws PgError 42712, 42P19, 0A000 */
export function assertWithClause(clause: Body): void {
  const queries = nodesIn(clause["ctes"]);
  const names = new Set<string>();
  for (const node of queries) {
    const name = String(bodyOf(node)["ctename"]);
    if (names.has(name)) throw errorAt(node, "42712", `WITH query name "${name}" specified more than once`);
    names.add(name);
  }
  if (clause["recursive"] !== true) return;
  assertNoCircle(queries);
  for (const node of queries) assertRecursion(node);
}

/** TopologicalSort. */
function assertNoCircle(queries: readonly Node[]): void {
  const names = queries.map((node) => String(bodyOf(node)["ctename"]));
  let rest = queries.map((node, index) => {
    const select = bodyOf(bodyOf(node)["ctequery"] as Node);
    return {
      node,
      name: names[index] ?? "",
      needs: names.filter((name, at) => at !== index && isNamedWithin(select, name)),
    };
  });
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ name }) => name));
    const next = rest.filter(({ needs }) => needs.some((name) => waiting.has(name)));
    if (next.length === rest.length) {
      throw errorAt(next[0]?.node as Node, "0A000", "mutual recursion between WITH items is not implemented");
    }
    rest = next;
  }
}

function assertRecursion(query: Node): void {
  const name = String(bodyOf(query)["ctename"]);
  const select = bodyOf(bodyOf(query)["ctequery"] as Node);
  if (!isNamedWithin(select, name)) return;
  if (select["op"] !== "SETOP_UNION") {
    throw errorAt(
      query,
      "42P19",
      `recursive query "${name}" does not have the form non-recursive-term UNION [ALL] recursive-term`,
    );
  }
  new SelfReferences(name).select(select["larg"] as Body, "its non-recursive term");
  new SelfReferences(name).select(select["rarg"] as Body, undefined);
  const own = (select["withClause"] as Body | undefined)?.["ctes"];
  if (own !== undefined) new SelfReferences(name).look(own, "a subquery");
  assertUndecorated(select);
}

/** Looked for everywhere: a WITH query within of the same name hides it. */
export function isNamedWithin(select: Body, name: string): boolean {
  let found = false;
  const look = (body: Body): void => {
    const inner = nodesIn((body["withClause"] as Body | undefined)?.["ctes"]);
    if (inner.some((node) => bodyOf(node)["ctename"] === name)) return;
    eachPart(body, (node, kind) => {
      if (kind === "RangeVar" && isNamed(node, name)) found = true;
      if (kind !== "SelectStmt") return !found;
      look(bodyOf(node));
      return false;
    });
  };
  look(select);
  return found;
}

function isNamed(node: Node, name: string): boolean {
  const body = bodyOf(node);
  return body["schemaname"] === undefined && body["relname"] === name;
}

const decorations: readonly (readonly [string, string])[] = [
  ["sortClause", "ORDER BY"],
  ["limitOffset", "OFFSET"],
  ["limitCount", "LIMIT"],
  ["lockingClause", "FOR UPDATE/SHARE"],
];

function assertUndecorated(select: Body): void {
  for (const [key, words] of decorations) {
    const part = select[key];
    if (part === undefined) continue;
    const message = `${words} in a recursive query is not implemented`;
    if (key === "lockingClause") throw new PgError("0A000", message);
    const node = (Array.isArray(part) ? part[0] : part) as Node;
    const placed = kindOf(node) === "SortBy" ? (bodyOf(node)["node"] as Node) : node;
    throw errorAt(placed, "0A000", message);
  }
}

/** Where it must not name itself; undefined: where it may. */
type Where = "its non-recursive term" | "a subquery" | "an outer join" | "INTERSECT" | "EXCEPT" | undefined;

class SelfReferences {
  readonly #name: string;
  #hidden = 0;
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  select(body: Body, where: Where): void {
    const queries = nodesIn((body["withClause"] as Body | undefined)?.["ctes"]);
    const isHidden = queries.some((node) => bodyOf(node)["ctename"] === this.#name);
    if (isHidden) this.#hidden++;
    this.look(queries, where);
    this.#parts(body, where);
    if (isHidden) this.#hidden--;
  }

  look(value: unknown, where: Where): void {
    eachNode(value, (node, kind) => {
      switch (kind) {
        case "RangeVar":
          this.#found(node, where);
          return false;
        case "SelectStmt":
          this.select(bodyOf(node), where);
          return false;
        case "JoinExpr":
          this.#join(bodyOf(node), where);
          return false;
        case "SubLink":
          this.look(bodyOf(node)["subselect"], "a subquery");
          this.look(bodyOf(node)["testexpr"], where);
          return false;
        default:
          return true;
      }
    });
  }

  #parts(body: Body, where: Where): void {
    const { op, all, larg, rarg } = body;
    const before = this.#count;
    this.look(body["fromClause"], where);
    if (this.#count > before) assertNoAggregates(body);
    for (const [key, part] of Object.entries(body)) if (!lookedAt.has(key)) this.look(part, where);
    if (larg === undefined || rarg === undefined) return;
    const isIntersect = op === "SETOP_INTERSECT";
    const isExcept = op === "SETOP_EXCEPT";
    const left = where ?? (all === true ? (isIntersect ? "INTERSECT" : isExcept ? "EXCEPT" : undefined) : undefined);
    this.select(larg as Body, left);
    this.select(rarg as Body, isExcept ? (where ?? "EXCEPT") : left);
  }

  #join(body: Body, where: Where): void {
    const kind = String(body["jointype"]);
    const outer = where ?? "an outer join";
    this.look(body["larg"], kind === "JOIN_RIGHT" || kind === "JOIN_FULL" ? outer : where);
    this.look(body["rarg"], kind === "JOIN_LEFT" || kind === "JOIN_FULL" ? outer : where);
    this.look(body["quals"], where);
  }

  #found(node: Node, where: Where): void {
    if (this.#hidden > 0 || !isNamed(node, this.#name)) return;
    const must = `recursive reference to query "${this.#name}" must not appear`;
    if (where !== undefined) throw errorAt(node, "42P19", `${must} within ${where}`);
    this.#count++;
    if (this.#count > 1) throw errorAt(node, "42P19", `${must} more than once`);
  }
}

const lookedAt = new Set(["withClause", "fromClause", "larg", "rarg"]);

function assertNoAggregates(select: Body): void {
  eachNode([select["targetList"], select["havingClause"], select["sortClause"]], (node, kind) => {
    if (kind === "SelectStmt") return false;
    if (kind === "FuncCall" && callKind(node) === "aggregate") {
      throw errorAt(node, "42P19", "aggregate functions are not allowed in a recursive query's recursive term");
    }
    return true;
  });
}

/** Its columns are of the types of what it begins with. @throws PgError 42804 */
export function assertRecursiveTypes(analysis: Analysis, name: string, first: Columns, all: Columns): void {
  for (const [index, column] of (first ?? []).entries()) {
    const overall = all?.[index]?.type;
    if (column.type === undefined || overall === undefined || column.type === overall) continue;
    const message = `recursive query "${name}" column ${index + 1} has type ${typeText(column.type)} in non-recursive term but type ${typeText(overall)} overall`;
    throw errorAtStart(analysis, column.typed?.node, "42804", message, {
      hint: "Cast the output of the non-recursive term to the correct type.",
    });
  }
}
