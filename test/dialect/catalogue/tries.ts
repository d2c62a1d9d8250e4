// Functions and operators over constants, which are folded, and over columns, which are run as vectors.
import type { Answer } from "../../support/twin.js";
import { verdictOf } from "../../support/verdict.js";
import type { Entry } from "./entries.js";
import type { Instance } from "./instances.js";
import type { Group } from "./operands.js";
import { isOfMachine, isOfMoment, type Trial } from "./trial.js";
import { constant } from "./values.js";

/** Words of SQL's that are written as any name is. */
const plainWords = new Set(["left", "right", "substring", "overlay", "overlaps"]);

export function callOf(entry: Entry, argumentList: readonly string[], isVariadic = false): string {
  const { kind, name, spelled } = entry;
  if (kind === "cast") return `${argumentList.join("")}::${spelled}`;
  if (kind === "operator") {
    const [left = "", right] = argumentList;
    return right === undefined ? `${name} ${left}` : `${left} ${name} ${right}`;
  }
  const listed = argumentList.map((one, place) =>
    isVariadic && place === argumentList.length - 1 ? `VARIADIC ${one}` : one,
  );
  return `${plainWords.has(name) ? name : spelled}(${listed.join(", ")})`;
}

export function constantCalls(entry: Entry, { types, rows, isVariadic }: Instance): readonly string[] {
  return rows.map((row) => {
    const constants = row.map((value, place) => constant(value, types[place] ?? "text"));
    return callOf(entry, constants, isVariadic);
  });
}

export async function tryScalar(trial: Trial, instance: Instance, group: Group | undefined): Promise<void> {
  const calls = constantCalls(trial.entry, instance);
  const { good, bad } = await tryConstants(trial, calls);
  if (group === undefined || isOfMoment(trial.entry)) return;
  await tryColumns(trial, instance, group, calls, { good, bad });
}

interface Rows {
  /** Their numbers: those that PostgreSQL answers, and those that are errors to it. */
  readonly good: readonly number[];
  readonly bad: readonly number[];
}

async function tryConstants(trial: Trial, calls: readonly string[]): Promise<Rows> {
  const expected = await answersOf(trial, calls);
  const numbers = [...calls.keys()];
  const good = numbers.filter((i) => expected[i]?.kind === "rows");
  const bad = numbers.filter((i) => expected[i]?.kind === "error" && !isOfMachine(expected[i]));
  const statement = (i: number) => `SELECT ${calls[i] ?? ""}`;
  if (good.length > 0) {
    const together = `SELECT ${good.map((i) => calls[i]).join(", ")}`;
    const answer = isOfMoment(trial.entry) || good.length === 1 ? undefined : await trial.askOurs(together);
    if (answer?.kind === "rows") {
      for (const [place, i] of good.entries()) {
        const theirs = expected[i];
        if (theirs !== undefined) trial.add(statement(i), verdictOf(theirs, slotOf(answer, place), true));
      }
    } else {
      await trySingly(trial, good.map(statement));
    }
  }
  await trySingly(trial, bad.map(statement));
  return { good, bad };
}

/** Until one fails where it should not: the others do so, too. */
async function trySingly(trial: Trial, statements: readonly string[]): Promise<void> {
  for (const sql of statements) {
    const verdict = await trial.compare(sql);
    if (verdict?.kind === "different") return;
  }
}

/** PostgreSQL's, of each call. All in one statement, unless one of them is an error. */
async function answersOf(trial: Trial, calls: readonly string[]): Promise<readonly Answer[]> {
  const together = await trial.askTheirs(`SELECT ${calls.join(", ")}`);
  if (together.kind === "rows") return calls.map((_, place) => slotOf(together, place));
  const answers: Answer[] = [];
  for (const call of calls) answers.push(await trial.askTheirs(`SELECT ${call}`));
  return answers;
}

type RowsAnswer = Extract<Answer, { kind: "rows" }>;

/** One column of a wide row. */
function slotOf({ columns, text, binary }: RowsAnswer, place: number): Answer {
  const only = (rows: typeof text) => rows.map((row) => [row[place] ?? null]);
  return { kind: "rows", columns: columns.slice(place, place + 1), text: only(text), binary: only(binary) };
}

const badRowsTried = 3;

async function tryColumns(
  trial: Trial,
  { isVariadic }: Instance,
  group: Group,
  calls: readonly string[],
  { good, bad }: Rows,
): Promise<void> {
  const call = callOf(trial.entry, group.columns, isVariadic);
  const select = (rows: readonly number[]) =>
    `SELECT o.i, ${call} FROM operands o WHERE o.g = ${group.id} AND o.i IN (${rows.join(", ")}) ORDER BY o.i`;
  const named = (i: number) => `SELECT ${calls[i] ?? ""} -- as columns`;
  const ask = (sql: string) => Promise.all([trial.askTheirs(sql), trial.askOurs(sql)]);
  const tryRow = async (i: number): Promise<void> => {
    const [theirs, ours] = await ask(select([i]));
    if (!isOfMachine(theirs)) trial.addWithin(named(i), rowOf(theirs, 0), rowOf(ours, 0));
  };
  /** False: one of them fails, and so all do. */
  const tryTogether = async (rows: readonly number[]): Promise<boolean> => {
    const [theirs, ours] = await ask(select(rows));
    if (theirs.kind !== "rows" || ours.kind !== "rows" || ours.text.length !== rows.length) return false;
    for (const [place, i] of rows.entries()) {
      trial.add(named(i), verdictOf(rowOf(theirs, place), rowOf(ours, place), true));
    }
    return true;
  };
  const held = good.filter((i) => group.has.has(i));
  if (held.length > 0 && !(await tryTogether(held))) {
    for (const i of held) {
      await tryRow(i);
      if (trial.isDifferent) break;
    }
  }
  for (const i of bad.filter((one) => group.has.has(one)).slice(0, badRowsTried)) await tryRow(i);
}

/** Without its number. */
function rowOf(answer: Answer, place: number): Answer {
  if (answer.kind !== "rows") return answer;
  const only = (rows: typeof answer.text) => rows.slice(place, place + 1).map((row) => row.slice(1));
  return { kind: "rows", columns: answer.columns.slice(1), text: only(answer.text), binary: only(answer.binary) };
}

export async function trySet(trial: Trial, instance: Instance, group: Group | undefined): Promise<void> {
  const calls = constantCalls(trial.entry, instance);
  for (const call of calls) {
    await trial.compare(`SELECT * FROM ${call}`, { isOrdered: true });
    if (trial.isDifferent) break;
  }
  for (const call of calls.slice(0, 3)) await trial.compare(`SELECT ${call}`, { isOrdered: true });
  if (group === undefined) return;
  const call = callOf(trial.entry, group.columns, instance.isVariadic);
  for (const i of [...group.has].slice(0, 8)) {
    const sql = `SELECT o.i, f.* FROM operands o, ${call} WITH ORDINALITY AS f WHERE o.g = ${group.id} AND o.i = ${i} ORDER BY f.ordinality`;
    await trial.compare(sql, { named: `SELECT * FROM ${calls[i] ?? ""} WITH ORDINALITY -- as columns` });
    if (trial.isDifferent) break;
  }
}
