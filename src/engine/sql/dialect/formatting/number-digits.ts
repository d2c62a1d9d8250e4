// The digits of numbers that to_char() writes: rounded to as many decimals as the pattern has.
import { PgError } from "../../../../errors.js";
import type { NumberDescription } from "./number-description.js";
import type { Digits } from "./number-pattern.js";

/** `text`: in plain digits. */
export function decimalDigits(text: string, about: NumberDescription): Digits {
  const isNegative = text.startsWith("-");
  const plain = text.replace("-", "");
  if (about.has.has("roman"))
    return { isNegative, number: "", post: about.post, text: roman(asInteger(Number(roundedTo(text, 0)))) };
  if (about.has.has("EEEE"))
    return { isNegative, number: "", post: about.post, text: scientific(plain, isNegative, about.post) };
  const number = roundedTo(shifted(plain, about.multi), about.post);
  return { isNegative: isNegative && /[1-9]/.test(number), number, post: about.post };
}

/** @throws PgError 22003 */
function asInteger(value: number): number {
  if (Math.trunc(value) !== (value | 0)) throw new PgError("22003", "integer out of range");
  return value;
}

/** FLT_DIG */
const float4Digits = 6;

export function floatDigits(value: number, about: NumberDescription, digitsMax: number): Digits {
  const isNegative = value < 0 || Object.is(value, -0);
  if (about.has.has("roman")) return { isNegative, number: "", post: about.post, text: roman(evenlyRounded(value)) };
  if (about.has.has("EEEE")) {
    if (!Number.isFinite(value)) return { isNegative, number: "", post: about.post, text: noExponent(about) };
    const [mantissa = "", exponent = "0"] = value.toExponential(Math.min(about.post, 100)).split("e");
    const text = `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, "0")}`;
    return {
      isNegative,
      number: "",
      post: about.post,
      text: isNegative ? (text.startsWith("-") ? text : `-${text}`) : ` ${text}`,
    };
  }
  const product = value * 10 ** about.multi;
  const times = digitsMax === float4Digits ? Math.fround(product) : product;
  if (!Number.isFinite(times))
    return { isNegative, number: Number.isNaN(times) ? "NaN" : "Infinity", post: about.post };
  const whole = fixed(Math.abs(times), 0);
  const post = whole.length >= digitsMax ? 0 : Math.min(about.post, digitsMax - whole.length);
  return { isNegative, number: fixed(Math.abs(times), post), post };
}

function noExponent(about: NumberDescription): string {
  return ` ${"#".repeat(about.pre)}.${"#".repeat(about.post)}####`;
}

/** As printf() does: what lies between two goes to the even one. */
function fixed(value: number, decimals: number): string {
  if (value >= 1e21) return BigInt(value).toString();
  const text = value.toFixed(decimals);
  const exact = value.toFixed(Math.min(decimals + 25, 100));
  const rest = exact.slice(exact.indexOf(".") + 1 + decimals);
  if (!/^50*$/.test(rest) || Number(exact) !== value) return text;
  const down = exact.slice(0, exact.length - rest.length).replace(/\.$/, "");
  return Number(down.at(-1)) % 2 === 0 ? down : text;
}

function evenlyRounded(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function shifted(plain: string, places: number): string {
  if (places === 0) return plain;
  const [whole = "", part = ""] = plain.split(".");
  const digits = part.padEnd(places, "0");
  return `${whole}${digits.slice(0, places)}.${digits.slice(places)}`.replace(/^0+(?=\d)/, "").replace(/\.$/, "");
}

/** Half goes away from zero. */
function roundedTo(text: string, decimals: number): string {
  const isNegative = text.startsWith("-");
  const [whole = "", part = ""] = text.replace("-", "").split(".");
  const kept = BigInt(whole + part.slice(0, decimals).padEnd(decimals, "0"));
  const up = part.charAt(decimals) >= "5" ? 1n : 0n;
  const digits = (kept + up).toString().padStart(decimals + 1, "0");
  const number = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return isNegative ? `-${number}` : number;
}

function scientific(plain: string, isNegative: boolean, decimals: number): string {
  const [whole = "", part = ""] = plain.split(".");
  const digits = `${whole}${part}`.replace(/^0+/, "");
  const leading = `${whole}${part}`.length - digits.length;
  const exponent = digits === "" ? 0 : whole.length - 1 - leading;
  // One that is rounded up to 10 stays so.
  const mantissa = roundedTo(digits === "" ? "0" : `${digits.charAt(0)}.${digits.slice(1)}`, decimals);
  const sign = exponent < 0 ? "-" : "+";
  return `${isNegative ? "-" : " "}${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

const romanDigits: readonly (readonly [value: number, digits: string])[] = [
  [1000, "M"],
  [900, "CM"],
  [500, "D"],
  [400, "CD"],
  [100, "C"],
  [90, "XC"],
  [50, "L"],
  [40, "XL"],
  [10, "X"],
  [9, "IX"],
  [5, "V"],
  [4, "IV"],
  [1, "I"],
];

function roman(value: number): string {
  if (!(value >= 1 && value <= 3999)) return "#".repeat(15);
  let rest = value;
  let written = "";
  for (const [worth, digits] of romanDigits) {
    for (; rest >= worth; rest -= worth) written += digits;
  }
  return written;
}
