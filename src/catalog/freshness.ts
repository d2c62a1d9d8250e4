// Keeps the catalog's state up to date, and knows for how long it has not been confirmed.
import { IoError } from "../errors.js";
import type { Catalog } from "./api.js";

export interface FreshnessOptions {
  readonly catalog: Catalog;
  readonly pollMs: number;
  /** Without a sight of the journal's head for so long, no data is answered: an erased row must never be served. */
  readonly staleMsMax: number;
  /** Monotonic, in ms. */
  readonly now: () => number;
  readonly warn: (message: string, cause: unknown) => void;
}

export class Freshness {
  readonly #options: FreshnessOptions;
  #confirmedAt: number;
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;

  /** Begins to poll; the catalog was just read. */
  constructor(options: FreshnessOptions) {
    this.#options = options;
    this.#confirmedAt = options.now();
    this.#schedule();
  }

  /** @throws IoError (58030) when the state may be too old to answer from. */
  assertFresh(): void {
    const { now, staleMsMax } = this.#options;
    if (now() - this.#confirmedAt <= staleMsMax) return;
    throw new IoError("the catalog is out of reach", {
      hint: "No data is answered until the gateway has seen the newest state of the catalog. Try again later.",
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => void this.#poll(), this.#options.pollMs).unref();
  }

  async #poll(): Promise<void> {
    const { catalog, now, warn } = this.#options;
    // What is confirmed is the state as of the question, not of the answer.
    const askedAt = now();
    try {
      await catalog.refresh();
      this.#confirmedAt = askedAt;
      this.#isFailing = false;
    } catch (thrown) {
      // It is told once per outage, and statements are refused when it lasts.
      if (!this.#isFailing) warn("the catalog could not be read", thrown);
      this.#isFailing = true;
    }
    if (this.#timer !== undefined) this.#schedule();
  }
}
