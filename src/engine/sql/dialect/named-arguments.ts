// make_interval(days => 3): arguments by their names are put in their places, with the defaults of those that are left out, before anything else looks at them.
// https://www.postgresql.org/docs/15/sql-syntax-calling-funcs.html
import type { Node } from "libpg-query";
import { Splice } from "../splice.js";
import { bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typeText } from "./analysis.js";
import { unknown } from "./candidates.js";
import { openOf } from "./call-text.js";
import { Rewriting } from "./rewriting.js";
import { Spans } from "./spans.js";
import type { Source } from "./translate.js";
import { eachNode } from "./tree-walk.js";

/** pg_proc.proargnames and proargdefaults of what may be called so: `name`, or `name = default`. */
const parametersOf: Readonly<Record<string, readonly string[]>> = {
  make_date: ["year", "month", "day"],
  make_time: ["hour", "min", "sec"],
  make_timestamp: ["year", "month", "mday", "hour", "min", "sec"],
  make_timestamptz: ["year", "month", "mday", "hour", "min", "sec", "timezone="],
  make_interval: ["years=0", "months=0", "weeks=0", "days=0", "hours=0", "mins=0", "secs=0.0"],
  jsonb_set: ["jsonb_in", "path", "replacement", "create_if_missing=true"],
  jsonb_insert: ["jsonb_in", "path", "replacement", "insert_after=false"],
  jsonb_set_lax: [
    ...["jsonb_in", "path", "replacement", "create_if_missing=true"],
    "null_value_treatment='use_json_null'",
  ],
  ...Object.fromEntries(
    ["exists", "exists_tz", "match", "match_tz", "query", "query_tz"]
      .concat(["query_array", "query_array_tz", "query_first", "query_first_tz"])
      .map((name) => [`jsonb_path_${name}`, ["target", "path", "vars='{}'", "silent=false"]]),
  ),
  json_populate_record: ["base", "from_json", "use_json_as_text=false"],
  json_populate_recordset: ["base", "from_json", "use_json_as_text=false"],
  parse_ident: ["str", "strict=true"],
  ...Object.fromEntries(
    ["each", "each_text", "array_elements", "array_elements_text"].flatMap((name) =>
      ["json", "jsonb"].map((form) => [`${form}_${name}`, ["from_json"]]),
    ),
  ),
};

/** Undefined: there are none. */
export function positional({ text, tokens, select, survey }: Source): Splice | undefined {
  if (!survey.hasNamedArguments) return undefined;
  const spans = new Spans(tokens);
  const rewriting = new Rewriting(text, tokens);
  const calls: Node[] = [];
  eachNode(select, (node, kind) => {
    if (kind === "FuncCall") calls.push(node);
    return true;
  });
  // What is within comes first.
  for (const call of calls.toReversed()) {
    const places = placesOf(call);
    const span = places === undefined ? undefined : spans.of(call);
    if (places === undefined || span === undefined) continue;
    const open = openOf({ tokens }, span);
    const written = places.map((place) => {
      if (typeof place === "string") return place;
      const found = spans.widest(place);
      return found === undefined ? undefined : rewriting.take(found);
    });
    if (written.includes(undefined)) continue;
    rewriting.replace({ first: open + 1, last: tokens.partner(open) - 1 }, written.join(", "));
  }
  const edits = rewriting.edits();
  return edits.length === 0 ? undefined : new Splice(text, edits);
}

/** After the names of arguments that are known were put in their places. @throws PgError 42883, 42601 */
export function assertKnownNames(node: Node, name: string, given: readonly Typed[]): void {
  const nodes = nodesIn(bodyOf(node)["args"]);
  const names = new Set<unknown>();
  for (const operand of nodes) {
    const own = kindOf(operand) === "NamedArgExpr" ? bodyOf(operand)["name"] : undefined;
    if (own === undefined && names.size > 0)
      throw errorAt(operand, "42601", "positional argument cannot follow named argument");
    if (own !== undefined && names.has(own))
      throw errorAt(operand, "42601", `argument name "${String(own)}" used more than once`);
    if (own !== undefined) names.add(own);
  }
  if (names.size === 0) return;
  const types = given.map(({ node: operand, type }) => {
    const own = kindOf(operand) === "NamedArgExpr" ? `${String(bodyOf(operand)["name"])} => ` : "";
    return `${own}${typeText(type ?? unknown)}`;
  });
  throw errorAt(node, "42883", `function ${name}(${types.join(", ")}) does not exist`, {
    hint: "No function matches the given name and argument types. You might need to add explicit type casts.",
  });
}

/** By their position, each an argument or the text of a default. Undefined: it has no names, or none that are known. */
function placesOf(call: Node): readonly (Node | string)[] | undefined {
  const given = nodesIn(bodyOf(call)["args"]);
  if (!given.some((node) => kindOf(node) === "NamedArgExpr")) return undefined;
  const parameters = parametersOf[namesIn(bodyOf(call)["funcname"]).at(-1) ?? ""] ?? [];
  const names = parameters.map((parameter) => parameter.split("=")[0] ?? "");
  const places: (Node | string | undefined)[] = parameters.map((parameter) => parameter.split("=")[1]);
  const taken = new Set<number>();
  for (const [index, node] of given.entries()) {
    const { name, arg } = bodyOf(node) as { readonly name?: string; readonly arg?: Node };
    const isNamed = kindOf(node) === "NamedArgExpr";
    const at = isNamed ? names.indexOf(name ?? "") : index;
    const isPastNamed = !isNamed && given.slice(0, index).some((other) => kindOf(other) === "NamedArgExpr");
    if (at < 0 || at >= names.length || taken.has(at) || isPastNamed) return undefined;
    taken.add(at);
    places[at] = isNamed ? arg : node;
  }
  while (places.at(-1) === "") places.pop();
  return places.every((place) => place !== undefined && place !== "") ? (places as (Node | string)[]) : undefined;
}
