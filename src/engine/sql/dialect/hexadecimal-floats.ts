// Floating-point numbers in hexadecimal digits, which strtod() reads and so PostgreSQL does: `0x1.8p3`.

/** Undefined: it is no number of that kind. Without blanks around it. */
export function hexadecimalFloat(text: string): number | undefined {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)0x([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?\d+))?$/i.exec(text) ?? [];
  if (sign === undefined || whole + fraction === "") return undefined;
  const digits = Number(`0x${whole}${fraction}`);
  const power = Number(exponent) - 4 * fraction.length;
  // In two steps: a power alone may be beyond what the product is not.
  const half = Math.trunc(power / 2);
  const value = digits === 0 ? 0 : digits * 2 ** half * 2 ** (power - half);
  return sign === "-" ? -value : value;
}

/** Undefined: the type has none that is near it. */
export function fittingFloat(value: number, text: string, type: "float4" | "float8"): number | undefined {
  const rounded = type === "float4" ? Math.fround(value) : value;
  const isNothing = rounded === 0 && /[1-9a-f]/i.test(text.slice(text.search(/x/i) + 1).split(/p/i)[0] ?? "");
  return Number.isFinite(rounded) && !isNothing ? rounded : undefined;
}
