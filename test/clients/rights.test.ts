// Roles and rights: what a running gateway says, statement by statement, is what a real PostgreSQL said.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outcomeOf } from "../../scripts/rights-cases.mjs";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

interface Recorded {
  readonly steps: readonly { readonly as: string; readonly sql: string; readonly outcome: unknown }[];
}

const { steps } = JSON.parse(readFileSync(new URL("../golden/rights.json", import.meta.url), "utf8")) as Recorded;

const dataDir = makeDataDir();
const clients = new Map<string, pg.Client>();
let gateway: Gateway;

beforeAll(async () => {
  const inbox = path.join(dataDir, "inbox");
  mkdirSync(inbox);
  writeFileSync(path.join(inbox, "t.csv"), "a,b\n1,x\n");
  writeFileSync(path.join(inbox, "u.csv"), "a\n1\n");
  writeFileSync(path.join(dataDir, "sluice.yaml"), `ingest_roots: [${inbox}]\ndemo: false\n`);
  gateway = await startGateway(dataDir);
  for (const name of ["t", "u"]) await gateway.query(`CALL ingest('${name}', '${path.join(inbox, `${name}.csv`)}')`);
});

afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

async function clientOf(user: string): Promise<pg.Client> {
  const known = clients.get(user);
  if (known !== undefined) return known;
  const client = await gateway.connect(user === "sluice" ? {} : { user, password: "pw" });
  clients.set(user, client);
  return client;
}

describe("roles and rights, as PostgreSQL has them", () => {
  it.each(steps.map((step, index) => [index, step.as, step.sql, step] as const))(
    "%i: %s says %s",
    async (_, as, sql, { outcome }) => {
      expect(normal(await outcomeOf(await clientOf(as), sql))).toEqual(normal(outcome));
    },
  );
});

/** Numbers of other widths are other texts to the driver: int4 comes as a number, int8 as text. */
function normal(outcome: unknown): unknown {
  return JSON.parse(JSON.stringify(outcome), (key, value: unknown) =>
    key === "rows" ? (value as unknown[][]).map((row) => row.map(String)) : value,
  );
}
