// Answers whose values are equal, or nearly so, though they are written otherwise.
import { saysOrder } from "../says-order.js";
import type { Answer } from "../twins.js";

export interface Likeness {
  /** Types of the columns that it is about. */
  readonly oids: ReadonlySet<number>;
  /** Of which statements. */
  readonly when?: (sql: string) => boolean;
  /** What is the same once it is written so. */
  readonly plain?: (text: string) => string;
  /** Numbers may differ by so much of themselves. */
  readonly tolerance?: number;
  /** Rows may have been sorted by what differs. */
  readonly isOfOrder?: true;
}

interface Answers {
  readonly sql: string;
  readonly gateway: Answer;
  readonly postgres: Answer;
}

/** Names and types are the same, and each cell is by one of the likenesses. Their binary form follows from the text. */
export function areAlike({ sql, gateway, postgres }: Answers, likenesses: readonly Likeness[]): boolean {
  const fitting = likenesses.filter(({ when }) => when?.(sql) !== false);
  if (gateway.failure !== undefined || postgres.failure !== undefined || fitting.length === 0) return false;
  const heads = [gateway, postgres].map(({ columns }) => JSON.stringify(columns));
  if (heads[0] !== heads[1] || gateway.text.length !== postgres.text.length) return false;
  const isBag = !saysOrder(sql) || fitting.some(({ isOfOrder }) => isOfOrder === true);
  const [here = [], there = []] = [gateway, postgres].map(({ text }) => (isBag ? sorted(text, fitting) : text));
  return here.every((row, index) => {
    const [left, right] = [row, there[index] ?? "[]"].map((cells) => JSON.parse(cells) as readonly unknown[]);
    return (left ?? []).every((cell, column) =>
      isAlike(
        cell,
        right?.[column] ?? null,
        fitting.filter(({ oids }) => oids.has(postgres.columns[column]?.oid ?? 0)),
      ),
    );
  });
}

const number = /-?\d[\d.]*(?:e[-+]?\d+)?/g;

/** What differs little stands at the same place. */
function sorted(rows: readonly string[], likenesses: readonly Likeness[]): readonly string[] {
  const keyed = rows.map((row) => ({
    row,
    key: plainly(row, likenesses).replaceAll(number, (one) => (Number(one) + 0).toPrecision(6)),
  }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);
}

function plainly(text: string, likenesses: readonly Likeness[]): string {
  return likenesses.reduce((plain, likeness) => likeness.plain?.(plain) ?? plain, text);
}

function isAlike(left: unknown, right: unknown, likenesses: readonly Likeness[]): boolean {
  // Bytes that are no text are objects.
  if (typeof left !== "string" || typeof right !== "string") return JSON.stringify(left) === JSON.stringify(right);
  const [here = "", there = ""] = [left, right].map((text) => plainly(text, likenesses));
  const tolerance = Math.max(0, ...likenesses.map((likeness) => likeness.tolerance ?? 0));
  if (here.replaceAll(number, "0") !== there.replaceAll(number, "0")) return false;
  const numbers = [here, there].map((text) => Array.from(text.matchAll(number), ([one]) => one));
  return (numbers[0] ?? []).every((one, index) => {
    const other = numbers[1]?.[index] ?? "";
    const [a, b] = [Number(one), Number(other)];
    return one === other || (tolerance > 0 && Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b)));
  });
}
