// Finds matches as PostgreSQL does: the leftmost, as long or short as it prefers, and what its groups hold by Henry Spencer's rules.
import { lowerOf, upperOf } from "../character-case.js";
import { Alphabet } from "./alphabet.js";
import { Automaton, Effort, type Subject } from "./automaton.js";
import { type Part, refersBack, type Regexp, shorter } from "./tree.js";

/** Starts and ends of the whole and of each group, in characters; -1 where a group took no part. */
export type Spans = readonly number[];

export interface Text extends Subject {
  readonly codes: Int32Array;
}

export class Matcher {
  readonly groups: number;
  readonly #regexp: Regexp;
  readonly #alphabet: Alphabet;
  readonly #whole: Automaton;
  readonly #anywhere: Automaton;
  readonly #ofParts = new Map<Part, Automaton>();

  constructor(regexp: Regexp) {
    this.#regexp = regexp;
    this.groups = regexp.groups;
    this.#alphabet = new Alphabet(regexp.part.language);
    this.#whole = new Automaton(regexp.part.language, this.#alphabet);
    this.#anywhere = new Automaton(regexp.part.language, this.#alphabet, true);
  }

  text(codes: Int32Array): Text {
    const { length } = codes;
    const classes = new Uint16Array(length);
    for (let at = 0; at < length; at++) classes[at] = this.#alphabet.classOf(codes[at] ?? 0);
    return { codes, classes, length };
  }

