// The usual formats of to_char(), as DuckDB's strftime() has them: a constant one need not be read for each row.
import { type PatternNode, readDatePattern } from "./formatting/pattern.js";

/** With `FM` before, without zeros. */
const fields: Readonly<Record<string, readonly [padded: string | undefined, filled: string | undefined]>> = {
  YYYY: ["%Y", "%-Y"],
  YY: ["%y", undefined],
  MM: ["%m", "%-m"],
  DD: ["%d", "%-d"],
  DDD: ["%j", "%-j"],
  HH24: ["%H", "%-H"],
  HH12: ["%I", "%-I"],
  HH: ["%I", "%-I"],
  MI: ["%M", "%-M"],
  SS: ["%S", "%-S"],
  US: ["%f", "%f"],
  MS: ["%g", "%g"],
  FF3: ["%g", "%g"],
  FF6: ["%f", "%f"],
  Mon: ["%b", "%b"],
  Month: [undefined, "%B"],
  Dy: ["%a", "%a"],
  Day: [undefined, "%A"],
  AM: ["%p", "%p"],
  PM: ["%p", "%p"],
  ID: ["%u", "%u"],
};

/** Undefined: strftime() has none that means the same. Of timestamps from the year 1 up to 9999, for pg.to_char_written(). */
export function constantFormat(format: string): string | undefined {
  const written = readDatePattern(format).map(fieldOf);
  return format === "" || written.includes(undefined) ? undefined : written.join("");
}

function fieldOf(node: PatternNode): string | undefined {
  if (node.kind === "text") return node.text === "%" ? "%%" : node.text;
  if (node.ordinal !== undefined) return undefined;
  return fields[node.key]?.[
    node.prefix === undefined || node.prefix === "TM"
      ? /^(?:Month|Day)$/.test(node.key) && node.prefix === "TM"
        ? 1
        : 0
      : 1
  ];
}
