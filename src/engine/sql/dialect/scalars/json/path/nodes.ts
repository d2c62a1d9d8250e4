// The parts of an SQL/JSON path. Each step may be followed by another.
import type { JsonValue } from "../value.js";

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type Arithmetic = "+" | "-" | "*" | "/" | "%";
export type Method = "abs" | "size" | "type" | "floor" | "double" | "ceiling" | "keyvalue";

export interface Subscript {
  readonly from: PathNode;
  readonly to?: PathNode;
}

type Step =
  | { readonly kind: "root" | "current" | "last" | "anyKey" | "anyElement" }
  | { readonly kind: "constant"; readonly value: JsonValue }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "subscripts"; readonly subscripts: readonly Subscript[] }
  /** `**`: the levels, of which Infinity is the last one. */
  | { readonly kind: "descendants"; readonly first: number; readonly last: number }
  | { readonly kind: "method"; readonly method: Method }
  | { readonly kind: "filter"; readonly predicate: PathNode }
  | { readonly kind: "arithmetic"; readonly sign: Arithmetic; readonly left: PathNode; readonly right: PathNode }
  | { readonly kind: "sign"; readonly sign: "+" | "-"; readonly operand: PathNode };

type Predicate =
  | { readonly kind: "and" | "or"; readonly left: PathNode; readonly right: PathNode }
  | { readonly kind: "not" | "isUnknown" | "exists"; readonly operand: PathNode }
  | { readonly kind: "comparison"; readonly sign: Comparison; readonly left: PathNode; readonly right: PathNode }
  | { readonly kind: "startsWith"; readonly left: PathNode; readonly right: PathNode }
  | { readonly kind: "matches"; readonly left: PathNode; readonly matches: (text: string) => boolean };

/** `next` is set while the path is read. */
export type PathNode = (Step | Predicate) & { next?: PathNode };

const predicates: ReadonlySet<string> = new Set<Predicate["kind"]>([
  "and",
  "or",
  "not",
  "isUnknown",
  "exists",
  "comparison",
  "startsWith",
  "matches",
]);

/** With a step after it, it is a value. */
export function isPredicate(node: PathNode): boolean {
  return predicates.has(node.kind) && node.next === undefined;
}

export interface JsonPath {
  readonly isLax: boolean;
  readonly start: PathNode;
}
