// An automaton of a language: which texts match, and how far, in time that grows with the text alone. Its states are made when they are met.
import { FeatureNotSupported, ProgramLimitExceeded } from "../../../../errors.js";
import { type Alphabet, kinds } from "./alphabet.js";
import type { Language, Place } from "./tree.js";

/** A text as the classes of its characters. */
export interface Subject {
  readonly classes: Uint16Array;
  readonly length: number;
}

/** How much may be done for one call. */
export class Effort {
  #left = 50_000_000;

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new ProgramLimitExceeded("the regular expression takes too long to match");
  }
}

type Node =
  | { readonly kind: "set"; readonly members: Uint8Array; next: number }
  | { readonly kind: "fork"; readonly next: number[] }
  | { readonly kind: "place"; readonly place: Place; next: number }
  | {
      readonly kind: "look";
      readonly of: Automaton;
      readonly isBehind: boolean;
      readonly isNegative: boolean;
      next: number;
    }
  | { readonly kind: "end" };

interface State {
  /** Of nodes, before what follows them without a character. */
  readonly nodes: readonly number[];
  /** What stands before it. */
  readonly before: number;
  readonly next: (State | undefined)[];
  /** By the class that follows: 1: it may end here; 2: not yet known. */
  readonly ends: Uint8Array;
}

const nodesMax = 20_000;
const statesMax = 2000;

export class Automaton {
  readonly #alphabet: Alphabet;
  readonly #nodes: Node[] = [];
  readonly #first: number;
  readonly #hasPlaces: boolean;
  readonly #hasLooks: boolean;
  readonly #isAnywhere: boolean;
  #states = new Map<string, State>();
  readonly #seen: Uint32Array;
  #round = 0;

  /** `isAnywhere`: it may begin later, too. */
  constructor(language: Language, alphabet: Alphabet, isAnywhere = false) {
    this.#alphabet = alphabet;
    this.#isAnywhere = isAnywhere;
    this.#first = this.#build(language, this.#add({ kind: "end" }));
    this.#hasLooks = this.#nodes.some((node) => node.kind === "look");
    this.#hasPlaces = this.#hasLooks || this.#nodes.some((node) => node.kind === "place");
    this.#seen = new Uint32Array(this.#nodes.length);
  }

  /** Where the longest match from `start` that ends at `stop` or before ends; -1: there is none. */
  longest(subject: Subject, start: number, stop: number, effort: Effort): number {
    let found = -1;
    let state: State | undefined = this.#start(subject, start);
    let at = start;
    for (; state !== undefined; at++) {
      if (this.#canEnd(state, subject, at, effort)) found = at;
      if (at >= stop) break;
      state = this.#step(state, subject, at, effort);
    }
    effort.spend(at - start + 1);
    return found;
  }

  /** Where the shortest match from `start` ends that ends at `from` or after it, and at `stop` or before. */
  shortest(subject: Subject, start: number, from: number, stop: number, effort: Effort): number {
    let state: State | undefined = this.#start(subject, start);
    let at = start;
    for (; state !== undefined; at++) {
      if (at >= from && this.#canEnd(state, subject, at, effort)) {
        effort.spend(at - start + 1);
        return at;
      }
      if (at >= stop) break;
      state = this.#step(state, subject, at, effort);
    }
    effort.spend(at - start + 1);
    return -1;
  }

  #start(subject: Subject, at: number): State {
    const before = this.#hasPlaces && at > 0 ? this.#alphabet.kindOf(subject.classes[at - 1] ?? 0) : kinds.edge;
    return this.#state([this.#first], before);
  }

