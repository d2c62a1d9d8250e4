// Which functions statements may call: every function of DuckDB has its verdict, and what has none does not exist.
import { foldCase } from "../qualified-name.js";
import { macroSchema } from "../dialect/macro-calls.js";
import type { TreeNode } from "../walk.js";
import { aggregate, window } from "./aggregate.js";
import { dateTime } from "./date-time.js";
import type { Family, Signature } from "./family.js";
import { json } from "./json.js";
import { listMapStruct } from "./list-map-struct.js";
import { numeric } from "./numeric.js";
import { operators } from "./operators.js";
import { system } from "./system.js";
import { pragmas, tableFunctions } from "./table-functions.js";
import { text } from "./text.js";

export type Verdict =
  | {
      readonly kind: "allowed";
      /** True: raises no error whatever its arguments are, once they are of the types that it takes. */
      readonly leakproof: boolean;
      /** The arguments over which it is leakproof, where it is not in general. */
      readonly leakproofOver: readonly Signature[];
      /** `first`: the type of the first argument. Undefined where it depends on more. */
      readonly result: string | undefined;
      readonly isAggregate: boolean;
      /** True: it takes text and nothing else, so that a string in quotes is not cast. */
      readonly takesText: boolean;
    }
  /** For superusers only. */
  | { readonly kind: "administrators" }
  | { readonly kind: "refused"; readonly hint: string | undefined };

/** One name may stand for a function in an expression and for another in FROM. */
export type FunctionPlace = "expression" | "from" | "pragma";

const families: Readonly<Record<FunctionPlace, readonly Family[]>> = {
  expression: [text, numeric, operators, dateTime, listMapStruct, json, aggregate, window, system],
  from: [tableFunctions],
  pragma: [pragmas],
};

/** Those that end in `*` stand for all that begin so. */
export const verdicts: Readonly<Record<FunctionPlace, ReadonlyMap<string, Verdict>>> = {
  expression: collected(families.expression),
  from: collected(families.from),
  pragma: collected(families.pragma),
};

/** Undefined: there is no such function. `name` in lower case. */
export function verdictOf(name: string, place: FunctionPlace): Verdict | undefined {
  const verdict = found(name, place);
  if (verdict !== undefined) return verdict;
  if (place === "expression" && found(name, "from")?.kind === "allowed") return refused("It stands in FROM only.");
  if (place === "from" && found(name, "expression")?.kind === "allowed") return refused("It cannot stand in FROM.");
  return found(name, "from") ?? found(name, "expression") ?? found(name, "pragma");
}

/** Of a call in DuckDB's tree. A macro that stands for a function of PostgreSQL's has none of the function that is called like it. */
export function verdictOfCall(node: TreeNode, place: FunctionPlace): Verdict | undefined {
  return node["schema"] === macroSchema ? undefined : verdictOf(foldCase(String(node["function_name"])), place);
}

function found(name: string, place: FunctionPlace): Verdict | undefined {
  const verdict = verdicts[place].get(name);
  if (verdict !== undefined) return verdict;
  for (let end = name.length; end > 0; end--) {
    const prefix = verdicts[place].get(`${name.slice(0, end)}*`);
    if (prefix?.kind === "refused") return prefix;
  }
  return undefined;
}

function refused(hint: string): Verdict {
  return { kind: "refused", hint };
}

function collected(list: readonly Family[]): ReadonlyMap<string, Verdict> {
  const map = new Map<string, Verdict>();
  const add = (name: string, verdict: Verdict): void => {
    if (map.has(name)) throw new Error(`two verdicts on ${name}`);
    map.set(name, verdict);
  };
  for (const family of list) {
    const results = new Map(
      Object.entries(family.results ?? {}).flatMap(([type, names]) => names.map((name) => [name, type] as const)),
    );
    const allowed = (name: string, leakproof: boolean, leakproofOver: readonly Signature[]): void =>
      add(name, {
        kind: "allowed",
        leakproof,
        leakproofOver,
        result: results.get(name),
        isAggregate: family === aggregate,
        takesText: family === text || family === json,
      });
    for (const name of family.leakproof ?? []) allowed(name, true, []);
    for (const [name, signatures] of Object.entries(family.leakproofOver ?? {})) allowed(name, false, signatures);
    for (const name of family.allowed ?? []) allowed(name, false, []);
    for (const name of family.administrators ?? []) add(name, { kind: "administrators" });
    for (const { names, hint } of family.refused ?? []) for (const name of names) add(name, { kind: "refused", hint });
  }
  return map;
}
