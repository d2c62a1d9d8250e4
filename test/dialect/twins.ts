// A gateway beside a real PostgreSQL 15, with the same tables and rows: the same statement is put to both, and what differs is told.
import type pg from "pg";
import { type CopyOutcome, copyIn } from "../support/copy-in.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { type Heard, WireClient } from "../support/wire-client.js";
import { type Table, tables } from "./common-schema.js";

export interface Failure {
  readonly sqlstate: string;
  readonly message: string;
  readonly position: string | undefined;
  readonly hint?: string | undefined;
  readonly detail?: string | undefined;
}

export interface Answer {
  readonly parameterTypes: readonly number[];
  readonly columns: readonly { readonly name: string; readonly oid: number }[];
  /** Each row as JSON: a text, bytes in hexadecimal where they are no text, or null. */
  readonly text: readonly string[];
  readonly binary: readonly string[];
  readonly failure: Failure | undefined;
}

export const differenceKinds = [
  ...["hang", "crash", "refused", "sqlstate", "message", "position"],
  ...["parameters", "names", "types", "rows", "order", "text", "binary"],
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  readonly gateway: string;
  readonly postgres: string;
}

export interface Comparison {
  /** The first is the one that the others may follow from. */
  readonly differences: readonly Difference[];
  readonly gateway: Answer;
  readonly postgres: Answer;
}

export interface Twins {
  compare(sql: string, parameters?: readonly (string | null)[], options?: CompareOptions): Promise<Comparison>;
  stop(): Promise<void>;
}

export interface CompareOptions {
  /** Without it, rows are compared as a bag. */
  readonly isOrdered?: boolean;
}

/** Far longer than any statement of the suite takes. */
const answerMsMax = 10_000;
const hung: Failure = { sqlstate: "hang", message: `no answer within ${answerMsMax} ms`, position: undefined };
const lost: Failure = { sqlstate: "crash", message: "the connection was lost", position: undefined };
const lake = "lake";
/** Not UTC, so that a zone that is forgotten shows. */
const session = { TimeZone: "America/Los_Angeles", client_encoding: "UTF8" };

export async function startTwins(): Promise<Twins> {
  const dataDir = makeDataDir();
  const started = await Promise.all([startGateway(dataDir, { SLUICE_DEMO: "false" }), startPostgres()]);
  const [gateway, postgres] = started;
  await likeLake(postgres);
  await Promise.all([fill(await gateway.connect()), fill(await postgres.connect({ database: lake }))]);
  const asked = { gateway: new Asker(() => loginTo(gateway)), postgres: new Asker(() => loginTo(postgres)) };
  return {
    compare: async (sql, parameters = [], { isOrdered = true } = {}) => {
      const answers = [asked.gateway.ask(sql, parameters), asked.postgres.ask(sql, parameters)] as const;
      const [here, there] = await Promise.all(answers);
      return { differences: differencesOf(here, there, isOrdered), gateway: here, postgres: there };
    },
    stop: async () => {
      for (const asker of Object.values(asked)) asker.close();
      await Promise.all([gateway.stop(), postgres.stop()]);
      removeDataDir(dataDir);
    },
  };
}

/** A database of the lake's name, with its collation. */
async function likeLake(postgres: Postgres): Promise<void> {
  const client = await postgres.connect();
  await client.query(`CREATE DATABASE ${lake} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`);
  await client.end();
}

async function loginTo(server: Gateway | Postgres): Promise<WireClient> {
  const isGateway = "password" in server;
  const password = isGateway ? server.password : "";
  const { client, heard } = await WireClient.login(server, "sluice", password, { database: lake, ...session });
  if (heard.at(-1)?.kind !== "readyForQuery") throw new Error(`no login: ${JSON.stringify(heard.at(-1))}`);
  return client;
}

async function fill(client: pg.Client): Promise<void> {
  for (const table of tables) {
    await client.query(createTable(table));
    const { error }: CopyOutcome = await copyIn(client, `COPY ${table.name} FROM STDIN`, [Buffer.from(table.rows)]);
    if (error !== undefined) throw new Error(`${table.name}: ${error.message} (${error.where})`);
  }
  await client.end();
}

function createTable({ name, columns, key }: Table): string {
  return `CREATE TABLE ${name} (${columns.join(", ")}, PRIMARY KEY (${key}))`;
}

/** One session, which is opened again when it was lost. */
class Asker {
  #client: WireClient | undefined;
  readonly #login: () => Promise<WireClient>;

  constructor(login: () => Promise<WireClient>) {
    this.#login = login;
  }

