// Sets of characters: `[a-z[:digit:]_]`, classes, and letters in either case.
import { FeatureNotSupported } from "../../../../errors.js";
import { lowerOf, upperOf } from "../character-case.js";
import { type ClassName, classNames, joined, type Ranges, rangesOf } from "../character-classes.js";
import type { RegexpOptions } from "./options.js";
import { invalidRegexp, type Scanner } from "./scanner.js";

export const codeMax = 0x10ffff;
const newline = 10;

export function everything(options: RegexpOptions): Ranges {
  return options.stopsAtLines ? complement([[newline, newline]]) : [[0, codeMax]];
}

export function complement(ranges: Ranges): Ranges {
  const result: [number, number][] = [];
  let start = 0;
  for (const [first, last] of joined(ranges)) {
    if (first > start) result.push([start, first - 1]);
    start = last + 1;
  }
  if (start <= codeMax) result.push([start, codeMax]);
  return result;
}

export function ofCharacter(code: number, options: RegexpOptions): Ranges {
  if (!options.ignoresCase) return [[code, code]];
  return joined([code, lowerOf(code), upperOf(code)].map((some): [number, number] => [some, some]));
}

/** `\D` and `\W` match a line's end, whatever the options. */
export function ofClass(name: ClassName, isNegative: boolean, options: RegexpOptions): Ranges {
  const isOfCase = options.ignoresCase && (name === "lower" || name === "upper");
  const ranges = rangesOf(isOfCase ? "alpha" : name);
  return isNegative ? complement(ranges) : ranges;
}

/** After its `[`. */
export function readBracket(scanner: Scanner, options: RegexpOptions, groups: number): Ranges {
  const isNegative = scanner.eat("^");
  const ranges: (readonly [number, number])[] = [];
  for (let isFirst = true; ; isFirst = false) {
    if (scanner.isAtEnd) throw invalidRegexp("brackets [] not balanced");
    if (!isFirst && scanner.eat("]")) break;
    if (!isFirst && scanner.sees("-") && !scanner.sees("-]")) throw invalidRegexp("invalid character range");
    const item = readItem(scanner, options, groups);
    if (typeof item !== "number") {
      ranges.push(...item);
      // A class is no end of a range.
      if (scanner.sees("-") && !scanner.sees("-]")) throw invalidRegexp("invalid character range");
    } else if (scanner.sees("-") && !scanner.sees("-]")) {
      scanner.eat("-");
      const last = readItem(scanner, options, groups);
      if (typeof last !== "number" || last < item) throw invalidRegexp("invalid character range");
      ranges.push([item, last]);
      if (options.ignoresCase) ranges.push(...otherCases(item, last));
    } else ranges.push(...ofCharacter(item, options));
  }
  if (!isNegative) return joined(ranges);
  return complement(options.stopsAtLines ? [...ranges, [newline, newline]] : ranges);
}

/** A character, or what several are meant by. */
function readItem(scanner: Scanner, options: RegexpOptions, groups: number): number | Ranges {
  if (scanner.isAtEnd) throw invalidRegexp("brackets [] not balanced");
  if (scanner.eat("\\")) {
    const escape = scanner.escape(groups);
    if (escape.kind === "character") return escape.code;
    if (escape.kind === "class") return ofClass(escape.name, escape.isNegative, options);
    throw invalidRegexp("invalid escape \\ sequence");
  }
  const kind = scanner.take(/\[[:.=]/y)?.charAt(1);
  if (kind === undefined) return scanner.next();
  const named = scanner.take(kind === ":" ? /[^]*?:\]/y : kind === "." ? /[^]*?\.\]/y : /[^]*?=\]/y)?.slice(0, -2);
  if (named === undefined) throw invalidRegexp("brackets [] not balanced");
  if (kind === ":") {
    const name = classNames.find((known) => known === named);
    if (name === undefined) throw invalidRegexp("invalid character class");
    return ofClass(name, false, options);
  }
  const [character, ...others] = Array.from(named);
  if (character === undefined) throw invalidRegexp("invalid collating element");
  if (others.length > 0) throw new FeatureNotSupported("names of characters in regular expressions are not supported");
  const code = character.codePointAt(0) ?? 0;
  return kind === "." ? code : ofCharacter(code, options);
}

function otherCases(first: number, last: number): Ranges {
  const found: [number, number][] = [];
  for (let code = first; code <= Math.min(last, codeMax); code++) {
    for (const other of [lowerOf(code), upperOf(code)]) if (other < first || other > last) found.push([other, other]);
  }
  return found;
}