  isMatch(text: Text): boolean {
    if (this.#refersBack()) return this.find(text, 0, new Effort()) !== undefined;
    return this.#anywhere.shortest(text, 0, 0, text.length, new Effort()) >= 0;
  }

  /** The first match at `from` or after it. */
  find(text: Text, from: number, effort: Effort): Spans | undefined {
    const { part } = this.#regexp;
    const isShort = (part.flags & shorter) !== 0;
    let close = this.#anywhere.shortest(text, from, from, text.length, effort);
    for (let start = from; close >= 0; start++) {
      if (start > close) {
        if (start > text.length) return undefined;
        close = this.#anywhere.shortest(text, start, start, text.length, effort);
        if (close < 0) return undefined;
      }
      const found = this.#findAt(text, start, isShort, effort);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** A back reference may refuse what the automaton takes: then come shorter matches, or longer ones. */
  #findAt(text: Text, start: number, isShort: boolean, effort: Effort): Spans | undefined {
    const { part } = this.#regexp;
    for (let from = start, stop = text.length; from <= stop; ) {
      const end = isShort
        ? this.#whole.shortest(text, start, from, stop, effort)
        : this.#whole.longest(text, start, stop, effort);
      if (end < 0) return undefined;
      const spans = Array.from({ length: 2 * (this.groups + 1) }, () => -1);
      spans[0] = start;
      spans[1] = end;
      if (this.groups === 0 && !this.#refersBack()) return spans;
      if (
        new Dissection(text, spans, this.#regexp.ignoresCase, effort, (some) => this.#of(some)).fits(part, start, end)
      ) {
        return spans;
      }
      if (isShort) from = end + 1;
      else stop = end - 1;
      if (stop < start) return undefined;
    }
    return undefined;
  }

  #refersBack(): boolean {
    return (this.#regexp.part.flags & refersBack) !== 0;
  }

  #of(part: Part): Automaton {
    const known = this.#ofParts.get(part) ?? new Automaton(part.language, this.#alphabet);
    this.#ofParts.set(part, known);
    return known;
  }
}

/** Takes a match apart. */
class Dissection {
  readonly #text: Text;
  readonly #spans: number[];
  readonly #ignoresCase: boolean;
  readonly #effort: Effort;
  readonly #automaton: (part: Part) => Automaton;

  constructor(text: Text, spans: number[], ignoresCase: boolean, effort: Effort, automaton: (part: Part) => Automaton) {
    this.#text = text;
    this.#spans = spans;
    this.#ignoresCase = ignoresCase;
    this.#effort = effort;
    this.#automaton = automaton;
  }

  /** The automaton of the part takes these characters. */
  fits(part: Part, start: number, end: number): boolean {
    this.#effort.spend(1);
    if (!this.#fitsWithin(part, start, end)) return false;
    if (part.group !== undefined) {
      this.#spans[2 * part.group] = start;
      this.#spans[2 * part.group + 1] = end;
    }
    return true;
  }

  #fitsWithin(part: Part, start: number, end: number): boolean {
    switch (part.kind) {
      case "leaf":
        return true;
      case "group":
        return this.fits(part.of, start, end);
      case "back reference":
        return this.#repeatsGroup(part, start, end);
      case "pair":
        return this.#fitsPair(part, start, end);
      case "choice":
        return part.branches.some((branch) => this.#takes(branch, start, end) && this.fits(branch, start, end));
      case "iteration":
        return (part.of.flags & shorter) === 0
          ? this.#iterateLong(part, start, end)
          : this.#iterateShort(part, start, end);
    }
  }

  #takes(part: Part, start: number, end: number): boolean {
    return this.#automaton(part).shortest(this.#text, start, end, end, this.#effort) === end;
  }

  #fitsPair({ first, second }: Part & { kind: "pair" }, start: number, end: number): boolean {
    const isShort = (first.flags & shorter) !== 0;
    const automaton = this.#automaton(first);
    for (let from = start, stop = end; from <= stop; ) {
      const middle = isShort
        ? automaton.shortest(this.#text, start, from, stop, this.#effort)
        : automaton.longest(this.#text, start, stop, this.#effort);
      if (middle < 0) return false;
      if (this.#takes(second, middle, end)) {
        if (this.fits(first, start, middle) && this.fits(second, middle, end)) return true;
        this.#forget(first);
        this.#forget(second);
      }
      if (isShort) from = middle + 1;
      else stop = middle - 1;
      if (stop < start) return false;
    }
    return false;
  }

  #forget(part: Part): void {
    if (part.group !== undefined) this.#spans.fill(-1, 2 * part.group, 2 * part.group + 2);
    switch (part.kind) {
      case "pair":
        this.#forget(part.first);
        this.#forget(part.second);
        return;
      case "choice":
        for (const branch of part.branches) this.#forget(branch);
        return;
      case "iteration":
      case "group":
        this.#forget(part.of);
        return;
      default:
    }
  }

  #repeatsGroup({ to, min, max }: Part & { kind: "back reference" }, start: number, end: number): boolean {
    const [from, until] = [this.#spans[2 * to] ?? -1, this.#spans[2 * to + 1] ?? -1];
    if (from < 0) return false;
    const length = until - from;
    if (length === 0) return start === end;
    if (start === end) return min === 0;
    const times = (end - start) / length;
    if (!Number.isInteger(times) || times < min || times > max) return false;
    this.#effort.spend(end - start);
    for (let at = start; at < end; at++) {
      if (!this.#isSame(this.#text.codes[at] ?? 0, this.#text.codes[from + ((at - start) % length)] ?? 0)) return false;
    }
    return true;
  }

  #isSame(first: number, second: number): boolean {
    if (first === second) return true;
    return this.#ignoresCase && (lowerOf(first) === lowerOf(second) || upperOf(first) === upperOf(second));
  }

  /** Each time takes as much as it can. */
  #iterateLong({ of, min, max }: Part & { kind: "iteration" }, start: number, end: number): boolean {
    const least = Math.max(min, 1);
    const most = Math.max(Math.min(max, end - start), least);
    const automaton = this.#automaton(of);
    const ends = [start];
    let verified = 0;
    let count = 1;
    let limit = end;
    const endOf = (index: number): number => ends[index] ?? start;
    while (count > 0) {
      ends[count] = automaton.longest(this.#text, endOf(count - 1), limit, this.#effort);
      if (endOf(count) < 0) count--;
      else {
        if (verified >= count) verified = count - 1;
        if (endOf(count) === end) {
          if (count >= least) {
            const failed = this.#verify(of, ends, verified, count);
            if (failed === undefined) return true;
            verified = failed - 1;
            count = failed;
          }
        } else if (count >= most) count--;
        else if (endOf(count) !== endOf(count - 1) || (count < least && least - count >= end - endOf(count))) {
          count++;
          limit = end;
          continue;
        }
      }
      for (; count > 0; count--) {
        const before = endOf(count - 1);
        if (endOf(count) <= before) continue;
        limit = endOf(count) - 1;
        if (limit > before || (count < least && least - count >= end - before)) break;
      }
    }
    return min === 0 && start === end;
  }

  /** Each time takes as little as it can. */
  #iterateShort({ of, min, max }: Part & { kind: "iteration" }, start: number, end: number): boolean {
    if (min === 0 && start === end) return true;
    const least = Math.max(min, 1);
    const most = Math.max(Math.min(max, end - start), least);
    const automaton = this.#automaton(of);
    const ends = [start];
    let verified = 0;
    let count = 1;
    let limit = start;
    const endOf = (index: number): number => ends[index] ?? start;
    while (count > 0) {
      const isVacuous = limit === endOf(count - 1) && limit !== end;
      if (isVacuous && (count >= least || least - count < end - limit)) limit++;
      if (count >= most) limit = end;
      ends[count] = automaton.shortest(this.#text, endOf(count - 1), limit, end, this.#effort);
      if (endOf(count) < 0) count--;
      else {
        if (verified >= count) verified = count - 1;
        if (endOf(count) === end) {
          if (count >= least) {
            const failed = this.#verify(of, ends, verified, count);
            if (failed === undefined) return true;
            verified = failed - 1;
            count = failed;
          }
        } else if (count >= most) count--;
        else {
          count++;
          limit = endOf(count - 1);
          continue;
        }
      }
      for (; count > 0; count--) {
        if (endOf(count) >= end) continue;
        limit = endOf(count) + 1;
        break;
      }
    }
    return false;
  }

  /** Which of the times does not fit; undefined: all do. What groups hold is of the last. */
  #verify(of: Part, ends: readonly number[], verified: number, count: number): number | undefined {
    for (let index = verified + 1; index <= count; index++) {
      this.#forget(of);
      if (!this.fits(of, ends[index - 1] ?? 0, ends[index] ?? 0)) return index;
    }
    return undefined;
  }
}
