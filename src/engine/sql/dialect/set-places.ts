// Where functions that return sets may stand, by PostgreSQL's rules: DuckDB takes an unnest() in places in which PostgreSQL refuses one.
// check_srf_call_placement in src/backend/parser/parse_func.c
import type { Node } from "libpg-query";
import type { PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn } from "./analysis.js";
import { functionsNamed } from "./postgres-catalog.js";

type Body = Readonly<Record<string, unknown>>;
type Refusal = (call: Node) => PgError;

interface Place {
  /** The clause takes none at all, whatever it stands in there. */
  readonly clause?: Refusal;
  /** What is around it, the innermost. */
  readonly around?: Refusal;
  /** A field is taken of it. */
  readonly isField?: true;
}

const anywhere: Place = {};
const lateral = { hint: "You might be able to move the set-returning function into a LATERAL FROM item." };
const inFrom = { hint: "Call it in FROM." };

const refusal =
  (message: string, fields = {}): Refusal =>
  (call) =>
    errorAt(call, "0A000", message, fields);
const notIn = (clause: string): Refusal => refusal(`set-returning functions are not allowed in ${clause}`);
const notAround = (construct: string): Refusal =>
  refusal(`set-returning functions are not allowed in ${construct}`, lateral);
const noSet =
  (construct: string): Refusal =>
  (call) =>
    errorAt(call, "42804", `argument of ${construct} must not return a set`);

const topOfFrom: Place = { around: refusal("set-returning functions must appear at top level of FROM") };
const nested: Place = { around: refusal("nested set-returning functions are not supported in a select list", inFrom) };

/** @throws PgError with its place: 0A000, or 42804. */
export function assertSetPlaces({ survey }: Analysis, select: Body): void {
  if (survey.hasSets) query(select);
}

function query(select: Body): void {
  for (const cte of nodesIn((select["withClause"] as Body | undefined)?.["ctes"])) {
    query(bodyOf(bodyOf(cte)["ctequery"] as Node));
  }
  for (const side of ["larg", "rarg"]) if (select[side] !== undefined) query(select[side] as Body);
  parts(select["valuesLists"], { clause: notIn("VALUES") });
  for (const item of nodesIn(select["fromClause"])) range(item);
  for (const key of ["targetList", "groupClause", "sortClause", "distinctClause"]) parts(select[key], anywhere);
  const clauses = { whereClause: "WHERE", havingClause: "HAVING", limitCount: "LIMIT", limitOffset: "OFFSET" };
  for (const [key, name] of Object.entries(clauses)) parts(select[key], { clause: notIn(name) });
  for (const window of nodesIn(select["windowClause"])) windowOf(bodyOf(window));
}

function range(item: Node): void {
  const body = bodyOf(item);
  switch (kindOf(item)) {
    case "RangeFunction":
      for (const listed of nodesIn(body["functions"])) {
        const [called] = nodesIn((listed as unknown as { List?: { items?: unknown } }).List?.items);
        if (called === undefined) continue;
        if (kindOf(called) === "FuncCall") parts(bodyOf(called)["args"], topOfFrom);
        else expression(called, topOfFrom);
      }
      return;
    case "JoinExpr":
      range(body["larg"] as Node);
      range(body["rarg"] as Node);
      return parts(body["quals"], { clause: notIn("JOIN conditions") });
    default:
      return parts(body, anywhere);
  }
}

function expression(node: Node, place: Place): void {
  const body = bodyOf(node);
  const within = (around: Refusal): Place => ({ ...place, around });
  switch (kindOf(node)) {
    case "SelectStmt":
      return query(body);
    case "FuncCall":
      return call(node, body, place);
    case "CaseExpr":
      return parts(body, within(notAround("CASE")));
    case "CoalesceExpr":
      return parts(body, within(notAround("COALESCE")));
    case "BoolExpr":
      return parts(body, within(noSet(String(body["boolop"]).replace("_EXPR", ""))));
    case "A_Expr": {
      const kind = String(body["kind"]);
      const isOfOne =
        kind === "AEXPR_IN" && nodesIn((body["rexpr"] as { List?: { items?: unknown } }).List?.items).length === 1;
      if (kind.startsWith("AEXPR_BETWEEN")) return parts(body, within(noSet("AND")));
      if (kind.startsWith("AEXPR_NOT_BETWEEN")) return parts(body, within(noSet("OR")));
      return parts(body, isOfOne ? within(noSet("IN")) : place);
    }
    case "A_Indirection": {
      const [step] = nodesIn(body["indirection"]);
      const argument = body["arg"] as Node;
      const isField = step !== undefined && kindOf(step) === "String" && kindOf(argument) === "FuncCall";
      expression(argument, isField ? { ...place, isField } : place);
      return parts(body["indirection"], place);
    }
    default:
      return parts(body, place);
  }
}

function call(node: Node, body: Body, place: Place): void {
  const names = namesIn(body["funcname"]);
  const all = names.length === 1 || names[0] === "pg_catalog" ? functionsNamed(names.at(-1) ?? "") : [];
  const isWindow = body["over"] !== undefined;
  if (isWindow) windowOf(body["over"] as Body);
  parts(body["agg_filter"], { clause: place.clause ?? notIn("FILTER") });
  const own = [body["args"], body["agg_order"]];
  if (isWindow || all.some(({ kind }) => kind === "a")) {
    const kind = isWindow ? "window" : "aggregate";
    const around = refusal(`${kind} function calls cannot contain set-returning function calls`, lateral);
    return parts(own, { ...place, around });
  }
  if (!all.some(({ isSet }) => isSet)) return parts(own, place);
  parts(own, place.clause === undefined ? { around: place.around ?? (nested.around as Refusal) } : place);
  const refused = place.clause ?? place.around;
  if (refused !== undefined) throw refused(node);
  if (place.isField !== true && all.some(({ columns, result }) => columns.length < 2 && result === "record")) {
    throw errorAt(node, "0A000", `rows of ${names.at(-1)}() are not supported in a select list`, inFrom);
  }
}

function windowOf(window: Body): void {
  const around = refusal("set-returning functions are not supported in ORDER BY and PARTITION BY of windows", inFrom);
  for (const key of ["partitionClause", "orderClause"]) parts(window[key], { around });
  const clause = notIn("window definitions");
  for (const key of ["startOffset", "endOffset"]) parts(window[key], { clause });
}

/** Whatever nodes are in it. */
function parts(value: unknown, place: Place): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) parts(item, place);
    return;
  }
  const [[kind, inner] = ["", undefined], ...others] = Object.entries(value);
  // A node has its kind for its only key, in capitals.
  if (others.length === 0 && /^[A-Z]/.test(kind) && typeof inner === "object") expression(value as Node, place);
  else for (const part of Object.values(value)) parts(part, place);
}
