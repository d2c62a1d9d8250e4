// Looks through PostgreSQL's syntax tree, whatever is in it.
import type { Node } from "libpg-query";
import { bodyOf, namesIn } from "./analysis.js";

const places = new Set([
  ...["location", "stmt_location", "name_location", "funcformat"],
  ...["list_start", "list_end", "rexpr_list_start", "rexpr_list_end"],
]);

/** Of what a node has: where it is written, and how. */
export function isPlace(key: string): boolean {
  return places.has(key);
}

/** Each node; `false`: what is in it is not looked at. */
export function eachNode(value: unknown, visit: (node: Node, kind: string) => boolean): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) eachNode(item, visit);
    return;
  }
  const kind = kindWithin(value);
  if (kind === undefined) eachPart(value, visit);
  else if (visit(value as Node, kind)) eachPart(bodyOf(value as Node), visit);
}

/** Whether a node of one of these kinds is in it, or it is one. */
export function mentions(value: unknown, ...kinds: readonly string[]): boolean {
  let found = false;
  eachNode(value, (_node, kind) => {
    found ||= kinds.includes(kind);
    return !found;
  });
  return found;
}

/** Of functions: each without its schema. */
export function namesOfCalls(value: unknown): readonly string[] {
  const names: string[] = [];
  eachNode(value, (node, kind) => {
    if (kind === "FuncCall") names.push(namesIn(bodyOf(node)["funcname"]).at(-1) ?? "");
    return true;
  });
  return names;
}

/** Parts that are nodes without saying so: `over`, `larg`. */
export function eachPart(body: object, visit: (node: Node, kind: string) => boolean): void {
  for (const key in body) {
    const part = (body as Readonly<Record<string, unknown>>)[key];
    if (typeof part === "object") eachNode(part, visit);
  }
}

/** Of a node, which has nothing else in it. PERF: every walk asks it of every object. */
export function kindWithin(value: object): string | undefined {
  let only: string | undefined;
  for (const key in value) {
    if (only !== undefined || !isCapital(key.charCodeAt(0))) return undefined;
    only = key;
  }
  return only;
}

function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}
