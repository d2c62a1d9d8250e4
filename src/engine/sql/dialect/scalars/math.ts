// Numbers: what SQL cannot say.
import type { ScalarFunction } from "../scalar-function.js";

export const mathScalars: readonly ScalarFunction[] = [];
