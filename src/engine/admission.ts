// Decides which statements may run: short ones at once, long ones a few at a time, so that neither kind waits behind the other.
import { availableParallelism } from "node:os";
import { PgError } from "../errors.js";
import { limits } from "../limits.js";

/**
 * How long a statement takes shows only when it runs. Each begins in the light lane. One that is still running after
 * `lightMsMax` is moved to the heavy lane if that has room; if not, and none of its rows has left yet, it is stopped, waits for the
 * heavy lane and runs again from the start.
 */
export class Admission {
  readonly #light = new Lane(limits.lightStatementsMax);
  readonly #heavy = new Lane(limits.heavyStatementsMax);
  readonly #planning = new Lane(limits.planningStatementsMax);

  /** Waits for the light lane. `isKnownHeavy`: for the heavy one. */
  async enter(options: {
    readonly isKnownHeavy: boolean;
    readonly signal: AbortSignal;
    readonly onWait: () => void;
  }): Promise<Ticket> {
    const lane = options.isKnownHeavy ? this.#heavy : this.#light;
    await lane.enter(options.signal, options.onWait);
    return new Ticket(lane, this.#heavy);
  }

  /** Waits for a place to plan a statement. */
  async enterPlanning(signal: AbortSignal | undefined): Promise<{ leave(): void }> {
    await this.#planning.enter(signal, () => undefined);
    return this.#planning;
  }
}

/** A place in one of the lanes. */
export class Ticket {
  #lane: Lane | undefined;
  readonly #heavy: Lane;

  constructor(lane: Lane, heavy: Lane) {
    this.#lane = lane;
    this.#heavy = heavy;
  }

  get isHeavy(): boolean {
    return this.#lane === this.#heavy;
  }

  /**
   * How many milliseconds a statement may run before it counts as heavy. Beside heavy ones it gets its share of the processors only, and what
   * is short by itself shall not wait behind them for that.
   */
  get lightMsMax(): number {
    return limits.lightStatementMsMax * (1 + this.#heavy.taken / availableParallelism());
  }

  /** Goes over to the heavy lane if there is room at once. */
  tryPromote(): "promoted" | "full" {
    if (this.#lane === undefined) throw new Error("the place was left already");
    if (this.isHeavy) return "promoted";
    if (!this.#heavy.tryEnter()) return "full";
    this.#lane.leave();
    this.#lane = this.#heavy;
    return "promoted";
  }

  leave(): void {
    this.#lane?.leave();
    this.#lane = undefined;
  }
}

/** So many at once; the others wait in the order they came. */
class Lane {
  readonly #placesMax: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(placesMax: number) {
    this.#placesMax = placesMax;
  }

  get taken(): number {
    return this.#taken;
  }

  tryEnter(): boolean {
    if (this.#taken >= this.#placesMax) return false;
    this.#taken++;
    return true;
  }

  async enter(signal: AbortSignal | undefined, onWait: () => void): Promise<void> {
    signal?.throwIfAborted();
    if (this.tryEnter()) return;
    if (this.#waiting.length >= limits.waitingStatementsMax) {
      throw new PgError("53000", "too many statements are waiting", {
        hint: `The gateway lets ${limits.waitingStatementsMax} wait. Try again later.`,
      });
    }
    onWait();
    await new Promise<void>((resolve, reject) => {
      const admit = () => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(admit), 1);
        reject(signal?.reason as Error);
      };
      this.#waiting.push(admit);
      signal?.addEventListener("abort", giveUp, { once: true });
    });
  }

  leave(): void {
    const next = this.#waiting.shift();
    // The place goes straight to the next one.
    if (next === undefined) this.#taken--;
    else next();
  }
}
