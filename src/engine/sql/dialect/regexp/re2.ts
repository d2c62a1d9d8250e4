// A language as RE2 writes it, for whether there is a match: which one, RE2 tells otherwise than PostgreSQL.
import { codeMax, complement } from "./bracket.js";
import type { Ranges } from "../character-classes.js";
import { type Language, isNothing, refersBack, type Part } from "./tree.js";

/** RE2 counts up to 1000 in all, and its automaton has to stay small. */
const sizeMax = 20_000;
const countMax = 1000;

/** Undefined: RE2 has nothing that means the same. */
export function re2Of(part: Part): string | undefined {
  return (part.flags & refersBack) === 0 ? re2Text(part.language) : undefined;
}

function re2Text(language: Language): string | undefined {
  const text = written(language, 1);
  return text === undefined || text.length > sizeMax ? undefined : text;
}

function written(language: Language, times: number): string | undefined {
  switch (language.kind) {
    case "set":
      return setText(language.ranges);
    case "sequence":
      return inTurn(language.parts, times, "");
    case "choice": {
      const parts = inTurn(language.parts, times, "|");
      return parts === undefined ? undefined : `(?:${parts})`;
    }
    case "repeat":
      return repeated(language, times);
    case "place":
      return places[language.place];
    case "look":
      return undefined;
  }
}

function inTurn(parts: readonly Language[], times: number, between: string): string | undefined {
  const texts = parts.map((part) => written(part, times));
  return texts.includes(undefined) ? undefined : texts.join(between);
}

function repeated({ of, min, max }: Language & { kind: "repeat" }, times: number): string | undefined {
  const isEndless = max === Number.POSITIVE_INFINITY;
  const count = times * Math.max(isEndless ? min : max, 1);
  const text = written(of, count);
  if (text === undefined || count > countMax) return undefined;
  if (isNothing(of) || text === "" || max === 0) return "";
  return `(?:${text}){${min},${isEndless ? "" : max}}`;
}

/** RE2's words are of ASCII. */
const places: Readonly<Record<string, string>> = {
  "text start": "\\A",
  "text end": "\\z",
  "line start": "(?m:^)",
  "line end": "(?m:$)",
};

function setText(ranges: Ranges): string | undefined {
  const others = complement(ranges);
  if (others.length === 0) return "(?s:.)";
  if (ranges.length === 0) return undefined;
  return others.length < ranges.length ? `[^${rangesText(others)}]` : `[${rangesText(ranges)}]`;
}

function rangesText(ranges: Ranges): string {
  return ranges
    .filter(([first]) => first <= codeMax)
    .map(([first, last]) => (first === last ? code(first) : `${code(first)}-${code(Math.min(last, codeMax))}`))
    .join("");
}

function code(value: number): string {
  const character = String.fromCodePoint(value);
  return /^[A-Za-z0-9_ ]$/.test(character) ? character : `\\x{${value.toString(16)}}`;
}
