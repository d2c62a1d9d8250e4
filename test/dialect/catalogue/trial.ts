// What came of one entry: every statement that was tried of it adds a verdict, and the gravest is kept as the example.
import type { Answer } from "../../support/twin.js";
import type { Pair, Twins } from "../../support/twins.js";
import { same, saysOrder, type Verdict, verdictOf } from "../../support/verdict.js";
import type { Entry } from "./entries.js";
import { withFewerDigits } from "./float-digits.js";
import { isBeyondTypes } from "./ranges.js";

export interface Example {
  readonly sql: string;
  readonly theirs: string;
  readonly ours: string;
  readonly what: string;
}

export interface Outcome {
  readonly signature: string;
  readonly kind: "same" | "refused" | "different";
  /** Whether some statement is answered otherwise, and not with an error. */
  readonly isSilent: boolean;
  readonly cases: number;
  /** Errors of the same SQLSTATE with other words. */
  readonly messagesDiffer: number;
  /** Errors that are of a value which its type does not have here. */
  readonly beyondTypes: number;
  readonly example: Example | undefined;
}

/** PostgreSQL's own answer depends on the machine: it ran out of time or of memory. */
export const isOfMachine = (answer: Answer): boolean =>
  answer.kind === "error" && /^(57014|53200)$/.test(answer.sqlstate);

export class Trial {
  readonly entry: Entry;
  readonly #twins: Twins;
  readonly #pair: Pair;
  /** Statements that the gateway did not outlive, or did not answer in time. */
  readonly lost: string[] = [];
  #cases = 0;
  #messagesDiffer = 0;
  #beyondTypes = 0;
  #gravity = 0;
  #example: Example | undefined;

  constructor(entry: Entry, twins: Twins, pair: Pair) {
    this.entry = entry;
    this.#twins = twins;
    this.#pair = pair;
  }

  /** Something differs; what is loud may still be found to be silent elsewhere. */
  get isDifferent(): boolean {
    return this.#gravity > 1;
  }

  /** Some statement goes through with another answer. */
  get isSilent(): boolean {
    return this.#gravity >= silent;
  }

  add(sql: string, verdict: Verdict): Verdict {
    this.#cases++;
    if (verdict.kind === "same") {
      if (!verdict.isMessageSame) this.#messagesDiffer++;
      return verdict;
    }
    const what = verdict.kind === "refused" ? "refused" : verdict.what;
    const gravity = gravityOf(verdict);
    if (gravity > this.#gravity) {
      this.#gravity = gravity;
      this.#example = { sql, theirs: verdict.theirs, ours: verdict.ours, what };
    }
    return verdict;
  }

  /** One statement in both. */
  async compare(sql: string, { isOrdered = saysOrder(sql), named = sql } = {}): Promise<Verdict | undefined> {
    const [theirs, ours] = await Promise.all([this.askTheirs(sql), this.askOurs(sql)]);
    if (isOfMachine(theirs)) return undefined;
    const verdict = verdictOf(this.#masked(theirs), this.#masked(ours), isOrdered);
    if (verdict.kind !== "same" && isBeyondTypes(sql, theirs, ours)) {
      this.#beyondTypes++;
      return same;
    }
    return this.add(named, verdict);
  }

  /** Of one row of several. */
  addWithin(named: string, theirs: Answer, ours: Answer): void {
    const verdict = verdictOf(theirs, ours, true);
    if (verdict.kind !== "same" && isBeyondTypes(named, theirs, ours)) this.#beyondTypes++;
    else this.add(named, verdict);
  }

  askTheirs(sql: string): Promise<Answer> {
    return this.#pair.theirs.ask(sql);
  }

  async askOurs(sql: string): Promise<Answer> {
    const answer = await this.#pair.ours.ask(sql);
    if (answer.kind === "lost") {
      this.lost.push(`${sql} -- ${answer.why}`);
      if (await this.#twins.reviveGateway()) this.lost.push("(the gateway's process had ended)");
    }
    return answer;
  }

  outcome(): Outcome {
    const { signature } = this.entry;
    const kind = this.#gravity === 0 ? "same" : this.#gravity === 1 ? "refused" : "different";
    const counts = { cases: this.#cases, messagesDiffer: this.#messagesDiffer, beyondTypes: this.#beyondTypes };
    return { signature, kind, isSilent: this.isSilent, ...counts, example: this.#example };
  }

  /** What is another value at each call, and on each server: only whether there is one. */
  #masked(answer: Answer): Answer {
    if (this.entry.kind === "aggregate") return withFewerDigits(answer);
    if (answer.kind !== "rows" || !isOfMoment(this.entry)) return answer;
    const mask = (rows: typeof answer.text) =>
      rows.map((row) => row.map((value) => (value === null ? null : Buffer.from("value"))));
    return { ...answer, text: mask(answer.text), binary: mask(answer.binary) };
  }
}

const ofMoment = /^(now|transaction_timestamp|statement_timestamp|version|current_query|pg_backend_pid)$/;

export function isOfMoment({ name, isVolatile }: Entry): boolean {
  return (isVolatile && !/^(pg_sleep|setseed|set_config)$/.test(name)) || ofMoment.test(name);
}

const silent = 3;

/** Refused; loud; another type or name of a right value; another answer; gone. */
function gravityOf(verdict: Exclude<Verdict, { kind: "same" }>): number {
  if (verdict.kind === "refused") return 1;
  if (verdict.what === "lost") return 9;
  if (verdict.what === "sqlstate") return /^[0-9A-Z]{5} /.test(verdict.ours) ? 2 : 7;
  if (verdict.what === "names") return silent;
  if (verdict.what === "types") return 4;
  return verdict.what === "binary" ? 5 : 6;
}
