// What the catalogue is known to come to: entries that are refused or differ. All others are the same.
import { readFileSync, writeFileSync } from "node:fs";
import { knownDifferences } from "./known-differences.js";
import type { Outcome } from "./trial.js";

const file = new URL("baseline.json", import.meta.url);

type Baseline = Readonly<Record<"refused" | "different", readonly string[]>>;

export function writeBaseline(outcomes: readonly Outcome[]): void {
  const of = (kind: Outcome["kind"]) =>
    outcomes
      .filter((one) => one.kind === kind && !(one.signature in knownDifferences))
      .map(({ signature }) => signature);
  const baseline: Baseline = { refused: of("refused").sort(), different: of("different").sort() };
  writeFileSync(file, `${JSON.stringify(baseline, null, 1)}\n`);
}

/** Entries that came to something else than what is known of them, each with a word on it. */
export function surprises(outcomes: readonly Outcome[]): readonly string[] {
  const baseline = JSON.parse(readFileSync(file, "utf8")) as Baseline;
  const known = new Map<string, string>([
    ...baseline.refused.map((signature) => [signature, "refused"] as const),
    ...baseline.different.map((signature) => [signature, "different"] as const),
  ]);
  const found = outcomes.flatMap(({ signature, kind, example }) => {
    const isKnown = signature in knownDifferences;
    const expected = known.get(signature) ?? "same";
    if (isKnown && known.has(signature)) return [`${signature}: listed twice`];
    if (isKnown ? kind !== "same" : kind === expected) return [];
    const shown =
      example === undefined ? "" : `: ${example.sql}\n  PostgreSQL: ${example.theirs}\n  here: ${example.ours}`;
    return [`${signature} is ${kind}, listed as ${isKnown ? "different" : expected}${shown}`];
  });
  const signatures = new Set(outcomes.map(({ signature }) => signature));
  const unknown = [...known.keys(), ...Object.keys(knownDifferences)].filter((one) => !signatures.has(one));
  return [...found, ...unknown.map((signature) => `${signature} is listed, but not in the catalogue`)];
}
