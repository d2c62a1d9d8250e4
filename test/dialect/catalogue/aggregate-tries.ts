// Aggregates over rows: some, one, none, distinct, filtered, ordered, grouped; and as window functions. And window functions.
import type { Entry } from "./entries.js";
import type { Instance } from "./instances.js";
import type { Group } from "./operands.js";
import { callOf } from "./tries.js";
import type { Trial } from "./trial.js";
import { constant } from "./values.js";

const windows = [
  "ORDER BY o.i",
  "PARTITION BY o.i % 2 ORDER BY o.i",
  "ORDER BY o.i ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING",
  "ORDER BY o.i DESC RANGE BETWEEN 2 PRECEDING AND CURRENT ROW",
];

/** Its rows have peers, whose order is nobody's: for what does not depend on it. */
const windowOfPeers = "ORDER BY o.i / 3";

const isOfPeers = ({ name }: Entry): boolean => /^(rank|dense_rank|percent_rank|cume_dist)$/.test(name);

/** It answers otherwise when its rows come in another order. */
function dependsOnOrder({ name, parameters }: Entry): boolean {
  return /_agg$|^(min|max)$/.test(name) || parameters.some((type) => /float/.test(type));
}

export async function tryAggregate(trial: Trial, instance: Instance, group: Group | undefined): Promise<void> {
  const { entry } = trial;
  const { aggregate, parameters } = entry;
  if (aggregate !== undefined && aggregate.kind !== "n") return tryOrderedSet(trial, instance, group);
  if (parameters.length === 0) return tryAll(trial, statementsOver(entry, 0, "count(*)", undefined));
  await tryAll(trial, [overValues(trial, instance, instance.rows.length), overValues(trial, instance, usualRows)]);
  if (group === undefined) return;
  const call = callOf(entry, group.columns);
  await tryAll(trial, statementsOver(entry, group.id, call, group.columns));
}

/** The first rows of an instance have usual values. */
const usualRows = 3;

function statementsOver(
  entry: Entry,
  id: number,
  call: string,
  columns: readonly string[] | undefined,
): readonly string[] {
  const rows = `FROM operands o WHERE o.g = ${id}`;
  const inside = (before: string, after: string) =>
    call.replace(/\((.*)\)$/, (_, list) => `(${before}${list}${after})`);
  return [
    `SELECT ${call} ${rows} AND o.i < ${usualRows}`,
    `SELECT ${call} ${rows}`,
    `SELECT ${call} ${rows} AND o.i < 0`,
    `SELECT ${call} ${rows} AND o.i = 1`,
    ...(columns === undefined
      ? []
      : [
          `SELECT ${inside("DISTINCT ", ` ORDER BY ${columns.join(", ")}`)} ${rows} AND o.i < ${usualRows + 3}`,
          `SELECT ${inside("", " ORDER BY o.i DESC")} ${rows} AND o.i < ${usualRows + 3}`,
        ]),
    `SELECT ${call} FILTER (WHERE o.i % 2 = 0) ${rows} AND o.i < ${usualRows + 3}`,
    `SELECT o.i % 3, ${dependsOnOrder(entry) ? inside("", " ORDER BY o.i") : call} ${rows} AND o.i < 7 GROUP BY 1 ORDER BY 1`,
    ...[...windows, ...(dependsOnOrder(entry) ? [] : [windowOfPeers])].map(
      (window) => `SELECT o.i, ${call} OVER (${window}) ${rows} AND o.i < 8 ORDER BY o.i`,
    ),
  ];
}

function overValues({ entry }: Trial, { types, rows }: Instance, count: number): string {
  const lines = rows
    .slice(0, count)
    .map((row) => `(${row.map((value, place) => constant(value, types[place] ?? "text")).join(", ")})`);
  const names = types.map((_, place) => `a${place}`);
  return `SELECT ${callOf(
    entry,
    names.map((name) => `v.${name}`),
  )} FROM (VALUES ${lines.join(", ")}) AS v(${names.join(", ")})`;
}

const fractions = ["0.5", "0", "1", "0.3", "2", null];
const fractionLists = ["{0.25,0.5,0.75}", "{0,NULL,1}", "{}"];

async function tryOrderedSet(trial: Trial, { types, rows }: Instance, group: Group | undefined): Promise<void> {
  const { entry } = trial;
  const isHypothetical = entry.aggregate?.kind === "h";
  const sorted = group?.columns.at(-1);
  if (sorted === undefined || group === undefined) return;
  const type = types.at(-1) ?? "text";
  const direct = isHypothetical
    ? rows.slice(0, 4).map((row) => constant(row.at(-1) ?? null, type))
    : types.length === 1
      ? [""]
      : types[0] === "_float8"
        ? fractionLists.map((list) => constant(list, "_float8"))
        : fractions.map((fraction) => constant(fraction, "float8"));
  const from = `FROM operands o WHERE o.g = ${group.id}`;
  const statements = direct.flatMap((given) => [
    `SELECT ${entry.spelled}(${given}) WITHIN GROUP (ORDER BY ${sorted}) ${from} AND o.i < ${usualRows + 2}`,
    `SELECT ${entry.spelled}(${given}) WITHIN GROUP (ORDER BY ${sorted} DESC) ${from} AND o.i < ${usualRows + 2}`,
    `SELECT ${entry.spelled}(${given}) WITHIN GROUP (ORDER BY ${sorted}) ${from} AND o.i < 0`,
    `SELECT o.i % 2, ${entry.spelled}(${given}) WITHIN GROUP (ORDER BY ${sorted}) ${from} GROUP BY 1 ORDER BY 1`,
  ]);
  await tryAll(trial, statements);
}

export async function tryWindow(trial: Trial, { types }: Instance, group: Group | undefined): Promise<void> {
  const { entry } = trial;
  if (group === undefined) return;
  const [column = ""] = group.columns;
  const over = isOfPeers(entry) ? [...windows, windowOfPeers] : windows;
  const statements = windowArguments(entry, column, types[0] ?? "").flatMap((list) =>
    over.map(
      (window) =>
        `SELECT o.i, ${callOf(entry, list)} OVER (${window}) FROM operands o WHERE o.g = ${group.id} AND o.i < 9 ORDER BY o.i`,
    ),
  );
  await tryAll(trial, statements);
}

const defaults: Readonly<Record<string, string>> = { int4: "9", text: "none", numeric: "2020", date: "2020-01-01" };

function windowArguments({ name, parameters }: Entry, column: string, type: string): readonly (readonly string[])[] {
  if (parameters.length === 0) return [[]];
  if (name === "ntile") return ["3", "1", "0"].map((count) => [constant(count, "int4")]);
  if (parameters.length === 1) return [[column]];
  const rest = parameters.length === 2 ? [] : [constant(defaults[type] ?? null, type)];
  return ["1", "2", "0", "-1"].map((offset) => [column, constant(offset, "int4"), ...rest]);
}

async function tryAll(trial: Trial, statements: readonly string[]): Promise<void> {
  for (const sql of statements) {
    const verdict = await trial.compare(sql);
    // There is no such function.
    if (verdict?.kind === "different" && verdict.ours.startsWith("42883")) return;
  }
}
