// What PostgreSQL says of encodings and sizes.
import { InvalidParameterValue, NumericValueOutOfRange, PgError } from "../../../../errors.js";
import { plainDecimal } from "../decimals.js";
import { type ScalarFunction, scalarFunction } from "../scalar-function.js";
import { encodingNames, encodingNumber, toAscii } from "./system/encodings.js";

export const systemScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_size_bytes", ["VARCHAR"], "BIGINT", sizeBytes),
  scalarFunction("pg_js_encoding_number", ["VARCHAR"], "INTEGER", encodingNumber),
  scalarFunction("pg_js_encoding_name", ["INTEGER"], "VARCHAR", (number) => encodingNames[number] ?? ""),
  scalarFunction("pg_js_to_ascii", ["VARCHAR", "INTEGER"], "VARCHAR", toAscii),
  scalarFunction("pg_js_to_ascii_named", ["VARCHAR", "VARCHAR"], "VARCHAR", (text, name) => {
    const number = encodingNumber(name);
    if (number < 0) throw new PgError("42704", `${name} is not a valid encoding name`);
    return toAscii(text, number);
  }),
];

const units: Readonly<Record<string, bigint>> = { "": 0n, bytes: 0n, kb: 10n, mb: 20n, gb: 30n, tb: 40n, pb: 50n };

/** pg_size_bytes in src/backend/utils/adt/dbsize.c */
function sizeBytes(text: string): bigint {
  const parts = /^[ \t-\r]*([+-]?(?:\d+\.?\d*|\.\d+))(?:e([+-]?\d+))?[ \t-\r]*([^]*?)[ \t-\r]*$/i.exec(text);
  if (parts === null) throw new InvalidParameterValue(`invalid size: "${text}"`);
  const [, digits = "", exponent = "0", unit = ""] = parts;
  const power = units[unit.toLowerCase()];
  if (power === undefined) {
    throw new InvalidParameterValue(`invalid size: "${text}"`, {
      detail: `Invalid size unit: "${unit}".`,
      hint: 'Valid units are "bytes", "kB", "MB", "GB", "TB", and "PB".',
    });
  }
  const isFar = Math.abs(Number(exponent)) > 500;
  if (isFar && Number(exponent) > 0 && /[1-9]/.test(digits)) throw outOfRange();
  const [whole = "0", fraction = ""] = isFar
    ? []
    : (plainDecimal(`${digits}e${exponent}`) ?? "0").replace("-", "").split(".");
  const scale = 10n ** BigInt(fraction.length);
  const size = ((BigInt(whole + fraction) << power) * 2n + scale) / (scale * 2n);
  const bytes = digits.startsWith("-") ? -size : size;
  if (bytes !== BigInt.asIntN(64, bytes)) throw outOfRange();
  return bytes;
}

function outOfRange(): PgError {
  return new NumericValueOutOfRange("bigint out of range");
}
