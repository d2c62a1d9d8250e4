// SIMILAR TO: its patterns as regular expressions.
import { PgError } from "../../../../../errors.js";
import { invalidEscape } from "./like.js";

/** `%` is `.*`, `_` is `.`, and the whole text has to match. `#"` (`#` is the escape) parts what is taken from what stands around it. */
export function similarPattern(pattern: string, escape: string): string {
  const [sign, ...others] = Array.from(escape);
  if (others.length > 0) throw invalidEscape();
  let written = "^(?:";
  let isEscaped = false;
  let isInBracket = false;
  let separators = 0;
  for (const character of pattern) {
    if (isEscaped) {
      isEscaped = false;
      if (character === '"' && !isInBracket) written += separator(separators++);
      else written += `\\${character}`;
    } else if (character === sign) isEscaped = true;
    else if (isInBracket) {
      written += character === "\\" ? "\\\\" : character;
      if (character === "]") isInBracket = false;
    } else {
      if (character === "[") isInBracket = true;
      written += instead[character] ?? character;
    }
  }
  return `${written})$`;
}

const instead: Readonly<Record<string, string>> = {
  "%": ".*",
  _: ".",
  "(": "(?:",
  "\\": "\\\\",
  ".": "\\.",
  "^": "\\^",
  $: "\\$",
};

function separator(before: number): string {
  if (before === 0) return "){1,1}?(";
  if (before === 1) return "){1,1}(?:";
  throw new PgError("2200C", "SQL regular expression may not contain more than two escape-double-quote separators");
}
