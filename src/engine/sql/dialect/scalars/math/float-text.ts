// Floating point as PostgreSQL prints it: the shortest digits that read as the same value, with an exponent from so many digits on.

const float8DigitsMax = 15;
const float4DigitsMax = 6;

export function float8Text(value: number): string {
  return special(value) ?? layOut(value, value.toExponential(), float8DigitsMax);
}

/** The double is a float's value. */
export function float4Text(value: number): string {
  const told = special(value);
  if (told !== undefined) return told;
  for (let fraction = 0; fraction < 8; fraction++) {
    const text = halfEven(value, fraction);
    if (isWithin(value, Number(text))) return layOut(value, text, float4DigitsMax);
  }
  return layOut(value, value.toExponential(8), float4DigitsMax);
}

/** It reads as that float, and not by a hair: what lies in the middle of two floats is taken for neither. */
function isWithin(float: number, near: number): boolean {
  return Math.fround(near * (1 + Number.EPSILON)) === float && Math.fround(near * (1 - Number.EPSILON)) === float;
}

/** JavaScript rounds a half up. */
function halfEven(value: number, fraction: number): string {
  const text = value.toExponential(fraction);
  // More digits than a float needs: it is a half, as far as matters.
  const [digits = "", exponent = ""] = value.toExponential(20).split("e");
  const kept = digits.indexOf(".") + 1 + fraction;
  if (fraction === 0 || !/^50*$/.test(digits.slice(kept)) || Number(digits[kept - 1]) % 2 === 1) return text;
  return `${digits.slice(0, kept)}e${exponent}`;
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  return undefined;
}

/** Of what `toExponential` gives. */
function layOut(value: number, text: string, digitsMax: number): string {
  const [signed = "", exponentText] = text.split("e");
  const [mantissa, exponent] = [signed.replace("-", ""), Number(exponentText)];
  const sign = value < 0 ? "-" : "";
  const digits = mantissa.replace(".", "").replace(/0+$/, "") || "0";
  if (exponent < -4 || exponent >= digitsMax) {
    const magnitude = String(Math.abs(exponent)).padStart(2, "0");
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? "-" : "+"}${magnitude}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const rest = digits.slice(exponent + 1);
  return sign + whole + (rest === "" ? "" : `.${rest}`);
}
