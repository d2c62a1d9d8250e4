// Between an execution and who pulls its batches: once it was stopped for an erasure, no batch gets through, made before or not.
import type { PgError } from "../errors.js";
import type { ExecuteOptions } from "./api.js";

export class ErasureGuard {
  readonly #options: ExecuteOptions;
  readonly #assertFresh: () => void;
  readonly #stop = new AbortController();
  readonly #onAbort = (): void => this.#stop.abort(this.#options.signal.reason);
  #pulls = 0;

  /** `assertFresh` throws when rows may have been erased without this gateway's knowing. */
  constructor(options: ExecuteOptions, assertFresh: () => void) {
    this.#options = options;
    this.#assertFresh = assertFresh;
    if (options.signal.aborted) this.#onAbort();
    else options.signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Aborted with the one that the execution was given, and when it is stopped. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get isPulled(): boolean {
    return this.#pulls > 0;
  }

  async pull<T>(take: () => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    const taken = await this.while(take);
    this.signal.throwIfAborted();
    this.#assertFresh();
    return taken;
  }

  /** Somebody waits for it. */
  async while<T>(work: () => Promise<T>): Promise<T> {
    this.#pulls++;
    try {
      return await work();
    } finally {
      this.#pulls--;
    }
  }

  stop(reason: PgError): void {
    this.#stop.abort(reason);
    this.#options.onOutdated?.(reason);
  }

  end(): void {
    this.#options.signal.removeEventListener("abort", this.#onAbort);
  }
}
