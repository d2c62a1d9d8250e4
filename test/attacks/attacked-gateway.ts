// A gateway with something to hide, and clients that look for it: an agent that is bound to a view, a reader of one other dataset, and a
// role with no rights at all.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { message, startup } from "../support/frames.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { type Answer, errorOf, RawClient } from "../support/raw-client.js";
import { sasl } from "../support/scram-client.js";

export const roles = ["agent", "reader", "nobody"] as const;
/** Besides them one who may see everything, to show that the looking finds. */
export type Role = (typeof roles)[number] | "owner";
export type Protocol = "simple" | "extended";

/**
 * Values of hidden rows and columns all have one of these in them, and no statement of the table has. 666777 is the hidden row's id,
 * 987654321 a salary.
 */
const canaries = /canary|666777|987654321/i;

/** Names that nobody is told who did not say them first, and what would give away how things are kept. */
const hiddenNames = ["mail", "salary", "payroll", "blocked", "part-0", "read_parquet", '"r".', "@"];

export interface Attempt {
  /** The SQLSTATE, or how many rows came: `3 rows`. */
  readonly outcome: string;
  /** Of all that came over the wire: what ought not to have. */
  readonly leaks: readonly string[];
}

export interface AttackedGateway {
  attempt(role: Role, sql: string, protocol: Protocol): Promise<Attempt>;
  stop(): Promise<void>;
}

const password = "not a secret";

export async function startAttackedGateway(): Promise<AttackedGateway> {
  const dataDir = makeDataDir();
  const exports = path.join(dataDir, "exports");
  mkdirSync(exports);
  writeFileSync(path.join(dataDir, "sluice.yaml"), JSON.stringify({ ingest_roots: [exports], demo: false }));
  writeFileSync(
    path.join(exports, "people.csv"),
    [
      "id,name,mail,city,status,salary",
      "1,Xcanaryname1,canarymail1@example.com,Oslo,open,987654321",
      "2,Xcanaryname2,canarymail2@example.com,Bern,open,987654321",
      "3,Xcanaryname3,canarymail3@example.com,Rome,open,987654321",
      "666777,Xcanaryname4,canarymail4@example.com,Canaryville,blocked,987654321",
    ].join("\n"),
  );
  writeFileSync(path.join(exports, "payroll.csv"), "id,salary,name\n1,987654321,canarypay\n");
  writeFileSync(path.join(exports, "notes.csv"), "id,note\n1,first\n2,second\n");
  const gateway = await startGateway(dataDir);
  for (const name of ["people", "payroll", "notes"]) {
    await gateway.query(`CALL ingest('${name}', '${path.join(exports, `${name}.csv`)}', key => 'id')`);
  }
  for (const role of [...roles, "owner"]) await gateway.query(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
  await gateway.query(
    `CALL create_view('people_safe', base => 'people', columns => ARRAY['id', 'name', 'city'],
       row_filter => 'status <> ''blocked''', redactions => '{"name": {"mask": {"keep_prefix": 1, "keep_suffix": 0}}}')`,
  );
  await gateway.query("CALL bind_role('agent', view => 'people_safe', as => 'people')");
  await gateway.query("GRANT SELECT ON notes TO reader");
  for (const name of ["people", "payroll"]) await gateway.query(`ALTER TABLE ${name} OWNER TO owner`);
  const clients = new Map<Role, RawClient>();
  return {
    async attempt(role, sql, protocol) {
      const client = clients.get(role) ?? (await login(gateway, role));
      clients.set(role, client);
      client.write(protocol === "simple" ? message("Q", `${sql}\0`) : extendedQuery(sql));
      const answers = await client.until("Z");
      if (answers.at(-1)?.tag !== "Z") throw new Error(`the connection was lost over: ${sql}`);
      await restore(client, answers);
      return { outcome: outcomeOf(answers), leaks: leaksOf(answers, sql, dataDir) };
    },
    async stop() {
      for (const client of clients.values()) client.destroy();
      await gateway.stop();
      removeDataDir(dataDir);
    },
  };
}

async function login(gateway: Gateway, role: Role): Promise<RawClient> {
  const client = await RawClient.open(gateway.port);
  client.write(startup({ user: role, database: "lake" }));
  await sasl(client, password);
  await client.until("Z");
  return client;
}

/** The unnamed statement and portal. */
function extendedQuery(sql: string): Buffer {
  return Buffer.concat([
    message("P", `\0${sql}\0\0\0`),
    message("B", "\0\0\0\0\0\0\0\0"),
    message("D", "P\0"),
    message("E", "\0\0\0\0\0"),
    message("S"),
  ]);
}

/** A block that a statement opened shall not change what the next ones come to. */
async function restore(client: RawClient, answers: readonly Answer[]): Promise<void> {
  if (answers.at(-1)?.body.toString("latin1") === "I") return;
  client.write(message("Q", "ROLLBACK\0"));
  await client.until("Z");
}

function outcomeOf(answers: readonly Answer[]): string {
  const error = answers.find(({ tag }) => tag === "E");
  if (error !== undefined) return errorOf(error)?.sqlstate ?? "no SQLSTATE";
  return `${answers.filter(({ tag }) => tag === "D").length} rows`;
}

/** Without the numbers that follow each: the size of type `name`, 64, looks like `@`. */
function columnNames(description: Buffer): string {
  const numbersBytes = 18;
  const names: string[] = [];
  for (let at = 2; at < description.length; ) {
    const end = description.indexOf(0, at);
    names.push(description.toString("latin1", at, end));
    at = end + 1 + numbersBytes;
  }
  return names.join("\n");
}

function leaksOf(answers: readonly Answer[], sql: string, dataDir: string): readonly string[] {
  // Names are looked for where names are told: in errors, notices, the descriptions of rows and the rows of the system catalog. Values anywhere.
  const isOfCatalog = /pg_class|pg_tables|information_schema/.test(sql);
  const told = answers
    .filter(({ tag }) => tag !== "D" || isOfCatalog)
    .map(({ tag, body }) => (tag === "T" ? columnNames(body) : body.toString("latin1")))
    .join("\n");
  const all = answers.map(({ body }) => body.toString("latin1")).join("\n");
  const said = sql.toLowerCase();
  return [
    ...(canaries.exec(all.replaceAll(sql, "")) ?? []).filter((found) => !said.includes(found.toLowerCase())),
    ...hiddenNames.filter((name) => told.toLowerCase().includes(name) && !said.includes(name)),
    ...(all.includes(dataDir) ? [dataDir] : []),
  ];
}
