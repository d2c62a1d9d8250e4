// Work of the gateway's own: in the lane of long-running work unless it is urgent, on a connection of its own, stopped when its signal
// aborts.
import { QueryCanceled } from "../../errors.js";
import type { Admission } from "../admission.js";
import type { ConnectionPool, PooledConnection } from "./connection-pool.js";
import { Interrupts } from "./interrupts.js";

export class ExclusiveWork {
  readonly #pool: ConnectionPool;
  readonly #admission: Admission;

  constructor(pool: ConnectionPool, admission: Admission) {
    this.#pool = pool;
    this.#admission = admission;
  }

  /** `work` leaves nothing open on the connection. Rejects with the signal's reason when that stopped it. */
  async run<T>(
    { signal, isUrgent = false }: { readonly signal: AbortSignal; readonly isUrgent?: boolean },
    work: (connection: PooledConnection) => Promise<T>,
  ): Promise<T> {
    const ticket = await this.#admission.enter({ isKnownHeavy: !isUrgent, signal, onWait: () => undefined });
    try {
      const connection = await this.#pool.take();
      try {
        return await interruptibly(connection, signal, work);
      } finally {
        this.#pool.giveBack(connection);
      }
    } finally {
      ticket.leave();
    }
  }
}

/** Rejects with the signal's reason when that stopped it. */
export async function interruptibly<T, Connection extends Pick<PooledConnection, "raw">>(
  connection: Connection,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const interrupts = new Interrupts(connection.raw);
  const onAbort = () => interrupts.begin();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    return await work(connection);
  } catch (thrown) {
    throw thrown instanceof QueryCanceled && signal.aborted ? signal.reason : thrown;
  } finally {
    signal.removeEventListener("abort", onAbort);
    interrupts.end();
  }
}
