// The functions of regular expressions. Lists come as JSON.
import { PgError, ProgramLimitExceeded } from "../../../../../errors.js";
import { Effort } from "../../regexp/automaton.js";
import type { Matcher, Spans, Text } from "../../regexp/matcher.js";
import { optionsOf, type RegexpOptions, usualOptions } from "../../regexp/options.js";
import { matcherOf } from "../../regexps.js";
import { type ScalarFunction, scalarFunction } from "../../scalar-function.js";
import { Characters } from "./characters.js";
import { similarPattern } from "./similar.js";

export const regexpScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_regexp_like", ["VARCHAR", "VARCHAR", "VARCHAR"], "BOOLEAN", isMatch),
  scalarFunction("pg_js_regexp_like_function", ["VARCHAR", "VARCHAR", "VARCHAR"], "BOOLEAN", (text, pattern, flags) => {
    notGlobal(flags, "regexp_like()");
    return isMatch(text, pattern, flags);
  }),
  scalarFunction("pg_js_regexp_match", ["VARCHAR", "VARCHAR", "VARCHAR"], "VARCHAR", (text, pattern, flags) => {
    notGlobal(flags, "regexp_match()", "Use the regexp_matches function instead.");
    const [first] = found(text, pattern, flags, { limit: 1 }).texts();
    return first === undefined ? null : JSON.stringify(first);
  }),
  scalarFunction("pg_js_regexp_matches", ["VARCHAR", "VARCHAR", "VARCHAR"], "VARCHAR", (text, pattern, flags) =>
    JSON.stringify(found(text, pattern, flags, optionsOf(flags).isGlobal ? {} : { limit: 1 }).texts()),
  ),
  scalarFunction(
    "pg_js_regexp_split",
    ["VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR"],
    "VARCHAR",
    (text, pattern, flags, name) => {
      notGlobal(flags, name);
      return JSON.stringify(found(text, pattern, flags, { isSplitting: true }).between());
    },
  ),
  scalarFunction("pg_js_regexp_substring", ["VARCHAR", "VARCHAR"], "VARCHAR", (text, pattern) => {
    const matches = found(text, pattern, "", { limit: 1 });
    return matches.part(0, matches.groups > 0 ? 1 : 0);
  }),
  scalarFunction(
    "pg_js_regexp_count",
    ["VARCHAR", "VARCHAR", "INTEGER", "VARCHAR"],
    "INTEGER",
    (text, pattern, start, flags) => {
      notBelow(start, 1, "start");
      notGlobal(flags, "regexp_count()");
      return found(text, pattern, flags, { start }).count;
    },
  ),
  scalarFunction(
    "pg_js_regexp_instr",
    ["VARCHAR", "VARCHAR", "INTEGER", "INTEGER", "INTEGER", "VARCHAR", "INTEGER"],
    "INTEGER",
    (text, pattern, start, n, end, flags, group) => {
      notBelow(start, 1, "start");
      notBelow(n, 1, "n");
      if (end !== 0 && end !== 1) throw invalidParameter("endoption", end);
      notBelow(group, 0, "subexpr");
      notGlobal(flags, "regexp_instr()");
      const place = found(text, pattern, flags, { start, limit: n }).place(n - 1, group, end);
      return place === undefined ? 0 : place + 1;
    },
  ),
  scalarFunction(
    "pg_js_regexp_substr",
    ["VARCHAR", "VARCHAR", "INTEGER", "INTEGER", "VARCHAR", "INTEGER"],
    "VARCHAR",
    (text, pattern, start, n, flags, group) => {
      notBelow(start, 1, "start");
      notBelow(n, 1, "n");
      notBelow(group, 0, "subexpr");
      notGlobal(flags, "regexp_substr()");
      const matches = found(text, pattern, flags, { start, limit: n });
      const isWhole = group === 1 && matches.groups === 0;
      return group > Math.max(matches.groups, 1) ? null : matches.part(n - 1, isWhole ? 0 : group);
    },
  ),
  scalarFunction(
    "pg_js_regexp_replace",
    ["VARCHAR", "VARCHAR", "VARCHAR", "INTEGER", "INTEGER", "VARCHAR"],
    "VARCHAR",
    (text, pattern, replacement, start, n, flags) => {
      notBelow(start, 1, "start");
      notBelow(n, 0, "n");
      return replaced(text, pattern, replacement, { start, n, options: optionsOf(flags) });
    },
  ),
  scalarFunction(
    "pg_js_regexp_replace_flags",
    ["VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR"],
    "VARCHAR",
    (text, pattern, replacement, flags) => {
      if (/^\d/.test(flags)) {
        throw new PgError("22023", `invalid regular expression option: "${flags.charAt(0)}"`, {
          hint: "If you meant to use regexp_replace() with a start parameter, cast the fourth argument to integer explicitly.",
        });
      }
      const options = optionsOf(flags);
      return replaced(text, pattern, replacement, { start: 1, n: options.isGlobal ? 0 : 1, options });
    },
  ),
  scalarFunction("pg_js_similar_escape", ["VARCHAR", "VARCHAR"], "VARCHAR", similarPattern),
];

