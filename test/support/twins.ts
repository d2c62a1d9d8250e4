// A gateway and a real PostgreSQL 15 with the same tables and the same rows: what is asked of both has to be answered alike.
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "./gateway.js";
import { type Postgres, startPostgres } from "./postgres.js";
import { Twin, type TwinAddress } from "./twin.js";
import { saysOrder, type Verdict, verdictOf } from "./verdict.js";

/** Of every session, unless a suite sets them otherwise. */
const settings = { TimeZone: "UTC", DateStyle: "ISO, MDY", statement_timeout: "10s" };

/** A session in each. */
export class Pair {
  readonly ours: Twin;
  readonly theirs: Twin;

  constructor(ours: Twin, theirs: Twin) {
    this.ours = ours;
    this.theirs = theirs;
  }

  /** Runs a statement in both. */
  async compare(sql: string, parameters?: readonly (string | null)[]): Promise<Verdict> {
    const [expected, found] = await Promise.all([this.theirs.ask(sql, parameters), this.ours.ask(sql, parameters)]);
    return verdictOf(expected, found, saysOrder(sql));
  }

  async set(name: string, value: string): Promise<void> {
    await Promise.all([this.theirs.set(name, value), this.ours.set(name, value)]);
  }

  end(): void {
    for (const twin of [this.theirs, this.ours]) twin.end();
  }
}

/** Those that are not answered alike, in the same words, with what differs. */
export async function answeredOtherwise(pair: Pair, statements: readonly string[]): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const sql of statements) {
    const verdict = await pair.compare(sql);
    if (verdict.kind !== "same" || !verdict.isMessageSame) found.push({ sql, verdict });
  }
  return found;
}

export interface Twins {
  /** A pair of sessions of its own, for what runs beside others. */
  connect(): Promise<Pair>;
  /** A table in both. Rows as COPY's text format has them. */
  createTable(name: string, columns: string, rows: string): Promise<void>;
  /** Starts it anew on the same data if its process has ended; sessions find it again. False: it had not. */
  reviveGateway(): Promise<boolean>;
  stop(): Promise<void>;
}

export async function startTwins(): Promise<Twins> {
  const dataDir = makeDataDir();
  const start = () => startGateway(dataDir, { SLUICE_LOG_LEVEL: "warn" });
  let gateway: Gateway;
  let postgres: Postgres;
  [gateway, postgres] = await Promise.all([start(), startPostgres()]);
  await createLake(postgres);
  const ourAddress = (): TwinAddress => ({
    port: gateway.port,
    password: gateway.password,
    user: "sluice",
    database: "lake",
  });
  const theirAddress = (): TwinAddress => ({ port: postgres.port, user: postgres.user, database: "lake" });
  const pairs: Pair[] = [];
  let revival: Promise<boolean> | undefined;
  const twins: Twins = {
    connect: async () => {
      const pair = new Pair(new Twin(ourAddress), new Twin(theirAddress));
      pairs.push(pair);
      for (const [name, value] of Object.entries(settings)) await pair.set(name, value);
      return pair;
    },
    createTable: async (name, columns, rows) => {
      const pair = await twins.connect();
      for (const twin of [pair.theirs, pair.ours]) {
        await twin.run(`CREATE TABLE ${name} (${columns})`);
        await twin.run(`COPY ${name} FROM STDIN`, rows);
      }
      pair.end();
    },
    reviveGateway: async () => {
      const revive = async (): Promise<boolean> => {
        if (gateway.process.exitCode === null && gateway.process.signalCode === null) return false;
        gateway = await start();
        return true;
      };
      // Of several sessions that lost it, one has it started.
      revival ??= revive().finally(() => {
        revival = undefined;
      });
      return revival;
    },
    stop: async () => {
      for (const pair of pairs) pair.end();
      await Promise.all([gateway.stop(), postgres.stop()]);
      removeDataDir(dataDir);
    },
  };
  return twins;
}

/** A database of the lake's name, with its collation. */
async function createLake(postgres: Postgres): Promise<void> {
  const client = await postgres.connect();
  await client.query("CREATE DATABASE lake TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'");
  // A role that has a schema of its name would find that first, where the gateway's finds `public`.
  await client.query("ALTER DATABASE lake SET search_path = public");
  await client.end();
}
