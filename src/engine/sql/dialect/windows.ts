// OVER and WINDOW: what windows refer to. transformWindowDefinitions in src/backend/parser/parse_clause.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, nodesIn, type Typed, typed } from "./analysis.js";
import { keyed } from "./equality-keys.js";
import type { Scope } from "./scope.js";
import { sortItems } from "./sorting.js";
import { hasFrame, windowFrame } from "./window-frames.js";

type Body = Readonly<Record<string, unknown>>;

/** `isNamed`: it stands in WINDOW, by a name of its own. */
export function windowDefinition(analysis: Analysis, node: Node, scope: Scope, isNamed = false): void {
  const body = "WindowDef" in node ? bodyOf(node) : (node as unknown as Body);
  const at = { A_Const: { location: body["location"] } } as Node;
  const referred = reference(body, scope, at, isNamed);
  if (referred !== undefined) checkReference(body, referred, scope, at);
  for (const part of nodesIn(body["partitionClause"])) keyed(analysis, typed(analysis, part, scope), "equality");
  const own = sortItems(analysis, nodesIn(body["orderClause"]), scope);
  const order = orderOf(body, scope);
  const sorted = own.length > 0 ? own[0] : inherited(analysis, order, scope);
  windowFrame(analysis, body, { at, order, sorted, scope });
}

/** What another window is sorted by: understood there, and written there. */
function inherited(analysis: Analysis, [first]: readonly Node[], scope: Scope): Typed | undefined {
  if (first === undefined) return undefined;
  const quiet: Analysis = { ...analysis, rewriting: analysis.rewriting.apart() };
  return typed(quiet, bodyOf(first)["node"] as Node, scope);
}

/** `OVER (w ORDER BY x)` */
function reference(body: Body, scope: Scope, at: Node, isNamed: boolean): Body | undefined {
  const name = body["refname"] ?? (isNamed ? undefined : body["name"]);
  if (typeof name !== "string") return undefined;
  const found = scope.windows?.get(name);
  if (found === undefined && scope.windows !== undefined) {
    throw errorAt(at, "42704", `window "${name}" does not exist`);
  }
  return body["refname"] === undefined ? undefined : found && bodyOf(found);
}

/** Its own, or that of the window which it refers to. */
function orderOf(body: Body, scope: Scope): readonly Node[] {
  const own = nodesIn(body["orderClause"]);
  const other = typeof body["refname"] === "string" ? scope.windows?.get(body["refname"]) : undefined;
  return own.length > 0 || other === undefined ? own : orderOf(bodyOf(other), scope);
}

function checkReference(body: Body, referred: Body, scope: Scope, at: Node): void {
  const name = String(body["refname"]);
  const wrong = (message: string, hint?: string): Error =>
    errorAt(at, "42P20", message, hint === undefined ? {} : { hint });
  const own = nodesIn(body["orderClause"]);
  const hasPartition = nodesIn(body["partitionClause"]).length > 0;
  if (hasPartition) throw wrong(`cannot override PARTITION BY clause of window "${name}"`);
  if (own.length > 0 && orderOf(referred, scope).length > 0) {
    throw wrong(`cannot override ORDER BY clause of window "${name}"`);
  }
  if (!hasFrame(referred)) return;
  const isPlain = own.length === 0 && !hasFrame(body);
  throw wrong(
    `cannot copy window "${name}" because it has a frame clause`,
    isPlain ? "Omit the parentheses in this OVER clause." : undefined,
  );
}

/** Those of a WINDOW clause, by name: each may refer to those before it. @throws PgError 42P20, 42704 */
export function windowsOf(clause: readonly Node[]): ReadonlyMap<string, Node> {
  const windows = new Map<string, Node>();
  for (const node of clause) {
    const { name, refname, location } = bodyOf(node) as {
      readonly name: string;
      readonly refname?: string;
      readonly location?: number;
    };
    const at = { A_Const: { location } } as Node;
    if (windows.has(name)) throw errorAt(at, "42P20", `window "${name}" is already defined`);
    if (refname !== undefined && !windows.has(refname)) {
      throw errorAt(at, "42704", `window "${refname}" does not exist`);
    }
    windows.set(name, node);
  }
  return windows;
}
