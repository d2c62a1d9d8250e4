// json and jsonb: what SQL cannot say.
import type { ScalarFunction } from "../scalar-function.js";

export const jsonScalars: readonly ScalarFunction[] = [];
