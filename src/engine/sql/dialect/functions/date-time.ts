// Dates, times and intervals.
import type { Lowerings } from "../lowering.js";
import { dateTimeArithmetic } from "./date-time/arithmetic.js";
import { dateTimeComparisons } from "./date-time/comparisons.js";
import { dateTimeParts } from "./date-time/parts.js";

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
  "series",
].map((name) => `date-time/${name}`);

export const dateTimeFunctions: Lowerings = { ...dateTimeComparisons, ...dateTimeArithmetic, ...dateTimeParts };
