// Random JSON, in texts as people and programs write it.
import { seededRandom } from "../support/random.js";

export interface JsonTexts {
  /** From 0 up to, and without, `below`. */
  below(below: number): number;
  pick<T>(from: readonly T[]): T;
  value(depth?: number): string;
  key(): string;
  text(): string;
}

const keys = [
  "a",
  "b",
  "c",
  "aa",
  "ab",
  "name",
  "$x",
  "/y",
  "0",
  "1",
  "-1",
  "",
  "é",
  "a b",
  "a.b",
  "*",
  "日本",
  'q"t',
  "b\\s",
];
const texts = [
  "",
  "a",
  "b",
  "abc",
  "1",
  "1.0",
  "2020-01-01",
  "{x}",
  "[y]",
  "null",
  "true",
  "é",
  "😀",
  'q"t',
  "b\\s",
  "t\tn\n",
  "\u0001\u001f\u007f",
  "-5x",
  "/",
  "a.b",
];
const numbers = [
  "0",
  "-0",
  "1",
  "-1",
  "1.0",
  "1.00",
  "10",
  "2.5",
  "12.50",
  "-3.25",
  "1e5",
  "1E-3",
  "1.5e+2",
  "-0.0",
  "0e3",
  "0.1",
  "123456789012345678901234567890",
  "1e20",
  "0.00001",
  "9007199254740993",
  "1.7976931348623157e308",
  "18446744073709551616",
];

export function jsonTexts(seed: number): JsonTexts {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const blank = (): string => pick(["", "", "", " ", "\n", "  "]);
  const written = (text: string): string => {
    const plain = JSON.stringify(text);
    return below(8) === 0 ? plain.replaceAll("a", "\\u0061").replaceAll("/", "\\/").replaceAll("é", "\\u00E9") : plain;
  };
  const key = (): string => pick(keys);
  const text = (): string => pick(texts);
  const value = (depth = 3): string => {
    const kind = below(depth > 0 ? 10 : 5);
    if (kind === 0) return pick(["true", "false", "null"]);
    if (kind <= 2) return pick(numbers);
    if (kind <= 4) return written(text());
    const items = Array.from({ length: below(5) }, () => {
      const item = value(depth - 1);
      return `${blank()}${kind <= 6 ? "" : `${written(key())}${blank()}:${blank()}`}${item}${blank()}`;
    }).join(",");
    return kind <= 6 ? `[${items}]` : `{${items}}`;
  };
  return { below, pick, value, key, text };
}