  async ask(sql: string, values: readonly (string | null)[]): Promise<Answer> {
    this.#client ??= await this.#login();
    const client = this.#client;
    client.say(
      { kind: "parse", sql },
      { kind: "describe", statement: "" },
      { kind: "bind", values, resultFormats: [0] },
      { kind: "execute" },
      { kind: "bind", values, resultFormats: [1] },
      { kind: "execute" },
      { kind: "sync" },
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), answerMsMax);
    });
    const heard = await Promise.race([client.untilReady(), late]);
    clearTimeout(timer);
    const isReady = heard?.at(-1)?.kind === "readyForQuery";
    if (!isReady) this.close();
    return answerOf(heard ?? [], isReady ? undefined : heard === undefined ? hung : lost);
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }
}

function answerOf(heard: readonly Heard[], end: Failure | undefined): Answer {
  const error = heard.find(({ kind }) => kind === "error") as (Heard & Failure) | undefined;
  const rows: string[][] = [[], []];
  let bound = -1;
  for (const { kind, values } of heard) {
    if (kind === "bindComplete") bound += 1;
    else if (kind === "dataRow") rows[bound]?.push(JSON.stringify(values));
  }
  const described = (kind: string, field: string): unknown => heard.find((message) => message.kind === kind)?.[field];
  return {
    parameterTypes: (described("parameterDescription", "oids") as number[] | undefined) ?? [],
    columns: (described("rowDescription", "fields") as Answer["columns"] | undefined) ?? [],
    text: rows[0] ?? [],
    binary: rows[1] ?? [],
    failure: end ?? (error && failureOf(error)),
  };
}

function failureOf({ sqlstate, message, position, hint, detail }: Failure): Failure {
  return { sqlstate, message, position, hint, detail };
}

function differencesOf(gateway: Answer, postgres: Answer, isOrdered: boolean): readonly Difference[] {
  const found: Difference[] = [];
  const compare = (kind: DifferenceKind, here: unknown, there: unknown): void => {
    const [left, right] = [here, there].map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
    if (left !== right) found.push({ kind, gateway: left ?? "nothing", postgres: right ?? "nothing" });
  };
  const [here, there] = [gateway.failure, postgres.failure];
  if (here !== undefined || there !== undefined) {
    if (here?.sqlstate === there?.sqlstate) {
      compare("message", here?.message, there?.message);
      compare("position", here?.position ?? "none", there?.position ?? "none");
    } else compare(failureKind(here), tell(here), tell(there));
    return found;
  }
  compare("parameters", gateway.parameterTypes, postgres.parameterTypes);
  compare("names", namesOf(gateway), namesOf(postgres));
  compare("types", oidsOf(gateway), oidsOf(postgres));
  if (gateway.text.length !== postgres.text.length) {
    compare("rows", `${gateway.text.length} rows`, `${postgres.text.length} rows`);
    return found;
  }
  const arranged = (rows: readonly string[]): readonly string[] => (isOrdered ? rows : rows.toSorted());
  const isSameBag = same(gateway.text.toSorted(), postgres.text.toSorted());
  for (const kind of ["text", "binary"] as const) {
    const cells = cellsThatDiffer(arranged(gateway[kind]), arranged(postgres[kind]));
    if (cells === undefined) continue;
    found.push({ kind: kind === "text" && isSameBag ? "order" : kind, ...cells });
    break;
  }
  return found;
}

/** Of the first row that has some: each with the number of its column. */
function cellsThatDiffer(
  gateway: readonly string[],
  postgres: readonly string[],
): { readonly gateway: string; readonly postgres: string } | undefined {
  const at = postgres.findIndex((row, index) => row !== gateway[index]);
  if (at === -1) return undefined;
  const rows = [gateway, postgres].map((all) => JSON.parse(all[at] ?? "[]") as unknown[]);
  const [here = [], there = []] = rows;
  const numbers = there.flatMap((cell, index) => (same(cell, here[index]) ? [] : [index]));
  const told = (row: readonly unknown[]): string =>
    numbers.map((index) => `column ${index + 1}: ${JSON.stringify(row[index])}`).join(", ");
  return { gateway: told(here), postgres: told(there) };
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function failureKind(failure: Failure | undefined): DifferenceKind {
  if (failure?.sqlstate === "hang" || failure?.sqlstate === "crash") return failure.sqlstate;
  return failure?.sqlstate === "0A000" ? "refused" : "sqlstate";
}

function tell(failure: Failure | undefined): string {
  return failure === undefined ? "an answer" : `${failure.sqlstate} ${failure.message}`;
}

const namesOf = ({ columns }: Answer): readonly string[] => columns.map(({ name }) => name);
const oidsOf = ({ columns }: Answer): readonly number[] => columns.map(({ oid }) => oid);
