// Numbers: what SQL cannot say. Numerics go in and out as text; `fit` is the scale of the DECIMAL(38, fit) that the result becomes, or -1 for the
// text as PostgreSQL prints it.
import { type ScalarFunction, scalarFunction } from "../scalar-function.js";
import { float4Text, float8Text } from "./math/float-text.js";
import {
  add,
  asText,
  divide,
  fit,
  formatNumeric,
  multiply,
  type Numeric,
  parseNumeric,
  quotientScale,
  rescale,
} from "./math/numeric.js";
import { readHexadecimal } from "./math/read-hexadecimal.js";
import { readNumeric } from "./math/read-numeric.js";
import {
  bucket,
  divideTruncated,
  greatestCommonDivisor,
  leastCommonMultiple,
  roundTo,
  truncateTo,
} from "./math/whole-parts.js";
import {
  deviation,
  exponential,
  factorial,
  logarithm,
  naturalLogarithm,
  power,
  squareRoot,
} from "./math/transcendental.js";

function unary(name: `pg_js_${string}`, of: (value: Numeric) => Numeric): ScalarFunction {
  return scalarFunction(name, ["VARCHAR", "INTEGER"], "VARCHAR", (value, scale) => fit(of(parseNumeric(value)), scale));
}

function binary(name: `pg_js_${string}`, of: (left: Numeric, right: Numeric) => Numeric): ScalarFunction {
  return scalarFunction(name, ["VARCHAR", "VARCHAR", "INTEGER"], "VARCHAR", (left, right, scale) =>
    fit(of(parseNumeric(left), parseNumeric(right)), scale),
  );
}

function statistic(name: `pg_js_${string}`, kind: "variance" | "stddev", of: "sample" | "population"): ScalarFunction {
  return scalarFunction(
    name,
    ["BIGINT", "VARCHAR", "VARCHAR", "INTEGER"],
    "VARCHAR",
    (count, sum, sumOfSquares, scale) => {
      const result = deviation(kind, of, count, parseNumeric(sum), parseNumeric(sumOfSquares));
      return result === null ? null : fit(result, scale);
    },
  );
}

export const mathScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_hexadecimal_float", ["VARCHAR", "VARCHAR"], "DOUBLE", readHexadecimal),
  binary("pg_js_numeric_div", (left, right) => divide(left, right, quotientScale(left, right))),
  scalarFunction("pg_js_numeric_div_trunc", ["VARCHAR", "VARCHAR"], "VARCHAR", (left, right) =>
    fit(divideTruncated(parseNumeric(left), parseNumeric(right)), 0),
  ),
  scalarFunction("pg_js_numeric_mul", ["VARCHAR", "VARCHAR", "INTEGER"], "VARCHAR", (left, right, scale) => {
    const product = multiply(parseNumeric(left), parseNumeric(right));
    return fit(scale === asText || product.scale <= scale ? product : rescale(product, scale), scale);
  }),
  scalarFunction("pg_js_numeric_add", ["VARCHAR", "VARCHAR", "INTEGER"], "VARCHAR", (left, right, sign) =>
    formatNumeric(add(parseNumeric(left), parseNumeric(right), BigInt(sign))),
  ),
  binary("pg_js_numeric_gcd", greatestCommonDivisor),
  binary("pg_js_numeric_lcm", leastCommonMultiple),
  scalarFunction("pg_js_numeric_round", ["VARCHAR", "INTEGER", "INTEGER"], "VARCHAR", (value, places, scale) =>
    fit(roundTo(parseNumeric(value), places), scale),
  ),
  scalarFunction("pg_js_numeric_trunc", ["VARCHAR", "INTEGER", "INTEGER"], "VARCHAR", (value, places, scale) =>
    fit(truncateTo(parseNumeric(value), places), scale),
  ),
  scalarFunction(
    "pg_js_numeric_bucket",
    ["VARCHAR", "VARCHAR", "VARCHAR", "INTEGER"],
    "INTEGER",
    (x, low, high, count) => bucket(parseNumeric(x), parseNumeric(low), parseNumeric(high), count),
  ),
  scalarFunction("pg_js_numeric_in", ["VARCHAR", "INTEGER"], "VARCHAR", (text, scale) => fit(readNumeric(text), scale)),
  scalarFunction("pg_js_float8_text", ["DOUBLE"], "VARCHAR", float8Text),
  scalarFunction("pg_js_float4_text", ["DOUBLE"], "VARCHAR", float4Text),
  unary("pg_js_numeric_sqrt", squareRoot),
  unary("pg_js_numeric_exp", exponential),
  unary("pg_js_numeric_ln", naturalLogarithm),
  binary("pg_js_numeric_log", logarithm),
  binary("pg_js_numeric_power", power),
  scalarFunction("pg_js_factorial", ["BIGINT", "INTEGER"], "VARCHAR", (n, scale) => fit(factorial(n), scale)),
  // Of the sums that pg.high_square and its kin make.
  scalarFunction("pg_js_int8_squares", ["VARCHAR", "VARCHAR", "VARCHAR"], "VARCHAR", (high, crossProducts, low) =>
    String((BigInt(high) << 64n) + (BigInt(crossProducts) << 33n) + BigInt(low)),
  ),
  statistic("pg_js_var_samp", "variance", "sample"),
  statistic("pg_js_var_pop", "variance", "population"),
  statistic("pg_js_stddev_samp", "stddev", "sample"),
  statistic("pg_js_stddev_pop", "stddev", "population"),
];
