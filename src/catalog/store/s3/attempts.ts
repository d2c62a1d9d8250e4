// The one loop that tries a request again: bounded in count and in time, and never longer than its caller wants.
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { S3Failure } from "./failures.js";
import { type Patience, pauseMs } from "./patience.js";

export interface Attempt {
  /** Counts from 1. Beyond it, an earlier one may have done its work without an answer. */
  readonly number: number;
  /** Ends it: the caller, the time that is up, or the store that is closed. */
  readonly signal: AbortSignal;
  /** Gives the request time for so many bytes, once it is known how many there are. */
  expectBytes(bytes: number): void;
}

export interface AttemptOptions {
  readonly patience: Patience;
  readonly signals: readonly AbortSignal[];
  readonly random: () => number;
}

/**
 * The SDK's own loop is switched off (`maxAttempts: 1`): it is done when the head of an answer is there, and bodies that break
 * come after that. Two loops, one in the other, would multiply.
 * @throws S3Failure, the last one; whatever else `work` throws; the reason of a signal.
 */
export async function withRetries<T>(
  { patience, signals, random }: AttemptOptions,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const clock = new RequestClock(patience, signals);
  let last: S3Failure | undefined;
  try {
    for (let number = 1; ; number += 1) {
      try {
        return await clock.race(
          work({ number, signal: clock.signal, expectBytes: (bytes) => clock.expectBytes(bytes) }),
        );
      } catch (thrown) {
        if (clock.signal.aborted) throw clock.reasonAfter(last);
        if (!(thrown instanceof S3Failure) || !thrown.isTransient || number >= patience.attemptsMax) throw thrown;
        last = thrown;
      }
      await sleep(pauseMs(patience, number, random), undefined, { signal: clock.signal }).catch(() => {
        throw clock.reasonAfter(last);
      });
    }
  } finally {
    clock.stop();
  }
}

/** Pulls the cord when the time is up or when one of the callers' signals does. */
class RequestClock {
  readonly #controller = new AbortController();
  readonly #patience: Patience;
  readonly #signals: readonly AbortSignal[];
  readonly #startedAt = performance.now();
  readonly #aborted: Promise<never>;
  #timer: NodeJS.Timeout;
  #msMax: number;

  constructor(patience: Patience, signals: readonly AbortSignal[]) {
    this.#patience = patience;
    this.#signals = signals;
    this.#msMax = patience.requestMsMax;
    this.#timer = this.#wind();
    this.#aborted = new Promise((_, reject) => {
      this.signal.addEventListener("abort", () => reject(this.signal.reason as Error), { once: true });
    });
    // Nobody need be waiting at that moment.
    this.#aborted.catch(() => undefined);
    // Not AbortSignal.any: what follows a signal that lives as long as the store would be kept as long.
    for (const signal of signals) {
      // A statement, and a store, may have many requests under way.
      setMaxListeners(0, signal);
      if (signal.aborted) this.#controller.abort(signal.reason);
      else signal.addEventListener("abort", this.#follow);
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What does not listen to the signal, a look-up of credentials for one, is left to itself. */
  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#aborted]);
  }

  expectBytes(bytes: number): void {
    this.#msMax = this.#patience.requestMsMax + bytes / this.#patience.bytesPerMsMin;
    clearTimeout(this.#timer);
    this.#timer = this.#wind();
  }

  /** That time is up tells less than what went wrong before. */
  reasonAfter(last: S3Failure | undefined): unknown {
    return this.signal.reason instanceof TimeIsUp && last !== undefined ? last : this.signal.reason;
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const signal of this.#signals) signal.removeEventListener("abort", this.#follow);
  }

  #wind(): NodeJS.Timeout {
    const leftMs = Math.max(0, this.#msMax - (performance.now() - this.#startedAt));
    return setTimeout(() => this.#controller.abort(new TimeIsUp("stalled")), leftMs);
  }

  readonly #follow = (event: Event): void => {
    this.#controller.abort((event.target as AbortSignal).reason);
  };
}

class TimeIsUp extends S3Failure {}
