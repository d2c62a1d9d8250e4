// Dates, times and intervals: what SQL cannot say.
import type { ScalarFunction } from "../scalar-function.js";

export const dateTimeScalars: readonly ScalarFunction[] = [];
