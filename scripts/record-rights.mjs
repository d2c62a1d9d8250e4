// Asks a real PostgreSQL what comes of the statements in rights-cases.mjs: test/golden/rights.json.
// It needs a server of its own that trusts its clients, with the superuser `sluice` and no other role or table.
// Usage: node scripts/record-rights.mjs postgres://sluice@127.0.0.1:5432/postgres
import { writeFileSync } from "node:fs";
import pg from "pg";
import { outcomeOf, rightsSteps } from "./rights-cases.mjs";

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error("the URL of a PostgreSQL server is missing");

/** @type {Map<string, pg.Client>} */
const clients = new Map();

/** @param {string} user */
async function clientOf(user) {
  const known = clients.get(user);
  if (known !== undefined) return known;
  const own = new URL(/** @type {string} */ (url));
  own.username = user;
  const client = new pg.Client({ connectionString: own.href });
  await client.connect();
  clients.set(user, client);
  return client;
}

const superuser = await clientOf("sluice");
await superuser.query(
  "create table t (a int, b text); create table u (a int); insert into t values (1, 'x'); insert into u values (1)",
);
const steps = [];
for (const { as, sql } of rightsSteps) steps.push({ as, sql, outcome: await outcomeOf(await clientOf(as), sql) });
const { rows } = await superuser.query("show server_version");
await Promise.all([...clients.values()].map((client) => client.end()));
const recorded = { server: rows[0].server_version, steps };
writeFileSync(new URL("../test/golden/rights.json", import.meta.url), `${JSON.stringify(recorded, null, 1)}\n`);
