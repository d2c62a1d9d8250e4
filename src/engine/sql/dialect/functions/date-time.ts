// Dates, times and intervals.
import type { DateTimeType } from "../../../date-time/literals.js";
import type { Lowerings } from "../lowering.js";
import { dateTimeArithmetic } from "./date-time/arithmetic.js";
import { dateTimeComparisons } from "./date-time/comparisons.js";
import { dateTimeParts, extractedAsText } from "./date-time/parts.js";

/** Files of macros, in their order. */
export const dateTimeMacros = [
  "comparisons",
  "intervals",
  "casts",
  "arithmetic",
  "zones",
  "make",
  "truncation",
  "fields",
  "any-field",
  "series",
  "text",
].map((name) => `date-time/${name}`);

export const dateTimeFunctions: Lowerings = { ...dateTimeComparisons, ...dateTimeArithmetic, ...dateTimeParts };

/** Instead of those above, for an item that is only selected: PostgreSQL's text of the result. */
export const dateTimeFunctionsAsText: Lowerings = extractedAsText;

/** Macros that read a column of texts as a type; constants are for `readDateTime`. */
export const dateTimeReaders: Readonly<Record<DateTimeType, string>> = {
  date: "pg.text_date",
  time: "pg.text_time",
  timetz: "pg.text_timetz",
  timestamp: "pg.text_timestamp",
  timestamptz: "pg.text_timestamptz",
  interval: "pg.text_interval",
};
