// A text as numeric_in() reads it.
import { PgError } from "../../../../../errors.js";
import { type Numeric, tenTo, tooWide } from "./numeric.js";

const number = /^[ \t\n\r\v\f]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?[ \t\n\r\v\f]*$/;
const special = /^[ \t\n\r\v\f]*(?:nan|[+-]?inf(?:inity)?)[ \t\n\r\v\f]*$/i;

export function readNumeric(text: string): Numeric {
  if (special.test(text)) {
    throw new PgError("0A000", "numeric NaN and Infinity are not supported", { hint: "Use double precision instead." });
  }
  const [, sign, whole = "", fraction = "", exponent = "0"] = number.exec(text) ?? [];
  if (sign === undefined || whole + fraction === "")
    throw new PgError("22P02", `invalid input syntax for type numeric: "${text}"`);
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return { unscaled: 0n, scale: 0 };
  const scale = fraction.length - Number(exponent);
  if (digits.length - scale > 40 || digits.length > 10_000) throw tooWide();
  if (scale > 1_000) throw tooWide();
  const unscaled = BigInt(sign + digits);
  return scale >= 0 ? { unscaled, scale } : { unscaled: unscaled * tenTo(-scale), scale: 0 };
}
