// Arrays: errors with more to say than a macro can.
import { PgError } from "../../../../errors.js";
import { scalarFunction, type ScalarFunction } from "../scalar-function.js";

export const arrayScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_array_same_bounds", ["BOOLEAN"], "BOOLEAN", (isSame) => {
    if (isSame) return true;
    throw new PgError("2202E", "wrong number of array subscripts", {
      detail: "Low bound array has different size than dimensions array.",
    });
  }),
];
