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
    const text = value.toExponential(fraction);
    if (Math.fround(Number(text)) === value) return layOut(value, text, float4DigitsMax);
  }
  return layOut(value, value.toExponential(8), float4DigitsMax);
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
