// What the catalogue is known to come to: entries that are refused or differ. All others are the same.
import { readFileSync, writeFileSync } from "node:fs";
import { knownDifferences } from "./known-differences.js";
import type { Outcome } from "./trial.js";

/** A line for each: `refused initcap(text)`. */
const file = new URL("baseline.txt", import.meta.url);

export function writeBaseline(outcomes: readonly Outcome[]): void {
  const lines = outcomes
    .filter(({ kind, signature }) => kind !== "same" && !(signature in knownDifferences))
    .map(({ kind, signature }) => `${kind} ${signature}\n`);
  writeFileSync(file, lines.sort().join(""));
}

/**
 * Entries that came to something else than what is known of them, each with a word on it.
 * @param isWhole Whether all entries were tried.
 */
export function surprises(outcomes: readonly Outcome[], isWhole: boolean): readonly string[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const known = new Map(
    lines.filter(Boolean).map((line): [string, string] => {
      const [kind = ""] = line.split(" ", 1);
      return [line.slice(kind.length + 1), kind];
    }),
  );
  const found = outcomes.flatMap((outcome) => {
    const { signature, kind } = outcome;
    const isKnown = signature in knownDifferences;
    const expected = known.get(signature) ?? "same";
    if (isKnown && known.has(signature)) return [`${signature}: listed twice`];
    if (isKnown ? kind !== "same" : kind === expected) return [];
    return [`listed as ${isKnown ? "different" : expected}: ${told(outcome)}`];
  });
  const signatures = new Set(outcomes.map(({ signature }) => signature));
  const listed = isWhole ? [...known.keys(), ...Object.keys(knownDifferences)] : [];
  const unknown = listed.filter((one) => !signatures.has(one));
  return [...found, ...unknown.map((signature) => `${signature} is listed, but not in the catalogue`)];
}

/** For people who look for what differs. */
export function told({ signature, kind, isSilent, example }: Outcome): string {
  const words = `${signature} is ${kind}${isSilent ? ", silently" : ""}`;
  if (example === undefined) return words;
  return `${words}: ${example.sql}\n  PostgreSQL: ${example.theirs}\n  here: ${example.ours}`;
}
