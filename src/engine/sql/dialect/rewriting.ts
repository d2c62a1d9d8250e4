// Gathers what is to be changed in a statement's text, while its expressions are looked at from the inside to the outside.
import type { Edit } from "../splice.js";
import type { Span } from "./spans.js";
import type { Tokens } from "./tokens.js";

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Of what stands around a span, where its other end is. */
  readonly otherEnd: number | undefined;
  /** Where it stands among those at the same place: what ends there, then what begins. */
  readonly side: "after" | "name" | "before" | "instead";
}

export class Rewriting {
  readonly #tokens: Tokens;
  readonly #text: Buffer;
  #changes: Change[] = [];

  constructor(text: Buffer, tokens: Tokens) {
    this.#text = text;
    this.#tokens = tokens;
  }

  /** The wider its span, the further outside it is; of one span, the later it is said. */
  around(span: Span, before: string, after: string): void {
    const [start, end] = this.#bytes(span);
    this.#changes.push(
      { start, end: start, text: before, side: "before", otherEnd: end },
      { start: end, end, text: after, side: "after", otherEnd: start },
    );
  }

  after(token: number, text: string): void {
    const { end } = this.#tokens.at(token);
    this.#changes.push({ start: end, end, text, side: "after", otherEnd: undefined });
  }

  /** Behind all that comes around what ends there. */
  named(token: number, text: string): void {
    const { end } = this.#tokens.at(token);
    this.#changes.push({ start: end, end, text, side: "name", otherEnd: undefined });
  }

  replace(span: Span, text: string): void {
    const [start, end] = this.#bytes(span);
    this.#changes.push({ start, end, text, side: "instead", otherEnd: undefined });
  }

  /** What stands there with all that was changed within; it is to be put elsewhere. */
  take(span: Span): string {
    const [start, end] = this.#bytes(span);
    const inside = (change: Change): boolean =>
      change.start >= start &&
      change.end <= end &&
      (change.otherEnd === undefined || (change.otherEnd >= start && change.otherEnd <= end)) &&
      !(change.start === start && change.end === start && (change.side === "after" || change.side === "name")) &&
      !(change.start === end && change.side === "before");
    const taken = edits(this.#changes.filter(inside));
    this.#changes = this.#changes.filter((change) => !inside(change));
    let [at, text] = [start, ""];
    for (const edit of taken) {
      text += this.#text.toString("utf8", at, edit.start) + edit.text;
      at = edit.end;
    }
    return text + this.#text.toString("utf8", at, end);
  }

  hasChanged(span: Span): boolean {
    const [start, end] = this.#bytes(span);
    return this.#changes.some((change) => change.start >= start && change.end <= end);
  }

  /** Another one of the same text: what is said to it is not said here. */
  apart(): Rewriting {
    return new Rewriting(this.#text, this.#tokens);
  }

  edits(): readonly Edit[] {
    return edits(this.#changes);
  }

  #bytes({ first, last }: Span): readonly [number, number] {
    return [this.#tokens.at(first).start, this.#tokens.at(last).end];
  }
}

const order = { after: 0, name: 1, before: 2, instead: 3 };

/** What is at one place becomes one edit, in the order in which it has to stand. */
function edits(changes: readonly Change[]): readonly Edit[] {
  const sorted = changes.map((change, index) => ({ change, index }));
  sorted.sort(
    (a, b) =>
      a.change.start - b.change.start ||
      order[a.change.side] - order[b.change.side] ||
      // What begins further outside comes first, what ends further outside comes last.
      (b.change.otherEnd ?? -1) - (a.change.otherEnd ?? -1) ||
      (a.change.side === "before" ? b.index - a.index : a.index - b.index),
  );
  const merged: { start: number; end: number; text: string }[] = [];
  for (const { change } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && last.end === last.start && last.start === change.start) {
      last.end = change.end;
      last.text += change.text;
    } else merged.push({ start: change.start, end: change.end, text: change.text });
  }
  return merged;
}
