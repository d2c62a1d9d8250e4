// What a session is doing, for those who watch: `sluice.sessions`.

import type { Clock } from "../clock.js";
import type { TransactionStatus } from "../protocol/backend.js";

export type SessionState = "idle" | "active" | "waiting" | "idle in transaction" | "idle in transaction (aborted)";
export type WaitEvent = "ClientRead" | "ClientWrite" | "Admission";

const idleStates = {
  I: "idle",
  T: "idle in transaction",
  E: "idle in transaction (aborted)",
} as const satisfies Record<TransactionStatus, SessionState>;

/** A query's text is kept, up to a character's end, as far as it helps to recognise it, as PostgreSQL does (track_activity_query_size). */
const queryCharactersMax = 1_024;

export class Activity {
  readonly #clock: Clock;
  readonly begunAt: Date;
  state: SessionState = "idle";
  waitEvent: WaitEvent | undefined = "ClientRead";
  /** The present statement's text, or the last one's. */
  query = "";
  queryStartedAt: Date | undefined;
  /** Of the present transaction, a statement's own too. */
  transactionStartedAt: Date | undefined;
  /** As the audit log knows the present statement, or the last one. */
  statementId: string | undefined;
  stateChangedAt: Date;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.begunAt = clock.now();
    this.stateChangedAt = this.begunAt;
  }

  now(): Date {
    return this.#clock.now();
  }

  startQuery(sql: string): void {
    this.query = sql.slice(0, queryCharactersMax).replace(/[\ud800-\udbff]$/, "");
    this.queryStartedAt = this.#clock.now();
    this.transactionStartedAt ??= this.queryStartedAt;
    this.#change("active", undefined);
  }

  /** The engine's word: it waits for its turn, or has it. */
  follow(state: "waiting" | "running"): void {
    if (state === "waiting") this.#change("waiting", "Admission");
    else this.#change("active", undefined);
  }

  /** Another transaction, at once: AND CHAIN. */
  startTransaction(): void {
    this.transactionStartedAt = this.#clock.now();
  }

  rest(status: TransactionStatus): void {
    if (status === "I") this.transactionStartedAt = undefined;
    this.#change(idleStates[status], "ClientRead");
  }

  /** While the task lasts, the client is what everything waits for. */
  async awaitClient(task: Promise<void>): Promise<void> {
    this.waitEvent = "ClientWrite";
    try {
      await task;
    } finally {
      this.waitEvent = undefined;
    }
  }

  #change(state: SessionState, waitEvent: WaitEvent | undefined): void {
    this.waitEvent = waitEvent;
    if (this.state === state) return;
    this.state = state;
    this.stateChangedAt = this.#clock.now();
  }
}
