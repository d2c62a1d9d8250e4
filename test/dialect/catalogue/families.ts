// What people look for together, by rule.
import type { Entry } from "./entries.js";

export const families = [
  "Text",
  "Numbers",
  "Date and time",
  "Formatting",
  "JSON",
  "Arrays",
  "Binary and bit strings",
  "Comparison of other types",
  "Casts",
  "Columns of datasets",
  "Aggregates",
  "Window functions",
  "Session and system",
] as const;

export type Family = (typeof families)[number];

const isTime = /^_?(date|time|timetz|timestamp|timestamptz|interval)$/;
const isBinary = /^_?(bytea|bit|varbit)$/;
const isText = /^_?(text|varchar|bpchar|name|char)$/;
const isNumber = /^_?(int2|int4|int8|float4|float8|numeric)$/;

export function familyOf({ kind, name, parameters, result }: Entry): Family {
  if (kind === "cast") return "Casts";
  if (kind === "column") return "Columns of datasets";
  if (kind === "aggregate") return "Aggregates";
  if (kind === "window") return "Window functions";
  if (/^to_(char|number|date)$/.test(name) || (name === "to_timestamp" && parameters.length === 2)) return "Formatting";
  if (/^(current_|session_|pg_|set|version$|getdatabase)/.test(name) && kind !== "operator")
    return "Session and system";
  const types = [...parameters, result];
  if (types.some((type) => /^_?jsonb?$/.test(type)) || /json/.test(name)) return "JSON";
  if (parameters.some((type) => /^any(compatible)?array$/.test(type)) || /^array_|_subscripts$/.test(name))
    return "Arrays";
  if (types.some((type) => isTime.test(type))) return "Date and time";
  if (types.some((type) => isBinary.test(type))) return "Binary and bit strings";
  if (parameters.some((type) => isText.test(type)) || (isText.test(result) && kind !== "operator")) return "Text";
  return types.some((type) => isNumber.test(type)) ? "Numbers" : "Comparison of other types";
}
