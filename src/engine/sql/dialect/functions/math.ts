// Numbers.
import { call, type Lowering, type Lowerings, operator, refused, same } from "../lowering.js";

const integers = ["int2", "int4", "int8"];
const floats = ["float4", "float8"];

/** Each sign over each pair of types. */
function signs(names: readonly string[], left: readonly string[], right: readonly string[], to: Lowering): Lowerings {
  const pairs = left.flatMap((a) => right.map((b) => `(${a},${b})`));
  return Object.fromEntries(names.flatMap((name) => pairs.map((pair) => [name + pair, to])));
}

function alike(names: readonly string[], types: readonly string[], to: Lowering): Lowerings {
  return Object.assign({}, ...types.map((type) => signs(names, [type], [type], to))) as Lowerings;
}

const comparisons = ["=", "<>", "<", ">", "<=", ">="];

const compared: Lowerings = {
  ...signs(comparisons, integers, integers, same),
  ...signs(comparisons, floats, floats, same),
  ...alike(comparisons, ["numeric", "bool", "oid"], same),
};

const wholeNumbers: Lowerings = {
  // They overflow as PostgreSQL's do: errors.ts has the words.
  ...signs(["+", "-", "*"], integers, integers, same),
  ...signs(["/"], integers, integers, call("pg.int_div")),
  ...alike(["%"], integers, call("pg.int_mod")),
  ...alike(["&", "|"], integers, same),
  ...alike(["#"], integers, call("xor")),
  ...Object.fromEntries(
    integers.flatMap((type) => [
      [`+(,${type})`, call("pg.identity")],
      [`-(,${type})`, call(`pg.${type}_minus`)],
      [`@(,${type})`, call("abs")],
      [`~(,${type})`, call("pg.int_not")],
      [`<<(${type},int4)`, call(`pg.${type}_left`)],
      [`>>(${type},int4)`, call(`pg.${type}_right`)],
      [`abs(${type})`, same],
      [`mod(${type},${type})`, call("pg.int_mod")],
    ]),
  ),
  "gcd(int4,int4)": call("pg.int4_gcd"),
  "gcd(int8,int8)": call("pg.int8_gcd"),
  "lcm(int4,int4)": call("pg.int4_lcm"),
  "lcm(int8,int8)": call("pg.int8_lcm"),
  "factorial(int8)": call("pg.factorial"),
};

const floatingPoint: Lowerings = {
  ...signs(["+"], floats, floats, call("pg.float_add")),
  ...signs(["-"], floats, floats, call("pg.float_sub")),
  ...signs(["*"], floats, floats, call("pg.float_mul")),
  ...signs(["/"], floats, floats, call("pg.float_div")),
  ...Object.fromEntries(
    floats.flatMap((type) => [
      [`+(,${type})`, call("pg.identity")],
      [`-(,${type})`, call("pg.float_minus")],
      [`@(,${type})`, call("abs")],
      [`abs(${type})`, same],
    ]),
  ),
  "^(float8,float8)": call("pg.float8_power"),
  "|/(,float8)": call("pg.float8_sqrt"),
  "||/(,float8)": call("cbrt"),
  "acos(float8)": call("pg.float8_acos"),
  "acosd(float8)": call("pg.float8_acosd"),
  "acosh(float8)": call("pg.float8_acosh"),
  "asin(float8)": call("pg.float8_asin"),
  "asind(float8)": call("pg.float8_asind"),
  "asinh(float8)": same,
  "atan(float8)": same,
  "atan2(float8,float8)": same,
  "atan2d(float8,float8)": call("pg.float8_atan2d"),
  "atand(float8)": call("pg.float8_atand"),
  "atanh(float8)": call("pg.float8_atanh"),
  "cbrt(float8)": same,
  "ceil(float8)": same,
  "ceiling(float8)": same,
  "cos(float8)": call("pg.float8_cos"),
  "cosd(float8)": call("pg.float8_cosd"),
  "cosh(float8)": same,
  "cot(float8)": call("pg.float8_cot"),
  "cotd(float8)": call("pg.float8_cotd"),
  "degrees(float8)": call("pg.float8_degrees"),
  "exp(float8)": call("pg.float8_exp"),
  "floor(float8)": same,
  "ln(float8)": call("pg.float8_ln"),
  "log(float8)": call("pg.float8_log10"),
  "log10(float8)": call("pg.float8_log10"),
  "pi()": same,
  "pow(float8,float8)": call("pg.float8_power"),
  "power(float8,float8)": call("pg.float8_power"),
  "radians(float8)": call("pg.float8_radians"),
  "random()": same,
  "round(float8)": call("pg.float8_rint"),
  "setseed(float8)": refused("Leave it out: random() would give other numbers than PostgreSQL's after it."),
  "sign(float8)": call("pg.float8_sign"),
  "sin(float8)": call("pg.float8_sin"),
  "sind(float8)": call("pg.float8_sind"),
  "sinh(float8)": same,
  "sqrt(float8)": call("pg.float8_sqrt"),
  "tan(float8)": call("pg.float8_tan"),
  "tand(float8)": call("pg.float8_tand"),
  "tanh(float8)": same,
  "trunc(float8)": same,
  "width_bucket(float8,float8,float8,int4)": call("pg.float8_width_bucket"),
};

