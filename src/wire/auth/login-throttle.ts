// Slows who guesses passwords: the more often an address has failed as a role, the longer its next try waits for its turn.
import { limits } from "../../limits.js";

interface Failures {
  readonly count: number;
  readonly lastAt: number;
  /** When the next try may begin. Tries at once wait one after another. */
  readonly nextAt: number;
}

const none: Failures = { count: 0, lastAt: 0, nextAt: 0 };

/** Times are in milliseconds of one clock, which the caller has. */
export class LoginThrottle {
  /** By address and role, and by address alone; the least recently failed first. */
  readonly #failures = new Map<string, Failures>();

  /** How long this try has to wait; it has then taken its turn. */
  enter(address: string, role: string, now: number): number {
    return Math.max(...keysOf(address, role).map(({ key, freeMax }) => this.#takeTurn(key, freeMax, now)));
  }

  failed(address: string, role: string, now: number): void {
    for (const { key } of keysOf(address, role)) {
      const before = this.#recent(key, now);
      this.#failures.delete(key);
      this.#failures.set(key, { ...before, count: before.count + 1, lastAt: now });
    }
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= limits.loginFailuresKeptMax) break;
      this.#failures.delete(key);
    }
  }

  /** The role is in; what its address did as others still counts. */
  succeeded(address: string, role: string): void {
    const [own] = keysOf(address, role);
    this.#failures.delete(own.key);
  }

  #takeTurn(key: string, freeMax: number, now: number): number {
    const failures = this.#recent(key, now);
    if (failures.count < freeMax) return 0;
    const delayMs = Math.min(
      limits.loginDelayMsMax,
      limits.loginDelayMsMin * 2 ** Math.min(failures.count - freeMax, 30),
    );
    const turn = Math.max(now, failures.nextAt) + delayMs;
    this.#failures.set(key, { ...failures, nextAt: turn });
    return turn - now;
  }

  #recent(key: string, now: number): Failures {
    const known = this.#failures.get(key) ?? none;
    return now - known.lastAt > limits.loginFailureMsMax ? none : known;
  }
}

/** Many users may sit behind one address, so it alone counts for less. */
function keysOf(address: string, role: string) {
  return [
    { key: `${address}\0${role.slice(0, limits.identifierBytesMax)}`, freeMax: limits.loginFailuresFree },
    { key: address, freeMax: limits.loginFailuresFreePerAddress },
  ] as const;
}
