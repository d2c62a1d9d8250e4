// Regular expressions of PostgreSQL's: those that are read already, and those that RE2 can say.
import { LeastRecentlyUsed } from "../least-recently-used.js";
import { Matcher } from "./regexp/matcher.js";
import { optionsOf, type RegexpOptions } from "./regexp/options.js";
import { parseRegexp } from "./regexp/parse.js";
import { re2Of } from "./regexp/re2.js";

const matchers = new LeastRecentlyUsed<string, Matcher>(64);
/** A column's rows have one pattern, as a rule. */
let last: { readonly pattern: string; readonly options: RegexpOptions; readonly matcher: Matcher } | undefined;

/** @throws 2201B, 0A000 */
export function matcherOf(pattern: string, options: RegexpOptions): Matcher {
  if (last?.pattern === pattern && last.options === options) return last.matcher;
  const { ignoresCase, stopsAtLines, anchorsAtLines, isExpanded, isLiteral, syntax } = options;
  const flags = [ignoresCase, stopsAtLines, anchorsAtLines, isExpanded, isLiteral].map(Number).join("");
  const key = `${flags}${syntax}:${pattern}`;
  const matcher = matchers.get(key) ?? new Matcher(parseRegexp(pattern, options));
  matchers.set(key, matcher);
  last = { pattern, options, matcher };
  return matcher;
}

/**
 * What RE2 has to be given, by regexp_matches() of DuckDB's, to find a match where PostgreSQL does. Undefined: it cannot say it.
 *
 * @throws 2201B, 22023, 0A000
 */
export function constantRegexp(pattern: string, flags: string): string | undefined {
  return re2Of(parseRegexp(pattern, optionsOf(flags)).part);
}
