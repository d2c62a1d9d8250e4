// A text in hexadecimal digits as float8in() and float4in() read it.
import { NumericValueOutOfRange, PgError } from "../../../../../errors.js";
import { fittingFloat, hexadecimalFloat } from "../../hexadecimal-floats.js";

export function readHexadecimal(text: string, type: string): number {
  const trimmed = text.replace(/^[ \t-\r]+|[ \t-\r]+$/g, "");
  const name = type === "float4" ? "real" : "double precision";
  const value = hexadecimalFloat(trimmed);
  if (value === undefined) throw new PgError("22P02", `invalid input syntax for type ${name}: "${text}"`);
  const fitting = fittingFloat(value, trimmed, type === "float4" ? "float4" : "float8");
  if (fitting === undefined) throw new NumericValueOutOfRange(`"${trimmed}" is out of range for type ${name}`);
  return fitting;
}
