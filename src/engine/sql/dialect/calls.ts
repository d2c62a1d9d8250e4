// Calls of functions: which of PostgreSQL's functions is meant, and what is called in its place.
import type { Node } from "libpg-query";
import { quoteLiteral } from "../../duckdb/sandbox.js";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typeText } from "./analysis.js";
import { chooseFunction, type ChosenFunction, isPolymorphic, resolvePolymorphic, unknown } from "./candidates.js";
import { coerce, coerceToBoolean } from "./coercion.js";
import { typed } from "./expressions.js";
import { lowerings } from "./functions.js";
import type { Lowering } from "./lowering.js";
import { functionsNamed, signatureOf } from "./postgres-catalog.js";
import type { Scope } from "./scope.js";
import { sortItems } from "./sorting.js";

export function call(analysis: Analysis, node: Node, scope: Scope): Typed {
  const body = bodyOf(node);
  const names = namesIn(body["funcname"]);
  const name = names.at(-1) ?? "";
  const operands = nodesIn(body["args"]).map((operand) => typed(analysis, operand, scope));
  const ordered = sortItems(analysis, nodesIn(body["agg_order"]), scope, []);
  if (body["agg_filter"] !== undefined) {
    coerceToBoolean(analysis, typed(analysis, body["agg_filter"] as Node, scope), "FILTER");
  }
  if (body["over"] !== undefined) windowDefinition(analysis, body["over"] as Node, scope);
  const isForeign = names.length > 2 || (names.length === 2 && names[0] !== "pg_catalog");
  const all = isForeign ? [] : functionsNamed(name);
  if (all.length === 0) return { node, type: undefined };
  const given = body["agg_within_group"] === true ? [...operands, ...ordered] : operands;
  const results = new Set(all.map(({ result }) => result));
  const [onlyResult] = results;
  const usual = results.size === 1 && !isPolymorphic(onlyResult ?? "") ? onlyResult : undefined;
  const isOpen = given.some(
    ({ type, parameter, node: operand }) =>
      (type === undefined && parameter === undefined) || kindOf(operand) === "NamedArgExpr",
  );
  if (isOpen || body["func_variadic"] === true) return { node, type: usual };
  const types = given.map(({ type = unknown }) => type);
  const choice = chooseFunction(name, types);
  if (choice.kind === "none" || choice.kind === "ambiguous") {
    if (analysis.isOfSession(name)) return { node, type: usual };
    const written = `${name}(${types.map(typeText).join(", ")})`;
    throw choice.kind === "none"
      ? errorAt(node, "42883", `function ${written} does not exist`, {
          hint: "No function matches the given name and argument types. You might need to add explicit type casts.",
        })
      : errorAt(node, "42725", `function ${written} is not unique`, {
          hint: "Could not choose a best candidate function. You might need to add explicit type casts.",
        });
  }
  return resolved(analysis, node, given, choice.one);
}

function resolved(analysis: Analysis, node: Node, given: readonly Typed[], { one, types }: ChosenFunction): Typed {
  const polymorphic = resolvePolymorphic(
    types,
    given.map(({ type = unknown }) => type),
  );
  if (polymorphic === undefined) return { node, type: undefined };
  const lowering = lowerings.get(signatureOf(one));
  if (lowering?.kind === "refused") {
    throw errorAt(node, "0A000", `function ${one.name}(${types.map(typeText).join(", ")}) is not supported`, {
      hint: lowering.hint,
    });
  }
  for (const [index, operand] of given.entries()) {
    coerce(analysis, operand, polymorphic.types[index] ?? unknown, { isForced: lowering?.kind === "call" });
  }
  if (lowering?.kind === "call") rename(analysis, node, given, lowering);
  const result = polymorphic.result(one.result);
  return { node, type: result === "record" || result === "void" ? undefined : result };
}

/** `initcap(` -> `pg.initcap(`. What the grammar has words for is written as a plain call. */
function rename(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  lowering: Lowering & { readonly kind: "call" },
): void {
  const body = bodyOf(node);
  const span = analysis.spans.of(node);
  const at = analysis.tokens.from(Number(body["location"] ?? 0));
  if (span === undefined) return;
  if (body["funcformat"] !== "COERCE_SQL_SYNTAX") {
    let last = at;
    while (analysis.tokens.text(last + 1) === ".") last += 2;
    analysis.rewriting.replace({ first: at, last }, lowering.name);
    return;
  }
  const written = given.map(({ node: operand, literal }) => {
    const place = analysis.spans.of(operand);
    const isWord = place === undefined || (literal !== undefined && analysis.tokens.at(place.first).kind === "word");
    return isWord ? quoteLiteral(literal ?? "") : analysis.rewriting.take(place);
  });
  analysis.rewriting.replace(span, `${lowering.name}(${written.join(", ")})`);
}

/** Of OVER and WINDOW. */
export function windowDefinition(analysis: Analysis, node: Node, scope: Scope): void {
  const body = "WindowDef" in node ? bodyOf(node) : (node as unknown as Readonly<Record<string, unknown>>);
  for (const part of nodesIn(body["partitionClause"])) typed(analysis, part, scope);
  sortItems(analysis, nodesIn(body["orderClause"]), scope, []);
  for (const key of ["startOffset", "endOffset"]) {
    if (body[key] !== undefined) typed(analysis, body[key] as Node, scope);
  }
}
