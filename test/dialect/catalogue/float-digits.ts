// Floating-point numbers that were added up: PostgreSQL's own last digits depend on the order in which it takes the rows. They are compared to
// fourteen digits.
import type { Answer } from "../../support/twin.js";

const digits = 14;
const floats: ReadonlySet<number> = new Set([700, 701, 1021, 1022]);

export function withFewerDigits(answer: Answer): Answer {
  if (answer.kind !== "rows" || !answer.columns.some(({ oid }) => floats.has(oid))) return answer;
  const rounded = answer.text.map((row) =>
    row.map((value, column) => {
      if (value === null || !floats.has(answer.columns[column]?.oid ?? 0)) return value;
      const text = value.toString().replaceAll(/-?\d[\d.]*(?:e[-+]?\d+)?/g, (one) => Number(one).toPrecision(digits));
      return Buffer.from(text);
    }),
  );
  // What a binary value is, its text has told.
  const binary = answer.binary.map((row, at) =>
    row.map((value, column) =>
      floats.has(answer.columns[column]?.oid ?? 0) ? (rounded[at]?.[column] ?? null) : value,
    ),
  );
  return { ...answer, text: rounded, binary };
}
