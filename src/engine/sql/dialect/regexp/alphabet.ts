// The characters that a regular expression tells apart: all others of a class are as good as one.
import { isInRanges, type Ranges, rangesOf } from "../character-classes.js";
import type { Language } from "./tree.js";

/** What stands beside a place. */
export const kinds = { edge: 0, newline: 1, word: 2, other: 3 } as const;

const newline: Ranges = [[10, 10]];

export class Alphabet {
  readonly #starts: readonly number[];
  readonly #classOfInterval: readonly number[];
  readonly #ofAscii = new Uint16Array(128);
  /** By class. */
  readonly #examples: readonly number[];
  readonly #kinds: Uint8Array;
  readonly size: number;

  constructor(language: Language) {
    const sets = new Set<Ranges>([newline]);
    collect(language, sets);
    const all = [...sets];
    const starts = [...new Set([0, ...all.flatMap((ranges) => ranges.flatMap(([first, last]) => [first, last + 1]))])];
    starts.sort((first, second) => first - second);
    const classes = new Map<string, number>();
    const examples: number[] = [];
    this.#starts = starts;
    this.#classOfInterval = starts.map((start) => {
      const key = all.map((ranges) => (isInRanges(ranges, start) ? "1" : "0")).join("");
      const known = classes.get(key) ?? examples.push(start) - 1;
      classes.set(key, known);
      return known;
    });
    this.#examples = examples;
    this.size = examples.length;
    // The end of the text is one, too.
    this.#kinds = Uint8Array.from([...examples.map(kindOf), kinds.edge]);
    for (let code = 0; code < 128; code++) this.#ofAscii[code] = this.#find(code);
  }

  classOf(code: number): number {
    return code < 128 ? (this.#ofAscii[code] ?? 0) : this.#find(code);
  }

  kindOf(characterClass: number): number {
    return this.#kinds[characterClass] ?? kinds.edge;
  }

  /** By class, 1: it is in the set. */
  members(ranges: Ranges): Uint8Array {
    return Uint8Array.from(this.#examples, (code) => (isInRanges(ranges, code) ? 1 : 0));
  }

  #find(code: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= code) low = middle;
      else high = middle - 1;
    }
    return this.#classOfInterval[low] ?? 0;
  }
}

function kindOf(code: number): number {
  if (code === 10) return kinds.newline;
  return isInRanges(rangesOf("word"), code) ? kinds.word : kinds.other;
}

/** Words' characters, too, where places are told by them. */
function collect(language: Language, sets: Set<Ranges>): void {
  switch (language.kind) {
    case "set":
      sets.add(language.ranges);
      return;
    case "place":
      if (language.place.includes("word")) sets.add(rangesOf("word"));
      return;
    case "repeat":
    case "look":
      collect(language.of, sets);
      return;
    case "sequence":
    case "choice":
      for (const part of language.parts) collect(part, sets);
  }
}
