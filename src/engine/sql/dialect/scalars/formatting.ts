// Formatting: to_char and its kin: what SQL cannot say.
import type { ScalarFunction } from "../scalar-function.js";

export const formattingScalars: readonly ScalarFunction[] = [];
