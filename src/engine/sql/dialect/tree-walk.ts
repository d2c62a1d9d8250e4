// Looks through PostgreSQL's syntax tree, whatever is in it.
import type { Node } from "libpg-query";
import { bodyOf, kindOf, namesIn } from "./analysis.js";

/** Each node; `false`: what is in it is not looked at. */
export function eachNode(value: unknown, visit: (node: Node, kind: string) => boolean): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) eachNode(item, visit);
    return;
  }
  const node = value as Node;
  if (isNode(node)) {
    if (visit(node, kindOf(node))) eachPart(bodyOf(node), visit);
  } else eachPart(value, visit);
}

/** Whether a node of one of these kinds is in it, or it is one. */
export function mentions(value: unknown, ...kinds: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return kinds.some((kind) => kind in value) || Object.values(value).some((part) => mentions(part, ...kinds));
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
  for (const part of Object.values(body)) eachNode(part, visit);
}

function isNode(value: object): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && /^[A-Z]/.test(keys[0] ?? "");
}
