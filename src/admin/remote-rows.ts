// Rows of another PostgreSQL, as ingest_db takes them: declared here, made by the part that speaks PostgreSQL's protocol (src/wire/remote).
import type { Column } from "../catalog/api.js";
import type { Batch, IncomingColumn, Notice } from "../engine/api.js";

export interface RemoteQuery {
  /** Of the connection, in the config file. */
  readonly connection: string;
  readonly query: string;
  /** Stops it here and there. */
  readonly signal: AbortSignal;
}

export interface RemoteRows {
  /** What a dataset of them would have. */
  readonly columns: readonly Column[];
  /** What is to be known of how their types were taken. */
  readonly notices: readonly Notice[];
  /** To be read once, as values of these columns, which are named as those of the query are. Not pulling is back-pressure. */
  read(columns: readonly IncomingColumn[]): AsyncIterable<Batch>;
}

export interface RemoteDatabases {
  /**
   * Runs the query in a read-only transaction over there, which is over when `use` is.
   * @throws UndefinedObject (42704) for a connection that is not configured; class 08 when nobody answers; what the query fails with.
   */
  query<T>(query: RemoteQuery, use: (rows: RemoteRows) => Promise<T>): Promise<T>;
}
