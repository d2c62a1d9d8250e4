// What a regular expression of PostgreSQL's is once it is read.
import type { Ranges } from "../character-classes.js";

/** What texts it matches, and nothing of how: an automaton is made of it. */
export type Language =
  | { readonly kind: "set"; readonly ranges: Ranges }
  | { readonly kind: "sequence"; readonly parts: readonly Language[] }
  | { readonly kind: "choice"; readonly parts: readonly Language[] }
  | { readonly kind: "repeat"; readonly of: Language; readonly min: number; readonly max: number }
  | { readonly kind: "place"; readonly place: Place }
  | { readonly kind: "look"; readonly of: Language; readonly isBehind: boolean; readonly isNegative: boolean };

export type Place =
  | "text start"
  | "text end"
  | "line start"
  | "line end"
  | "word start"
  | "word end"
  | "word edge"
  | "no word edge";

/** Whether it prefers longer matches or shorter ones, and what is in it. */
export const longer = 1;
export const shorter = 2;
/** Parts of it differ in what they prefer. */
export const mixed = 4;
export const captures = 8;
export const refersBack = 16;

/**
 * How a match is taken apart, by Henry Spencer's rules: the whole is as long, or as short, as it can be; then so is the first part, and so
 * on. A part without captures is a leaf, whatever is in it.
 */
export type Part = {
  readonly language: Language;
  readonly flags: number;
  /** What it matches is kept under this number. */
  readonly group?: number;
} & (
  | { readonly kind: "leaf" }
  | { readonly kind: "pair"; readonly first: Part; readonly second: Part }
  | { readonly kind: "choice"; readonly branches: readonly Part[] }
  | { readonly kind: "iteration"; readonly of: Part; readonly min: number; readonly max: number }
  | { readonly kind: "back reference"; readonly to: number; readonly min: number; readonly max: number }
  | { readonly kind: "group"; readonly of: Part }
);

export interface Regexp {
  readonly part: Part;
  readonly groups: number;
  readonly ignoresCase: boolean;
}

export const nothing: Language = { kind: "sequence", parts: [] };

export function isNothing(language: Language): boolean {
  return language.kind === "sequence" && language.parts.length === 0;
}

export function sequence(parts: readonly Language[]): Language {
  const [only, ...others] = parts.filter((part) => !isNothing(part));
  if (only === undefined) return nothing;
  return others.length === 0 ? only : { kind: "sequence", parts: [only, ...others] };
}

/** The flags of what contains both: the first that prefers anything tells what the whole prefers. */
export function combined(first: number, second: number): number {
  return raised(first | second) | (preference(first) === 0 ? preference(second) : preference(first));
}

/** What it means for what contains it. */
export function raised(flags: number): number {
  return (flags & ~(longer | shorter)) | ((flags & (longer | shorter)) === (longer | shorter) ? mixed : 0);
}

export function preference(flags: number): number {
  return flags & (longer | shorter);
}

export function isMessy(flags: number): boolean {
  return (flags & (mixed | captures | refersBack)) !== 0;
}

/** As it may stand anywhere: for what repeats a group's text, which met its conditions where it stood. */
export function withoutPlaces(language: Language): Language {
  switch (language.kind) {
    case "set":
      return language;
    case "sequence":
      return sequence(language.parts.map(withoutPlaces));
    case "choice":
      return { kind: "choice", parts: language.parts.map(withoutPlaces) };
    case "repeat":
      return { ...language, of: withoutPlaces(language.of) };
    case "place":
    case "look":
      return nothing;
  }
}
