// What a session is running, and every way to stop it: cancel, timeout, a vanished client, the end of the gateway.

import { type PgError, StatementTimeout } from "../../errors.js";
import type { Clock, Timer } from "../clock.js";

export class Runs {
  readonly #clock: Clock;
  /** Aborted once, when the session has to end. */
  readonly #life = new AbortController();
  #current: AbortController | undefined;
  /** Came while the present message was worked on, perhaps between two runs. */
  #canceledBy: PgError | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Aborted with the session. */
  get life(): AbortSignal {
    return this.#life.signal;
  }

  /** A new message: what was canceled before it is over. */
  beginMessage(): void {
    this.#canceledBy = undefined;
  }

  /** For the steps that no signal reaches. */
  throwIfCanceled(): void {
    this.#life.signal.throwIfAborted();
    if (this.#canceledBy !== undefined) throw this.#canceledBy;
  }

  /**
   * Runs a task that the controller's signal reaches; a timeout of 0 is none. What it throws once the signal is
   * aborted is the signal's reason, whatever it was before: an interrupted part may fail in its own way.
   */
  async run<T>(controller: AbortController, timeoutMs: number, task: () => Promise<T>): Promise<T> {
    this.throwIfCanceled();
    const timer = this.#startTimer(controller, timeoutMs);
    const outer = this.#current;
    this.#current = controller;
    try {
      return await task();
    } catch (thrown) {
      controller.signal.throwIfAborted();
      throw thrown;
    } finally {
      this.#current = outer;
      timer?.cancel();
    }
  }

  /** Stops what runs. Comes too late where nothing does, and that is all right. */
  cancel(reason: PgError): void {
    this.#canceledBy = reason;
    this.#current?.abort(reason);
  }

  /** Stops what runs, and whatever would. */
  endLife(reason: PgError): void {
    this.#life.abort(reason);
    this.#current?.abort(reason);
  }

  #startTimer(controller: AbortController, timeoutMs: number): Timer | undefined {
    if (timeoutMs === 0) return undefined;
    return this.#clock.after(timeoutMs, () => {
      controller.abort(new StatementTimeout());
    });
  }
}
