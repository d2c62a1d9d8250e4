// What a difference comes from, as far as it can be told from the two answers and from what a shrunk statement is made of.
import type { Comparison, Difference } from "../twins.js";
import { type Node, nodesOf } from "./node.js";
import { aggregates, scalars, windows } from "./templates.js";

/** Words of errors are not compared here: the wrong statements' suite does. */
const unheeded = ["message", "position"];

function heeded({ differences }: Comparison): readonly Difference[] {
  return differences.filter(({ kind }) => !unheeded.includes(kind));
}

export function differsBeyondWords(comparison: Comparison): boolean {
  return heeded(comparison).length > 0;
}

export function differenceIn(comparison: Comparison, cause: string): Difference | undefined {
  return heeded(comparison).find((difference) => causeOf(difference, comparison) === cause);
}

/** Two statements that differ for one cause have it both. The first is the one that the others may follow from. */
export function causesIn(comparison: Comparison): readonly string[] {
  return heeded(comparison).map((difference) => causeOf(difference, comparison));
}

function causeOf({ kind, gateway }: Difference, comparison: Comparison): string {
  if (kind === "types") return `types: ${pairIn(comparison, "oid")}`;
  if (kind === "names") return `names: ${pairIn(comparison, "name")}`;
  if (["sqlstate", "refused", "hang", "crash"].includes(kind)) {
    const { sqlstate = "" } = comparison.postgres.failure ?? {};
    // What was refused before it ran would have been, whatever would have come of it.
    const isEarly = /^(42|0A|XX)/.test(gateway) && (sqlstate === "" || sqlstate.startsWith("22"));
    return isEarly
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
  /^(statement|SELECT|select list|group list|window order|order|ORDER BY.*|table|CASE WHEN count.*|CASE WHEN false|WHERE|GROUP BY)$/;

/** The item of the grammar that is most likely the cause of a shrunk statement's difference. */
export function culpritOf(statement: Node, cause: string): string {
  const tags = nodesOf(statement)
    .map(({ tag }) => tag)
    .filter((tag) => !plain.test(tag));
  const calls = tags.filter((tag) => templates.has(tag));
  const named = /function (\w+)|^names: .* instead of (\w+)/
    .exec(cause)
    ?.slice(1)
    .find((name) => name !== undefined);
  const called = calls.find((tag) => named !== undefined && new RegExp(`^${named}\\W`, "i").test(tag));
  if (called !== undefined) return called;
  const others = tags.filter((tag) => !/^(column|literal|NULL|item)/.test(tag));
  // A column's name and type are those of the outermost; other things come from within.
  const place = /^(types|names)/.test(cause) ? 0 : -1;
  const typed = nodesOf(statement).findLast(({ type }) => type !== undefined);
  return (place === 0 ? others[0] : (calls.at(-1) ?? others.at(-1))) ?? tags.at(-1) ?? `item ${typed?.type}`;
}
