// What is to be true in the mirror, fact by fact, and the steps from one set of facts to another.
import type { Step } from "./mirror-steps.js";

/** Something that the mirror has, and the steps that make it so. */
export interface Fact {
  /** Two facts with the same key are two states of one thing. */
  readonly key: string;
  /** Tells two states apart. */
  readonly stamp: string;
  /** Makes it so where nothing is. */
  readonly set: readonly Step[];
  /** Undoes it, so that nothing is left. */
  readonly unset: readonly Step[];
  /** From any state of it to this one; absent: by undoing and making. */
  readonly change?: readonly Step[];
  /** The key of what it is dropped with, without a word. */
  readonly goesWith?: string;
}

/** In the order in which they are to be made; they are undone the other way round. */
export type Facts = ReadonlyMap<string, Fact>;

export function factsOf(facts: Iterable<Fact>): Facts {
  const byKey = new Map<string, Fact>();
  for (const fact of facts) {
    if (byKey.has(fact.key)) throw new Error(`two facts about one thing: ${JSON.stringify(fact.key)}`);
    byKey.set(fact.key, fact);
  }
  return byKey;
}

export function stepsBetween(before: Facts, after: Facts): readonly Step[] {
  const dropped = new Set<string>();
  const undone: Fact[] = [];
  for (const fact of before.values()) {
    const next = after.get(fact.key);
    const isKept = next !== undefined && (next === fact || next.stamp === fact.stamp || next.change !== undefined);
    if (isKept) continue;
    dropped.add(fact.key);
    undone.push(fact);
  }
  const isGone = ({ goesWith }: Fact): boolean => goesWith !== undefined && dropped.has(goesWith);
  const made: Step[] = [];
  for (const fact of after.values()) {
    const present = before.get(fact.key);
    if (present === undefined || dropped.has(fact.key) || isGone(fact)) made.push(...fact.set);
    else if (present.stamp !== fact.stamp) made.push(...(fact.change ?? []));
  }
  return [...undone.reverse().flatMap((fact) => (isGone(fact) ? [] : fact.unset)), ...made];
}
