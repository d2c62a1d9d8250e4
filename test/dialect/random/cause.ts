// What a difference comes from, as far as it can be told from the two answers and from what a shrunk statement is made of.
import type { Comparison, Difference } from "../twins.js";
import { type Node, nodesOf } from "./node.js";
import { aggregates, scalars, windows } from "./templates.js";

/** Words of errors are not compared here: the wrong statements' suite does. */
const unheeded = ["message", "position"];

export function differenceIn({ differences }: Comparison): Difference | undefined {
  return differences.find(({ kind }) => !unheeded.includes(kind));
}

/** Two statements that differ for one cause have the same. Undefined: nothing differs. */
export function causeOf(comparison: Comparison): string | undefined {
  const difference = differenceIn(comparison);
  if (difference === undefined) return undefined;
  const { kind, gateway, postgres } = difference;
  if (kind === "types") return `types: ${pairIn(comparison, "oid")}`;
  if (kind === "names") return `names: ${pairIn(comparison, "name")}`;
  if (["sqlstate", "refused", "hang", "crash"].includes(kind)) {
    const { sqlstate = "" } = comparison.postgres.failure ?? {};
    // What was refused before it ran would have been, whatever would have come of it.
    const isRunning = /^(42|0A|XX)/.test(gateway) && (sqlstate === "" || sqlstate.startsWith("22"));
    return isRunning
      ? `${kind}: ${normalized(gateway)}`
      : `${kind}: ${normalized(gateway)} instead of ${sqlstate || "an answer"}`;
  }
  return kind;
}

function pairIn({ gateway, postgres }: Comparison, part: "oid" | "name"): string {
  const at = postgres.columns.findIndex((column, index) => column[part] !== gateway.columns[index]?.[part]);
  return `${gateway.columns[at]?.[part]} instead of ${postgres.columns[at]?.[part]}`;
}

function normalized(message: string): string {
  return message
    .slice(0, 300)
    .replaceAll(/'[^']*'|"[^"]*"/g, "…")
    .replaceAll(/\((?:[^()]|\([^()]*\))*\)/g, "(…)")
    .replaceAll(/(?<![A-Z0-9])-?\d[\d.e+]*(?![A-Z0-9])/g, "#")
    .slice(0, 110);
}

const templates = new Set(
  [scalars, aggregates, windows].flatMap((table) => Object.values(table as Record<string, readonly string[]>).flat()),
);
const plain =
  /^(statement|SELECT|select list|group list|window order|order|ORDER BY.*|table|CASE WHEN count.*|WHERE|GROUP BY)$/;

/** The item of the grammar that is most likely the cause of a shrunk statement's difference, of those that are switched on. */
export function culpritOf(statement: Node, cause: string, isOn: (tag: string) => boolean): string {
  const tags = nodesOf(statement)
    .map(({ tag }) => tag)
    .filter((tag) => !plain.test(tag) && isOn(tag));
  const calls = tags.filter((tag) => templates.has(tag));
  const named = /function (\w+)/.exec(cause)?.[1];
  const called = calls.find((tag) => named !== undefined && new RegExp(`^${named}\\W`, "i").test(tag));
  if (called !== undefined) return called;
  const others = tags.filter((tag) => !/^(column|literal|NULL|item)/.test(tag));
  // A column's name and type are those of the outermost; other things come from within.
  if (/^(types|names)/.test(cause)) return others[0] ?? tags.at(-1) ?? "SELECT";
  return calls.at(-1) ?? others.at(-1) ?? tags.at(-1) ?? "SELECT";
}
