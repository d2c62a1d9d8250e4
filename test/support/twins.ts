// A gateway and a real PostgreSQL 15 with the same tables and the same rows: what is asked of both has to be answered alike.
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "./gateway.js";
import { type Postgres, startPostgres } from "./postgres.js";
import { Twin } from "./twin.js";
import { saysOrder, type Verdict, verdictOf } from "./verdict.js";

/** Of both sessions, unless a suite sets them otherwise. */
const settings = { TimeZone: "UTC", DateStyle: "ISO, MDY", statement_timeout: "10s" };

export interface Twins {
  readonly ours: Twin;
  readonly theirs: Twin;
  /** Runs a statement in both. */
  compare(sql: string, parameters?: readonly (string | null)[]): Promise<Verdict>;
  /** In both sessions. */
  set(name: string, value: string): Promise<void>;
  /** A table in both. Rows as COPY's text format has them. */
  createTable(name: string, columns: string, rows: string): Promise<void>;
  /** After it was lost: a new process on the same data. False: it was there. */
  restartGateway(): Promise<boolean>;
  stop(): Promise<void>;
}

export async function startTwins(): Promise<Twins> {
  const dataDir = makeDataDir();
  const start = () => startGateway(dataDir, { SLUICE_LOG_LEVEL: "warn" });
  let gateway: Gateway;
  let postgres: Postgres;
  [gateway, postgres] = await Promise.all([start(), startPostgres()]);
  const theirs = await likeLake(postgres);
  const twinOf = ({ port, password }: Gateway) => new Twin({ port, password, user: "sluice", database: "lake" });
  let ours = twinOf(gateway);
  const twins: Twins = {
    get ours() {
      return ours;
    },
    theirs,
    compare: async (sql, parameters) => {
      const [expected, found] = await Promise.all([theirs.ask(sql, parameters), ours.ask(sql, parameters)]);
      return verdictOf(expected, found, saysOrder(sql));
    },
    set: async (name, value) => {
      await Promise.all([theirs.set(name, value), ours.set(name, value)]);
    },
    createTable: async (name, columns, rows) => {
      for (const twin of [theirs, ours]) {
        await twin.run(`CREATE TABLE ${name} (${columns})`);
        await twin.run(`COPY ${name} FROM STDIN`, rows);
      }
    },
    restartGateway: async () => {
      if (gateway.process.exitCode === null && gateway.process.signalCode === null) return false;
      const heir = await start();
      gateway = heir;
      ours = twinOf(heir);
      for (const [name, value] of Object.entries(settings)) await ours.set(name, value);
      return true;
    },
    stop: async () => {
      for (const twin of [theirs, ours]) twin.end();
      await Promise.all([gateway.stop(), postgres.stop()]);
      removeDataDir(dataDir);
    },
  };
  for (const [name, value] of Object.entries(settings)) await twins.set(name, value);
  return twins;
}

/** A database of the lake's name, with its collation. */
async function likeLake(postgres: Postgres): Promise<Twin> {
  const client = await postgres.connect();
  await client.query("CREATE DATABASE lake TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'");
  // A role that has a schema of its name would find that first, where the gateway's finds `public`.
  await client.query("ALTER DATABASE lake SET search_path = public");
  await client.end();
  return new Twin({ port: postgres.port, user: postgres.user, database: "lake" });
}