  #state(nodes: readonly number[], before: number): State {
    const key = `${before}:${nodes.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= statesMax) this.#states = new Map();
    const ends = new Uint8Array(this.#alphabet.size + 1).fill(2);
    const state: State = { nodes, before, next: [], ends };
    this.#states.set(key, state);
    return state;
  }

  #canEnd(state: State, subject: Subject, at: number, effort: Effort): boolean {
    const after = at < subject.length ? (subject.classes[at] ?? 0) : this.#alphabet.size;
    if (state.ends[after] === 2 || this.#hasLooks) this.#explore(state, after, subject, at, effort);
    return state.ends[after] === 1;
  }

  #step(state: State, subject: Subject, at: number, effort: Effort): State | undefined {
    const after = subject.classes[at] ?? 0;
    if (state.ends[after] === 2 || this.#hasLooks) this.#explore(state, after, subject, at, effort);
    return state.next[after];
  }

  /** What follows the state where a character of this class does. */
  #explore(state: State, after: number, subject: Subject, at: number, effort: Effort): void {
    if (++this.#round > 0xfffffff0) {
      this.#seen.fill(0);
      this.#round = 1;
    }
    const next: number[] = [];
    let ends = false;
    const open = [...state.nodes];
    let steps = 0;
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.#seen[index] === this.#round) continue;
      this.#seen[index] = this.#round;
      steps++;
      const node = this.#nodes[index];
      switch (node?.kind) {
        case "end":
          ends = true;
          break;
        case "set":
          if (node.members[after] === 1) next.push(node.next);
          break;
        case "fork":
          for (const some of node.next) open.push(some);
          break;
        case "place":
          if (isAt(node.place, state.before, this.#alphabet.kindOf(after))) open.push(node.next);
          break;
        case "look":
          if (this.#looks(node, subject, at, effort)) open.push(node.next);
          break;
        case undefined:
      }
    }
    effort.spend(steps);
    state.ends[after] = ends ? 1 : 0;
    if (after === this.#alphabet.size) return;
    if (this.#isAnywhere) next.push(this.#first);
    const before = this.#hasPlaces ? this.#alphabet.kindOf(after) : kinds.edge;
    const nodes = [...new Set(next)].sort((first, second) => first - second);
    state.next[after] = nodes.length === 0 ? undefined : this.#state(nodes, before);
  }

  #looks(node: Node & { kind: "look" }, subject: Subject, at: number, effort: Effort): boolean {
    const round = this.#round;
    const found = node.isBehind
      ? node.of.shortest(subject, 0, at, at, effort)
      : node.of.shortest(subject, at, at, subject.length, effort);
    this.#round = round;
    return found >= 0 !== node.isNegative;
  }

  #add(node: Node): number {
    if (this.#nodes.length >= nodesMax)
      throw new FeatureNotSupported("regular expressions as large as this are not supported");
    return this.#nodes.push(node) - 1;
  }

  /** Its first node. After it comes `next`. */
  #build(language: Language, next: number): number {
    switch (language.kind) {
      case "set":
        return this.#add({ kind: "set", members: this.#alphabet.members(language.ranges), next });
      case "sequence":
        return language.parts.reduceRight((after, part) => this.#build(part, after), next);
      case "choice":
        return this.#add({ kind: "fork", next: language.parts.map((part) => this.#build(part, next)) });
      case "repeat":
        return this.#repeat(language, next);
      case "place":
        return this.#add({ kind: "place", place: language.place, next });
      case "look": {
        const { isBehind, isNegative } = language;
        const of = new Automaton(language.of, this.#alphabet, isBehind);
        return this.#add({ kind: "look", of, isBehind, isNegative, next });
      }
    }
  }

  #repeat({ of, min, max }: Language & { kind: "repeat" }, next: number): number {
    let first = next;
    if (max === Number.POSITIVE_INFINITY) {
      const fork: number[] = [];
      first = this.#add({ kind: "fork", next: fork });
      fork.push(this.#build(of, first), next);
    } else {
      for (let count = min; count < max; count++) {
        first = this.#add({ kind: "fork", next: [this.#build(of, first), next] });
      }
    }
    for (let count = 0; count < min; count++) first = this.#build(of, first);
    return first;
  }
}

function isAt(place: Place, before: number, after: number): boolean {
  switch (place) {
    case "text start":
      return before === kinds.edge;
    case "text end":
      return after === kinds.edge;
    case "line start":
      return before === kinds.edge || before === kinds.newline;
    case "line end":
      return after === kinds.edge || after === kinds.newline;
    case "word start":
      return before !== kinds.word && after === kinds.word;
    case "word end":
      return before === kinds.word && after !== kinds.word;
    case "word edge":
      return (before === kinds.word) !== (after === kinds.word);
    case "no word edge":
      return (before === kinds.word) === (after === kinds.word);
  }
}