function isMatch(text: string, pattern: string, flags: string): boolean {
  const matcher = matcherOf(pattern, flags === "" ? usualOptions : optionsOf(flags));
  return matcher.isMatch(matcher.text(new Characters(text).codes));
}

function notGlobal(flags: string, name: string, hint?: string): void {
  if (optionsOf(flags).isGlobal) {
    throw new PgError("22023", `${name} does not support the "global" option`, hint === undefined ? {} : { hint });
  }
}

function notBelow(value: number, least: number, name: string): void {
  if (value < least) throw invalidParameter(name, value);
}

function invalidParameter(name: string, value: number): PgError {
  return new PgError("22023", `invalid value for parameter "${name}": ${value}`);
}

interface Search {
  /** From 1. */
  readonly start?: number;
  readonly limit?: number;
  /** Matches of nothing at the text's ends, and next to another match, do not count. */
  readonly isSplitting?: boolean;
}

function found(text: string, pattern: string, flags: string, search: Search): Matches {
  const matcher = matcherOf(pattern, optionsOf(flags));
  const characters = new Characters(text);
  const { start = 1, limit = Number.POSITIVE_INFINITY, isSplitting = false } = search;
  return new Matches(
    characters,
    matcher.groups,
    spansOf(matcher, matcher.text(characters.codes), start - 1, limit, isSplitting),
  );
}

function spansOf(matcher: Matcher, text: Text, start: number, limit: number, isSplitting: boolean): readonly Spans[] {
  const all: Spans[] = [];
  const effort = new Effort();
  let previous = 0;
  for (let from = start; from <= text.length && all.length < limit; ) {
    const spans = matcher.find(text, from, effort);
    if (spans === undefined) break;
    const [first = 0, end = 0] = spans;
    if (!isSplitting || (first < text.length && end > previous)) all.push(spans);
    previous = end;
    from = first === end ? end + 1 : end;
  }
  return all;
}

class Matches {
  readonly groups: number;
  readonly #characters: Characters;
  readonly #all: readonly Spans[];

  constructor(characters: Characters, groups: number, all: readonly Spans[]) {
    this.#characters = characters;
    this.groups = groups;
    this.#all = all;
  }

  get count(): number {
    return this.#all.length;
  }

  /** Of each match its groups or, without any, the whole. */
  texts(): readonly (readonly (string | null)[])[] {
    return this.#all.map((_, index) =>
      this.groups === 0
        ? [this.part(index, 0)]
        : Array.from({ length: this.groups }, (_group, group) => this.part(index, group + 1)),
    );
  }

  part(index: number, group: number): string | null {
    const [start, end] = [this.#all[index]?.[2 * group] ?? -1, this.#all[index]?.[2 * group + 1] ?? -1];
    return start < 0 ? null : this.#characters.slice(start, end);
  }

  /** `end`: 1 for where it ends, or 0 for where it starts. */
  place(index: number, group: number, end: number): number | undefined {
    if (group > Math.max(this.groups, 1)) return undefined;
    const place = this.#all[index]?.[2 * (this.groups === 0 ? 0 : group) + end];
    return place === undefined || place < 0 ? undefined : place;
  }

  between(): readonly string[] {
    let from = 0;
    const pieces = this.#all.map(([start = 0, end = 0]) => {
      const piece = this.#characters.slice(from, start);
      from = end;
      return piece;
    });
    return [...pieces, this.#characters.slice(from, this.#characters.length)];
  }
}

interface Replacement {
  readonly start: number;
  /** Which match is replaced; 0: all are. */
  readonly n: number;
  readonly options: RegexpOptions;
}

const lengthMax = 64 * 1024 * 1024;

function replaced(text: string, pattern: string, replacement: string, { start, n, options }: Replacement): string {
  const matcher = matcherOf(pattern, options);
  const characters = new Characters(text);
  const matches = spansOf(
    matcher,
    matcher.text(characters.codes),
    start - 1,
    n === 0 ? Number.POSITIVE_INFINITY : n,
    false,
  );
  let written = "";
  let from = 0;
  for (const spans of n === 0 ? matches : matches.slice(n - 1)) {
    written += characters.slice(from, spans[0] ?? 0) + instead(replacement, characters, spans);
    from = spans[1] ?? 0;
    if (written.length > lengthMax) throw new ProgramLimitExceeded("the result of regexp_replace() is too long");
  }
  return written + characters.slice(from, characters.length);
}

function instead(replacement: string, characters: Characters, spans: Spans): string {
  if (!replacement.includes("\\")) return replacement;
  return replacement.replaceAll(/\\([1-9&\\])/g, (_, sign: string) => {
    if (sign === "\\") return sign;
    const group = sign === "&" ? 0 : Number(sign);
    const [start, end] = [spans[2 * group] ?? -1, spans[2 * group + 1] ?? -1];
    return start < 0 ? "" : characters.slice(start, end);
  });
}
