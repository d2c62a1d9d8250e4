// Text, patterns and regular expressions: what SQL cannot say.
import type { ScalarFunction } from "../scalar-function.js";

export const textScalars: readonly ScalarFunction[] = [];
