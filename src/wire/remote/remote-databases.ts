// Reads rows of other PostgreSQL servers, by a cursor, through the driver `pg`.
import pg from "pg";
import type { Batch, IncomingColumn } from "../../engine/api.js";
import { PgError, UndefinedObject } from "../../errors.js";
import { limits } from "../../limits.js";
import { createRemoteRows } from "./remote-row-decoder.js";
import { sourceColumns, type SourceField } from "./source-columns.js";

/** As the config file has it. */
export interface RemoteConnection {
  /** `postgresql://user@host:port/database?sslmode=...` */
  readonly url: string;
  /** Absent: that of the URL, or none. */
  readonly password?: string | undefined;
}

interface RemoteRows {
  readonly columns: ReturnType<typeof sourceColumns>["columns"];
  readonly notices: ReturnType<typeof sourceColumns>["notices"];
  read(columns: readonly IncomingColumn[]): AsyncIterable<Batch>;
}

/** Values come as text, which says the same whatever the other server's settings are. */
const settings = [
  "SET datestyle = 'ISO, MDY'",
  "SET intervalstyle = 'postgres'",
  "SET timezone = 'UTC'",
  "SET bytea_output = 'hex'",
  "SET client_encoding = 'UTF8'",
  "SET extra_float_digits = 1",
];

const asText = { getTypeParser: () => (value: string) => value };

export class PgDatabases {
  readonly #connections: ReadonlyMap<string, RemoteConnection>;

  constructor(connections: ReadonlyMap<string, RemoteConnection>) {
    this.#connections = connections;
  }

  async query<T>(
    {
      connection: name,
      query,
      signal,
    }: { readonly connection: string; readonly query: string; readonly signal: AbortSignal },
    use: (rows: RemoteRows) => Promise<T>,
  ): Promise<T> {
    const connection = this.#connections.get(name);
    if (connection === undefined) {
      throw new UndefinedObject(`connection "${name}" does not exist`, {
        hint: "Connections are named in the config file: databases: {name: {url: ...}}.",
      });
    }
    signal.throwIfAborted();
    const client = clientOf(connection);
    // A connection that breaks makes its query fail, which is told.
    client.on("error", () => undefined);
    try {
      await told(name, () => client.connect());
      const processId = await told(name, () => processIdOf(client));
      const stop = (): void => void stopRemote(client, processId, connection);
      signal.addEventListener("abort", stop, { once: true });
      try {
        return await use(await open(name, client, query));
      } finally {
        signal.removeEventListener("abort", stop);
      }
    } catch (thrown) {
      signal.throwIfAborted();
      throw thrown;
    } finally {
      // Nothing is kept over there: the transaction only reads.
      await client.end().catch(() => undefined);
    }
  }
}

function clientOf({ url, password }: RemoteConnection): pg.Client {
  return new pg.Client({
    connectionString: url,
    application_name: "sluice",
    connectionTimeoutMillis: limits.remoteConnectMsMax,
    keepAlive: true,
    ...(password === undefined ? {} : { password }),
  });
}

async function processIdOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return rows[0]?.pid ?? 0;
}

async function open(name: string, client: pg.Client, query: string): Promise<RemoteRows> {
  await told(name, async () => {
    await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    for (const setting of settings) await client.query(setting);
    // One query, as the extended protocol takes no more: a second one would end the transaction that only reads.
    await client.query({
      text: `DECLARE sluice_rows NO SCROLL CURSOR FOR ${query}`,
      queryMode: "extended",
    } as pg.QueryConfig);
  });
  const { fields } = await fetch(name, client, 0);
  const { columns, notices } = sourceColumns(fields);
  return { columns, notices, read: (incoming) => rowsOf(name, client, incoming) };
}

async function* rowsOf(
  name: string,
  client: pg.Client,
  columns: readonly IncomingColumn[],
): AsyncGenerator<Batch, void> {
  const decoder = createRemoteRows(columns, name);
  let count: number = limits.remoteRowsMin;
  for (;;) {
    const { rows, bytes } = await fetch(name, client, count);
    if (rows.length === 0) return;
    yield decoder.decode(rows);
    // As many as are about so many bytes.
    count = Math.min(
      limits.remoteRowsMax,
      Math.max(1, Math.min(2 * count, Math.floor((limits.remoteFetchBytes * rows.length) / Math.max(1, bytes)))),
    );
  }
}

interface Fetched {
  readonly fields: readonly SourceField[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly bytes: number;
}

async function fetch(name: string, client: pg.Client, count: number): Promise<Fetched> {
  const text = `FETCH FORWARD ${count} FROM sluice_rows`;
  const answer = await told(name, () =>
    client.query<(string | null)[]>({ text, rowMode: "array", types: asText } as pg.QueryArrayConfig),
  );
  let bytes = 0;
  for (const row of answer.rows) for (const value of row) bytes += 8 + (value?.length ?? 0);
  return { fields: answer.fields, rows: answer.rows, bytes };
}

/** The other server's own words, and never the URL. */
async function told<T>(name: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (thrown) {
    if (thrown instanceof pg.DatabaseError) {
      throw new PgError(thrown.code ?? "58000", `connection "${name}": ${thrown.message}`, {
        ...(thrown.detail === undefined ? {} : { detail: thrown.detail }),
        ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
        cause: thrown,
      });
    }
    const code = thrown instanceof Error && "code" in thrown ? ` (${String(thrown.code)})` : "";
    throw new PgError("08001", `connection "${name}" could not be used${code}`, {
      hint: "The gateway's log has the details.",
      cause: thrown,
    });
  }
}

/** From a second connection, since the first one is busy; and then that one goes, whether or not the query was stopped. Never rejects. */
async function stopRemote(client: pg.Client, processId: number, connection: RemoteConnection): Promise<void> {
  const other = clientOf(connection);
  other.on("error", () => undefined);
  try {
    await other.connect();
    await other.query("SELECT pg_cancel_backend($1)", [processId]);
  } catch {
    // The other server ends the query by itself, once it finds nobody to send its rows to.
  } finally {
    await Promise.allSettled([other.end(), client.end()]);
  }
}
