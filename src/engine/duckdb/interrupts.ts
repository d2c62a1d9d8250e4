// Stops the call that is under way on a connection.
import duckdb from "@duckdb/node-bindings";

/** One that comes before the call began is lost, so it is sent again and again, until `end`. */
const everyMs = 20;

export class Interrupts {
  readonly #connection: duckdb.Connection;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: duckdb.Connection) {
    this.#connection = connection;
  }

  begin(): void {
    if (this.#timer !== undefined) return;
    duckdb.interrupt(this.#connection);
    this.#timer = setInterval(() => duckdb.interrupt(this.#connection), everyMs);
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
