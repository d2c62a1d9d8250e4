// Values that PostgreSQL's types have and those here do not. Whatever is done with one is an error, which belongs to the type and not to each
// function over it.
import type { Answer } from "../../support/twin.js";

export interface Beyond {
  readonly type: string;
  readonly what: string;
  /** As a statement writes such a value. */
  readonly written: RegExp;
  /** Of the error that one gets here. */
  readonly sqlstate: string;
  readonly hint: string;
}

export const beyondTypes: readonly Beyond[] = [
  {
    type: "numeric",
    what: "more than 38 digits",
    written: /'1e45'::numeric/,
    sqlstate: "22003",
    hint: "double precision",
  },
  {
    type: "numeric",
    what: "NaN and infinity",
    written: /'(NaN|-?Infinity)'::numeric/,
    sqlstate: "0A000",
    hint: "double precision",
  },
  {
    type: "timestamp, timestamptz",
    what: "after the tenth of January 294247",
    written: /'294276-12-31 23:59:59(\+00)?'::timestamp/,
    sqlstate: "22008",
    hint: "infinity",
  },
  {
    type: "bit, varbit",
    what: "without any bits",
    written: /B''|''::(var)?bit\b/,
    sqlstate: "0A000",
    hint: "NULL",
  },
  {
    type: "arrays",
    what: "with another lower bound than 1",
    written: /'\[0:1\]=\{/,
    sqlstate: "0A000",
    hint: "an array that begins at 1",
  },
];

/** It has such a value in it, and that is what the answer says. */
export function isBeyondTypes(sql: string, theirs: Answer, ours: Answer): boolean {
  if (ours.kind !== "error") return false;
  if (beyondTypes.some(({ written, sqlstate }) => ours.sqlstate === sqlstate && written.test(sql))) return true;
  // Or what comes of others is such a value.
  if (theirs.kind !== "rows") return false;
  const values = theirs.text.flat().map((value) => value?.toString() ?? "");
  const isNumeric = theirs.columns.some(({ oid }) => oid === 1700);
  const isBit = theirs.columns.some(({ oid }) => oid === 1560 || oid === 1562);
  return (
    (ours.sqlstate === "22003" && values.some((value) => /\d{39}/.test(value.replace(".", "")))) ||
    (ours.sqlstate === "0A000" && isBit && values.includes("")) ||
    (ours.sqlstate === "0A000" && isNumeric && values.some((value) => /^(NaN|-?Infinity)$/.test(value))) ||
    (ours.sqlstate === "22008" && values.some((value) => Number(/^\d{6}(?=-\d\d-)/.exec(value)?.[0] ?? 0) >= 294_247))
  );
}
