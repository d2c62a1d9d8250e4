// What is to be true in the mirror, fact by fact, and the steps from one set of facts to another.
import type { Step } from "./mirror-steps.js";

/** Something that the mirror has, and the steps that make it so. They are made when they are taken: their texts are megabytes. */
export interface Fact {
  /** Two facts with the same key are two states of one thing. */
  readonly key: string;
  /** Tells two states apart. */
  readonly stamp: string;
  /** Makes it so where nothing is. */
  readonly set: () => readonly Step[];
  /** Undoes it, so that nothing is left. */
  readonly unset: () => readonly Step[];
  /** From any state of it to this one; absent: by undoing and making. */
  readonly change?: () => readonly Step[];
  /** The key of what it is dropped with, without a word. */
  readonly goesWith?: string;
}

/**
 * Facts that are known together, and the same object for as long as all of them are the same, and what they go with is: most are after a
 * commit, and are not looked at.
 */
export type FactGroup = readonly Fact[];

/** In the order in which they are to be made; they are undone the other way round. */
export type Facts = readonly FactGroup[];

export function* stepsBetween(before: Facts, after: Facts): Generator<Step> {
  const [known, wanted] = [new Set(before), new Set(after)];
  const old = factsOf(before.filter((group) => !wanted.has(group)));
  const made = factsOf(after.filter((group) => !known.has(group)));
  const dropped = new Set<string>();
  const undone: Fact[] = [];
  for (const fact of old.values()) {
    const next = made.get(fact.key);
    const isKept = next !== undefined && (next.stamp === fact.stamp || next.change !== undefined);
    if (isKept) continue;
    dropped.add(fact.key);
    undone.push(fact);
  }
  const isGone = ({ goesWith }: Fact): boolean => goesWith !== undefined && dropped.has(goesWith);
  for (const fact of undone.reverse()) if (!isGone(fact)) yield* fact.unset();
  for (const fact of made.values()) {
    const present = old.get(fact.key);
    if (present === undefined || dropped.has(fact.key) || isGone(fact)) yield* fact.set();
    else if (present.stamp !== fact.stamp) yield* fact.change?.() ?? [];
  }
}

function factsOf(groups: Facts): ReadonlyMap<string, Fact> {
  const byKey = new Map<string, Fact>();
  for (const fact of groups.flat()) {
    if (byKey.has(fact.key)) throw new Error(`two facts about one thing: ${JSON.stringify(fact.key)}`);
    byKey.set(fact.key, fact);
  }
  return byKey;
}