const numerics: Lowerings = {
  "+(numeric,numeric)": same,
  "-(numeric,numeric)": same,
  "*(numeric,numeric)": same,
  "/(numeric,numeric)": call("pg.numeric_div"),
  "%(numeric,numeric)": call("pg.numeric_mod"),
  "^(numeric,numeric)": call("pg.numeric_power"),
  "+(,numeric)": call("pg.identity"),
  "-(,numeric)": operator("-"),
  "@(,numeric)": call("abs"),
  "abs(numeric)": same,
  "ceil(numeric)": same,
  "ceiling(numeric)": same,
  "div(numeric,numeric)": call("pg.numeric_div_trunc"),
  "exp(numeric)": call("pg.numeric_exp"),
  "floor(numeric)": same,
  "gcd(numeric,numeric)": call("pg.numeric_gcd"),
  "lcm(numeric,numeric)": call("pg.numeric_lcm"),
  "ln(numeric)": call("pg.numeric_ln"),
  "log(numeric)": call("pg.numeric_log10"),
  "log(numeric,numeric)": call("pg.numeric_log"),
  "log10(numeric)": call("pg.numeric_log10"),
  "min_scale(numeric)": call("pg.numeric_min_scale"),
  "mod(numeric,numeric)": call("pg.numeric_mod"),
  "numeric_inc(numeric)": call("pg.numeric_inc"),
  "pow(numeric,numeric)": call("pg.numeric_power"),
  "power(numeric,numeric)": call("pg.numeric_power"),
  "round(numeric)": same,
  // The places have to be a constant: numericsByRow below has what stands for them otherwise.
  "round(numeric,int4)": call("pg.numeric_round"),
  "scale(numeric)": call("pg.numeric_scale"),
  "sign(numeric)": call("pg.numeric_sign"),
  "sqrt(numeric)": call("pg.numeric_sqrt"),
  "trim_scale(numeric)": refused("Cast it to text: rtrim(rtrim(x::text, '0'), '.')."),
  "trunc(numeric)": same,
  "trunc(numeric,int4)": call("pg.numeric_trunc"),
  "width_bucket(numeric,numeric,numeric,int4)": call("pg.numeric_width_bucket"),
  "width_bucket(anycompatible,anycompatiblearray)": call("pg.array_width_bucket"),
};

export const mathFunctions: Lowerings = { ...compared, ...wholeNumbers, ...floatingPoint, ...numerics };

/** Instead of those above, where the second argument is not a constant. The result has twenty digits after its point. @public */
export const mathFunctionsByRow: Lowerings = {
  "round(numeric,int4)": call("pg.numeric_round_by"),
  "trunc(numeric,int4)": call("pg.numeric_trunc_by"),
};

/** Instead of those above, for an item that is only selected: PostgreSQL's text of the result, whatever its digits. */
export const mathFunctionsAsText: Lowerings = {
  "/(numeric,numeric)": call("pg.numeric_div_text"),
  "^(numeric,numeric)": call("pg.numeric_power_text"),
  "pow(numeric,numeric)": call("pg.numeric_power_text"),
  "power(numeric,numeric)": call("pg.numeric_power_text"),
  "sqrt(numeric)": call("pg.numeric_sqrt_text"),
  "exp(numeric)": call("pg.numeric_exp_text"),
  "ln(numeric)": call("pg.numeric_ln_text"),
  "log(numeric)": call("pg.numeric_log10_text"),
  "log10(numeric)": call("pg.numeric_log10_text"),
  "log(numeric,numeric)": call("pg.numeric_log_text"),
  "gcd(numeric,numeric)": call("pg.numeric_gcd_text"),
  "lcm(numeric,numeric)": call("pg.numeric_lcm_text"),
  "trim_scale(numeric)": call("pg.numeric_trim_scale_text"),
};
