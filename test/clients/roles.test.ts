// Roles in a running gateway: who comes in, as what, with which bounds; and what changes for those who are in already.
import { writeFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const dataDir = makeDataDir();
let gateway: Gateway;
let admin: pg.Client;

const config = `
ingest_roots: [${dataDir}]
hba:
  - {type: host, user: banned, method: reject}
  - {type: local, user: trusty, method: trust}
  - {type: host, user: +outsiders, address: 10.0.0.0/8, method: scram-sha-256}
  - {type: host, user: +outsiders, method: reject}
  - {type: local, user: [sluice, +people], method: scram-sha-256}
  - {type: hostssl, method: scram-sha-256}
`;

beforeAll(async () => {
  writeFileSync(path.join(dataDir, "sluice.yaml"), config);
  writeFileSync(path.join(dataDir, "notes.csv"), "id,note\n1,one\n2,two\n");
  gateway = await startGateway(dataDir);
  admin = await gateway.connect();
  await admin.query("CREATE ROLE people; CREATE ROLE outsiders");
}, 60_000);

afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

let names = 0;

/** A role of its own for a test, with the password `pw`. */
async function newRole(options = ""): Promise<string> {
  const name = `role${(names += 1)}`;
  await admin.query(
    `CREATE ROLE ${name} ${options.includes("NOLOGIN") ? "" : "LOGIN"} PASSWORD 'pw' IN ROLE people ${options}`,
  );
  return name;
}

function login(user: string, options: pg.ClientConfig = {}): Promise<pg.Client> {
  return gateway.connect({ user, password: "pw", ...options });
}

interface Refusal {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (thrown) {
    const { severity, code, message } = thrown as Refusal;
    return `${severity} ${code}: ${message}`;
  }
  throw new Error("it was not refused");
}

async function cell(client: pg.Client, sql: string): Promise<unknown> {
  const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
  return rows[0]?.[0];
}

describe("a login", () => {
  it("is refused beyond the role's connection limit", async () => {
    const name = await newRole("CONNECTION LIMIT 1");
    const first = await login(name);
    expect(await refusal(login(name))).toBe(`FATAL 53300: too many connections for role "${name}"`);
    await first.end();
    // The session is gone a moment after its client has.
    await expect
      .poll(async () => (await admin.query(`SELECT 1 FROM sluice.sessions WHERE role = '${name}'`)).rowCount)
      .toBe(0);
    await (await login(name)).end();
  });

  it("is refused with a password that has run out, as with a wrong one", async () => {
    const name = await newRole("VALID UNTIL '2020-01-01'");
    const wrong = `FATAL 28P01: password authentication failed for user "${name}"`;
    expect(await refusal(login(name))).toBe(wrong);
    expect(await refusal(login(name, { password: "no" }))).toBe(wrong);
    await admin.query(`ALTER ROLE ${name} VALID UNTIL 'infinity'`);
    await (await login(name)).end();
  });

  it("is refused to a role that may not", async () => {
    const name = await newRole("NOLOGIN");
    expect(await refusal(login(name))).toBe(`FATAL 28000: role "${name}" is not permitted to log in`);
  });

  it("goes by the first line of hba that fits", async () => {
    await admin.query("CREATE ROLE banned LOGIN SUPERUSER PASSWORD 'pw'; CREATE ROLE trusty LOGIN");
    await admin.query(
      "CREATE ROLE stranger LOGIN PASSWORD 'pw'; CREATE ROLE far LOGIN PASSWORD 'pw' IN ROLE outsiders",
    );
    const who = (user: string): string => `host "127.0.0.1", user "${user}", database "lake", no encryption`;
    expect(await refusal(login("banned"))).toBe(`FATAL 28000: pg_hba.conf rejects connection for ${who("banned")}`);
    expect(await refusal(login("far"))).toBe(`FATAL 28000: pg_hba.conf rejects connection for ${who("far")}`);
    expect(await refusal(login("stranger"))).toBe(`FATAL 28000: no pg_hba.conf entry for ${who("stranger")}`);
    expect(await refusal(login("nobody"))).toBe(`FATAL 28000: no pg_hba.conf entry for ${who("nobody")}`);
    const trusted = await login("trusty", { password: "whatever" });
    expect(await cell(trusted, "SELECT current_user")).toBe("trusty");
    await admin.query("GRANT people TO stranger");
    await (await login("stranger")).end();
  });

  it("is kept in sluice.logins, which is for superusers", async () => {
    const name = await newRole();
    for (let index = 0; index < 5; index++) {
      expect(await refusal(login(name, { password: "no" }))).toContain("28P01");
    }
    const client = await login(name);
    const { rows } = await admin.query(
      `SELECT outcome, sqlstate, client_address, tls, count(*)::int AS count
       FROM sluice.logins WHERE role = '${name}' GROUP BY ALL ORDER BY outcome`,
    );
    const here = { client_address: "127.0.0.1", tls: null };
    expect(rows).toEqual([
      { outcome: "accepted", sqlstate: null, ...here, count: 1 },
      { outcome: "refused", sqlstate: "28P01", ...here, count: 5 },
    ]);
    expect(await refusal(client.query("SELECT * FROM sluice.logins"))).toBe(
      "ERROR 42501: permission denied for table logins",
    );
  });
});

describe("a role's settings", () => {
  it("are those that its sessions begin with, unless the client says otherwise", async () => {
    const name = await newRole();
    await admin.query(
      `ALTER ROLE ${name} SET statement_timeout = '1min'; ALTER ROLE ${name} SET timezone = 'Asia/Tokyo'`,
    );
    const client = await login(name, { options: "-c timezone=Asia/Tbilisi" });
    expect(await cell(client, "SHOW statement_timeout")).toBe("1min");
    expect(await cell(client, "SHOW timezone")).toBe("Asia/Tbilisi");
    await client.query("SET statement_timeout = 5000; RESET statement_timeout");
    expect(await cell(client, "SHOW statement_timeout")).toBe("1min");
    await admin.query(`ALTER ROLE ${name} RESET ALL`);
    expect(await cell(await login(name), "SHOW timezone")).toBe("UTC");
  });

  it("bound it, and it cannot change that", async () => {
    const name = await newRole();
    await admin.query(`GRANT sluice_agent TO ${name}`);
    await admin.query("ALTER ROLE sluice_agent SET sluice.result_bytes_max = '10kB'");
    await admin.query("ALTER ROLE sluice_agent SET sluice.statement_timeout_max = '200ms'");
    const client = await login(name);
    expect(await cell(client, "SHOW default_transaction_read_only")).toBe("on");
    expect(await cell(client, "SHOW sluice.result_bytes_max")).toBe("10kB");
    expect(await refusal(client.query("SELECT * FROM generate_series(1, 100000)"))).toBe(
      "ERROR 54000: result is too large",
    );
    expect((await client.query("SELECT * FROM generate_series(1, 100)")).rowCount).toBe(100);
    await client.query("SET statement_timeout = 0");
    const slow = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = -1";
    expect(await refusal(client.query(slow))).toBe("ERROR 57014: canceling statement due to statement timeout");
    await client.query("SET default_transaction_read_only = off");
    const denied = 'ERROR 42501: permission denied to set parameter "sluice.result_bytes_max"';
    for (const sql of [
      "SET sluice.result_bytes_max = 0",
      'SET "SLUICE.Result_Bytes_Max" = 0',
      "RESET sluice.result_bytes_max",
      "SET LOCAL sluice.result_bytes_max TO DEFAULT",
      `ALTER ROLE ${name} SET sluice.result_bytes_max = 0`,
      `ALTER ROLE ${name} RESET sluice.result_bytes_max`,
    ]) {
      expect(await refusal(client.query(sql))).toBe(denied);
    }
    await client.query("RESET ALL");
    await client.query("DISCARD ALL");
    expect(await cell(client, "SHOW sluice.result_bytes_max")).toBe("10kB");
    expect(await refusal(login(name, { options: "-c sluice.result_bytes_max=0" }))).toBe(
      denied.replace("ERROR", "FATAL"),
    );
  });
});

describe("who is in already", () => {
  it("has new rights, and none that were taken, from the next statement on", async () => {
    const name = await newRole();
    const client = await login(name);
    const denied = "ERROR 42501: permission denied for table animals";
    const prepared = { name: "kept", text: "SELECT count(*)::int AS n FROM animals" };
    expect(await refusal(client.query(prepared.text))).toBe(denied);
    await admin.query(`GRANT SELECT ON animals TO ${name}`);
    expect((await client.query(prepared)).rows).toEqual([{ n: 28 }]);
    await admin.query(`REVOKE SELECT ON animals FROM ${name}`);
    expect(await refusal(client.query(prepared))).toBe(denied);
    await admin.query(`GRANT SELECT (id) ON animals TO ${name}`);
    expect((await client.query(prepared)).rows).toEqual([{ n: 28 }]);
    expect(await refusal(client.query("SELECT * FROM animals"))).toBe(denied);
  });

  it("runs a prepared statement with the rights of the role that it then has", async () => {
    const [name, reader] = [await newRole(), await newRole("NOLOGIN")];
    await admin.query(`GRANT SELECT ON animals TO ${reader}; ALTER ROLE ${name} NOINHERIT; GRANT ${reader} TO ${name}`);
    const client = await login(name);
    const prepared = {
      name: "as",
      text: "SELECT current_user AS who, session_user AS whose, count(*)::int AS n FROM animals",
    };
    expect(await refusal(client.query(prepared.text))).toContain("42501");
    await client.query(`SET ROLE ${reader}`);
    expect((await client.query(prepared)).rows).toEqual([{ who: reader, whose: name, n: 28 }]);
    await client.query("RESET ROLE");
    expect(await refusal(client.query(prepared))).toContain("42501");
    await client.query(`BEGIN; SET LOCAL ROLE ${reader}`);
    expect((await client.query(prepared)).rows).toHaveLength(1);
    await client.query("ROLLBACK");
    expect(await refusal(client.query(prepared))).toContain("42501");
  });

  it("loses the role that it acts for with the membership", async () => {
    const [name, group] = [await newRole(), await newRole("NOLOGIN")];
    await admin.query(`GRANT ${group} TO ${name}; GRANT SELECT ON animals TO ${group}`);
    const client = await login(name);
    await client.query(`SET ROLE ${group}`);
    expect(await cell(client, "SELECT count(*)::int FROM animals")).toBe(28);
    await admin.query(`REVOKE ${group} FROM ${name}`);
    expect(await refusal(client.query("SELECT 1"))).toBe(`ERROR 42501: permission denied to set role "${group}"`);
    await client.query("RESET ROLE");
    expect(await cell(client, "SELECT current_user")).toBe(name);
    expect(await refusal(client.query("SELECT count(*) FROM animals"))).toContain("42501");
  });

  it.each(["DROP ROLE", "ALTER ROLE"])("is sent away when its role is gone: %s", async (command) => {
    const name = await newRole();
    const client = await login(name);
    const ended = new Promise<Error>((resolve) => client.once("error", resolve));
    await admin.query(`${command} ${name} ${command === "ALTER ROLE" ? `RENAME TO ${name}_too` : ""}`);
    expect(await ended).toMatchObject({ code: "57P01", detail: `Role "${name}" was dropped or renamed.` });
  });

  it("is not stopped from leaving what it took on as a superuser who is none any more", async () => {
    const name = await newRole("SUPERUSER");
    const client = await login(name);
    await client.query("SET SESSION AUTHORIZATION sluice");
    await admin.query(`ALTER ROLE ${name} NOSUPERUSER`);
    expect(await refusal(client.query("SELECT * FROM sluice.journal"))).toBe(
      'ERROR 42501: permission denied to set session authorization "sluice"',
    );
    await client.query("RESET SESSION AUTHORIZATION");
    expect(await cell(client, "SELECT session_user")).toBe(name);
  });
});

describe("the roles that a gateway begins with", () => {
  it("make readers of all that the administrator makes, and administrators who have to say so", async () => {
    const name = await newRole();
    await admin.query(`GRANT sluice_reader, sluice_administrator TO ${name}`);
    const client = await login(name);
    expect(await cell(client, "SELECT count(*)::int FROM animals")).toBe(28);
    await admin.query(`CALL ingest('notes', '${dataDir}/notes.csv')`);
    expect(await cell(client, "SELECT count(*)::int FROM notes")).toBe(2);
    expect(await cell(client, "SELECT owner FROM sluice.datasets WHERE name = 'notes'")).toBe("sluice");
    expect(await refusal(client.query("CREATE ROLE x"))).toContain("42501");
    await client.query("SET ROLE sluice_administrator; CREATE ROLE made_by_sudo; RESET ROLE");
    expect(await refusal(client.query("CREATE ROLE x"))).toContain("42501");
  });
});

describe("what is told of rights", () => {
  it("is everything to superusers, and what concerns them to others", async () => {
    const [one, other] = [await newRole(), await newRole()];
    await admin.query(`GRANT SELECT (id, species) ON animals TO ${one}; GRANT SELECT ON candidates TO ${other}`);
    const client = await login(one);
    const { rows } = await client.query(`SELECT role, relation, "column", privilege FROM sluice.grants ORDER BY ALL`);
    expect(rows.filter(({ role }: { role: string }) => role === one)).toEqual([
      { role: one, relation: "animals", column: "id", privilege: "select" },
      { role: one, relation: "animals", column: "species", privilege: "select" },
    ]);
    expect(rows.filter(({ role }: { role: string }) => role === other)).toEqual([]);
    expect((await client.query("SELECT name FROM sluice.roles ORDER BY 1")).rows).toEqual([
      { name: "people" },
      { name: one },
    ]);
    expect((await client.query("SELECT role, member FROM sluice.role_members")).rows).toEqual([
      { role: "people", member: one },
    ]);
    const described = await client.query("CALL describe_dataset('animals')");
    expect(described.rows.map(({ column }: { column: string }) => column)).toEqual(["id", "species"]);
    expect(await cell(admin, "SELECT count(*) > 5 FROM sluice.roles")).toBe(true);
  });

  it("is in the journal: who asked, as which role, and why", async () => {
    const name = await newRole();
    await admin.query(`GRANT sluice_administrator TO ${name}`);
    const client = await login(name);
    await client.query("SET ROLE sluice_administrator; SET sluice.reason = 'ticket 42'");
    await client.query("GRANT SELECT ON animals TO people WITH GRANT OPTION");
    await client.query("SET sluice.actor = 'Ada'; REVOKE SELECT ON animals FROM people");
    const { rows } = await admin.query(
      "SELECT actor, role, reason, events, datasets FROM sluice.journal ORDER BY version DESC LIMIT 2",
    );
    const both = { role: "sluice_administrator", reason: "ticket 42", datasets: ["animals"] };
    expect(rows).toEqual([
      { ...both, actor: "Ada", events: ["revoked"] },
      { ...both, actor: name, events: ["granted"] },
    ]);
  });

  it("is the same after a restart", async () => {
    const told = async (): Promise<unknown> => {
      const all: unknown[] = [];
      for (const relation of ["roles", "role_members", "grants", "default_grants"]) {
        all.push((await gateway.query(`SELECT * FROM sluice.${relation} ORDER BY ALL`)).rows);
      }
      return all;
    };
    const before = await told();
    await gateway.stop();
    gateway = await startGateway(dataDir);
    expect(await told()).toEqual(before);
    admin = await gateway.connect();
  });
});
