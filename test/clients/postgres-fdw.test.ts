// postgres_fdw of a real PostgreSQL 15: the same tables lie there and in the lake, and a statement on either gives the same rows.
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { describeClient } from "../support/describe-client.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { type Postgres, startPostgres } from "../support/postgres.js";

const tables: Readonly<Record<string, string>> = {
  kinds: `CREATE TABLE kinds (id int PRIMARY KEY, b bool, i2 smallint, i8 bigint, f4 real, f8 double precision, n numeric(20,5), t text,
    raw bytea, d date, ti time, ts timestamp, tstz timestamptz, u uuid, j json, ia int[], ta text[], da date[], na numeric(10,2)[], ba bool[],
    iia int[][])`,
  customers: "CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, born date)",
  orders: `CREATE TABLE orders (customer bigint, number int, placed date, total numeric(12,2), note text, PRIMARY KEY (customer, number))`,
};

const rowsThere = `
  INSERT INTO kinds VALUES
    (1, true, -5, 9007199254740993, 1.5, 2.718281828459045, 123456789012345.12345, E'hé "q" ''x'' \\\\ back', '\\xdeadbeef', '2024-02-29',
     '12:34:56.789012', '2024-02-29 12:34:56.789012', '2024-02-29 12:34:56.789012+00', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
     '{"a": [1, null]}', '{1,NULL,3}', '{"a,b","c\\"d",NULL}', '{2024-01-01,NULL}', '{1.50,2.25}', '{t,f,NULL}', '{{1,2},{3,4}}'),
    (3, false, 32767, -9223372036854775808, 'Infinity', 'NaN', -0.00001, '', '\\x', 'infinity', '00:00', 'infinity', '-infinity',
     '00000000-0000-0000-0000-000000000000', '[]', '{}', '{}', '{}', '{}', '{}', '{}'),
    (4, true, 0, 0, '-0', '-0', 0, 'NULL', '\\x00', '1900-01-01', '23:59:59.999999', '0044-03-15 00:00:00 BC', '1999-12-31 23:59:59.999999+00',
     'ffffffff-ffff-ffff-ffff-ffffffffffff', '"x"', '{-2147483648,2147483647}', '{""}', '{"0001-01-01 BC"}', '{-99999999.99}', '{t}', '{{5}}');
  INSERT INTO kinds (id) VALUES (2);
  INSERT INTO customers SELECT n, CASE WHEN n % 7 = 0 THEN '' ELSE 'c' || lpad(n::text, 3, '0') END, date '1950-01-01' + n * 37
    FROM generate_series(1, 500) n;
  INSERT INTO orders SELECT 1 + n % 500, n / 500, date '2024-01-01' + n % 84, n % 97 + n % 100 / 100.0, 'note ' || n % 13
    FROM generate_series(1, 3000) n`;

/** Nodes of a plan that read from the lake and work nothing out, but may put rows in order. */
const bare = new Set(["Foreign Scan", "Sort", "Limit", "Incremental Sort"]);

interface PlanNode {
  readonly "Node Type": string;
  readonly "Remote SQL"?: string;
  readonly Plans?: readonly PlanNode[];
}

const about = { client: "postgres_fdw", feature: "statements" } as const;

describeClient(about, ["postgres"], "postgres_fdw of a real PostgreSQL", () => {
  const dataDir = makeDataDir();
  let gateway: Gateway;
  let postgres: Postgres;
  let client: pg.Client;
  let lake: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    const secrets = path.join(dataDir, "secrets.yaml");
    writeFileSync(secrets, "databases: {origin: unasked}\n");
    chmodSync(secrets, 0o600);
    const url = `postgresql://sluice@127.0.0.1:${postgres.port}/${postgres.database}`;
    const config = path.join(dataDir, "sluice.yaml");
    writeFileSync(config, JSON.stringify({ secrets_file: secrets, databases: { origin: { url } } }));
    gateway = await startGateway(dataDir, { SLUICE_CONFIG: config });
    client = await postgres.connect();
    lake = await gateway.connect();
    await client.query("CREATE SCHEMA origin; SET search_path = origin");
    for (const sql of Object.values(tables)) await client.query(sql);
    await client.query(`${rowsThere}; ANALYZE`);
    for (const [name, sql] of Object.entries(tables)) {
      await lake.query(sql);
      const all = `SELECT * FROM origin.${name}`;
      await lake.query("CALL ingest_db($1, 'origin', $2, if_exists => 'append')", [name, all]);
    }
    await client.query("CREATE EXTENSION postgres_fdw WITH SCHEMA public; CREATE SCHEMA lake; CREATE SCHEMA parts");
    await client.query(
      `CREATE SERVER lake FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '${gateway.port}', dbname 'lake')`,
    );
    await client.query(
      `CREATE USER MAPPING FOR sluice SERVER lake OPTIONS (user 'sluice', password '${gateway.password}', password_required 'true')`,
    );
    await client.query("IMPORT FOREIGN SCHEMA public FROM SERVER lake INTO lake");
  }, 180_000);
  afterEach(async () => {
    await client.query("ROLLBACK; RESET ALL; DROP SCHEMA parts CASCADE; CREATE SCHEMA parts");
  });
  afterAll(async () => {
    await client.end();
    await Promise.all([gateway.stop(), postgres.stop()]);
    removeDataDir(dataDir);
  });

  async function rowsOf(sql: string, schema = "lake"): Promise<readonly unknown[][]> {
    await client.query(`SET search_path = ${schema}`);
    return (await client.query({ text: sql, rowMode: "array" })).rows as unknown[][];
  }

  async function planOf(sql: string): Promise<PlanNode> {
    const [[plan] = []] = await rowsOf(`EXPLAIN (VERBOSE, FORMAT JSON) ${sql}`);
    return (plan as [{ Plan: PlanNode }])[0].Plan;
  }

  function nodesOf(plan: PlanNode): readonly PlanNode[] {
    return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
  }

  async function errorOf(sql: string): Promise<pg.DatabaseError> {
    return rowsOf(sql).then(
      () => {
        throw new Error(`no error: ${sql}`);
      },
      (error: pg.DatabaseError) => error,
    );
  }

  it("imports a schema's tables with their columns, types and NOT NULL", {
    meta: { feature: "metadata" },
  }, async () => {
    const columns = (schema: string) =>
      rowsOf(`SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid
        WHERE relnamespace = '${schema}'::regnamespace AND relkind IN ('r', 'f') AND attnum > 0 AND relname = ANY ('{kinds,customers,orders}')
        ORDER BY relname, attnum`);
    expect(await columns("lake")).toEqual(await columns("origin"));
    expect(await columns("lake")).toHaveLength(29);
  });

  it.each<readonly [schema: string, limit: string, tables: readonly string[]]>([
    ["public", "LIMIT TO (orders, customers)", ["customers", "orders"]],
    ["public", "EXCEPT (kinds, animals, candidates, people_test)", ["customers", "orders"]],
    ["sluice", "LIMIT TO (datasets, journal)", ["datasets", "journal"]],
    ["information_schema", "LIMIT TO (tables)", ["tables"]],
    // A dataset's bucket is one more way to name it: in the system catalog, all are in `public`.
    ["testing", "", []],
  ])("imports what it is told to: %s %s", async (schema, limit, names) => {
    await client.query(`IMPORT FOREIGN SCHEMA ${schema} ${limit} FROM SERVER lake INTO parts`);
    const listed = "SELECT relname FROM pg_class WHERE relnamespace = 'parts'::regnamespace ORDER BY 1";
    expect((await rowsOf(listed)).flat()).toEqual(names);
  });

  it("imports without NOT NULL, with defaults and without collations where it is told to", {
    meta: { feature: "metadata" },
  }, async () => {
    await client.query(`IMPORT FOREIGN SCHEMA public LIMIT TO (customers) FROM SERVER lake INTO parts
      OPTIONS (import_not_null 'false', import_default 'true', import_collate 'false', import_generated 'false')`);
    const columns =
      "SELECT attname, attnotnull FROM pg_attribute WHERE attrelid = 'parts.customers'::regclass AND attnum > 0";
    expect(await rowsOf(columns)).toEqual([
      ["id", false],
      ["name", false],
      ["born", false],
    ]);
  });

  it("says that there is no such schema", { meta: { feature: "metadata" } }, async () => {
    expect((await errorOf("IMPORT FOREIGN SCHEMA nowhere FROM SERVER lake INTO parts")).message).toBe(
      'schema "nowhere" is not present on foreign server "lake"',
    );
  });

  it("reads a dataset by its bucket's name", async () => {
    await client.query(
      "CREATE FOREIGN TABLE parts.people (name text, role text) SERVER lake OPTIONS (schema_name 'testing', table_name 'people_test')",
    );
    const engineers = "SELECT name FROM people WHERE role = 'engineer' ORDER BY name LIMIT 2";
    expect(await rowsOf(engineers, "parts")).toEqual([["Alan Turing"], ["Annie Easley"]]);
  });

  it("brings every value of every type", async () => {
    const all = "SELECT k::text FROM kinds k ORDER BY id";
    expect(await rowsOf(all)).toEqual(await rowsOf(all, "origin"));
    expect(await rowsOf(all)).toHaveLength(4);
  });

  it.each([
    "id IN (1, 3, 9) AND id NOT IN (3, 4)",
    "t = E'hé \"q\" ''x'' \\\\ back'",
    "t LIKE 'h%' OR t NOT LIKE '%L' OR t ILIKE 'null'",
    "t LIKE '%\\\\%' OR t ILIKE '\\nULL'",
    "t ~ 'q' OR t ~* '^nu'",
    "t !~ '^h' AND t !~* 'x'",
    "t IN ('NULL', 'a,b', 'c\"d', 'e''f') OR t IS NULL",
    "t IS DISTINCT FROM '' AND t > 'H'",
    "upper(t) = 'NULL' AND length(t) = 4 AND substr(t, 2, 1) || 'x' = 'Ux' AND left(t, -1) = 'NUL' AND strpos(t, 'L') = 3",
    "b AND NOT (i2 = -5) OR b IS NULL",
    "i2 / 2 = -2 AND i2 % 2 = -1 AND abs(i2) = 5 AND i2 & 3 = 3",
    "i8 = 9007199254740993 OR i8 < -9223372036854775807",
    "f4 = 'Infinity' OR f8 = 2.718281828459045 OR f8 = 0",
    "f8 = 'NaN' AND f8 > 1e300",
    "n = 123456789012345.12345 OR n < 0 OR n * 2 = 0",
    "raw = '\\xdeadbeef' OR raw = '\\x00'",
    "raw > '\\x'",
    "d = 'infinity' OR d - 1 = '2024-02-28' OR d < '1900-01-02'",
    "d + interval '1 day' = '2024-03-01' AND isfinite(d)",
    "ti BETWEEN '12:00' AND '13:00' OR ti > '23:59:59.9'",
    "ts = 'infinity' OR ts < '0001-01-01' OR ts + interval '1 mon 2 days 03:00' = '2024-03-31 15:34:56.789012'",
    "tstz = '-infinity' OR tstz > '2024-02-29 14:34:56.789+02'",
    "u = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' OR u > 'f0000000-0000-0000-0000-000000000000'",
    "ia = '{1,NULL,3}' OR ia @> '{2147483647}'",
    "ia && ARRAY[3, 5] OR ia <@ ARRAY[3, 5]",
    "ta[1] = 'a,b' OR ta = '{\"\"}' OR 'x' = ANY (ta)",
    "da[1] = '2024-01-01' OR na = '{-99999999.99}' OR ba = '{t,f,NULL}'",
    "iia[1][2] = 2 OR array_length(ia, 1) = 2 OR array_position(ia, 3) = 3",
    "CASE WHEN id < 3 THEN t IS NULL ELSE b END",
  ])("has a condition checked at the lake: %s", async (condition) => {
    const sql = `SELECT id FROM kinds WHERE ${condition} ORDER BY id`;
    expect(await rowsOf(sql)).toEqual(await rowsOf(sql, "origin"));
    for (const node of nodesOf(await planOf(sql))) {
      expect(node).not.toHaveProperty("Filter");
      expect(bare).toContain(node["Node Type"]);
    }
  });

  it.each([
    ["SELECT id, t FROM kinds ORDER BY t DESC LIMIT 2", /ORDER BY t DESC NULLS FIRST LIMIT 2/],
    [
      "SELECT id FROM customers ORDER BY born DESC NULLS LAST, id LIMIT 3 OFFSET 5",
      /LIMIT 3::bigint OFFSET 5::bigint$/,
    ],
    ["SELECT count(*), count(t), count(DISTINCT b), min(t), max(ia), min(ts) FROM kinds", /^SELECT count\(\*\), /],
    ["SELECT sum(i2), sum(n), bool_or(b), bit_and(i2), array_agg(id ORDER BY id) FROM kinds", /bool_or\(b\)/],
    ["SELECT count(*) FROM customers WHERE born - '1950-02-07' BETWEEN 0 AND 99", /born - '1950-02-07'/],
    ["SELECT string_agg(t, ',' ORDER BY id DESC) FROM kinds", /string_agg\(t, ','::text ORDER BY id DESC/],
    [
      "SELECT note, sum(total) FROM orders GROUP BY note HAVING count(*) > 230 ORDER BY note",
      /HAVING .* ORDER BY note/,
    ],
    ["SELECT customer % 3 AS rest, count(*) FILTER (WHERE total > 50) FROM orders GROUP BY 1 ORDER BY 1", /FILTER/],
    ["SELECT percentile_disc(0.25) WITHIN GROUP (ORDER BY total) FROM orders", /WITHIN GROUP/],
    [
      `SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer = c.id WHERE o.total > 95.5 AND c.name <> ''
       ORDER BY o.total DESC, c.name LIMIT 3`,
      /INNER JOIN .* LIMIT 3/,
    ],
    [
      "SELECT c.id, o.total FROM customers c LEFT JOIN orders o ON c.id = o.customer AND o.number = 6 ORDER BY c.id LIMIT 3",
      /LEFT JOIN/,
    ],
    [
      `SELECT count(*) FROM (SELECT id FROM customers WHERE id < 10) c
       FULL JOIN (SELECT customer FROM orders WHERE customer BETWEEN 8 AND 12) o ON c.id = o.customer`,
      /FULL JOIN/,
    ],
  ])("has the whole of it done at the lake: %s", async (sql, remote) => {
    expect(await rowsOf(sql)).toEqual(await rowsOf(sql, "origin"));
    expect(await planOf(sql)).toMatchObject({
      "Node Type": "Foreign Scan",
      "Remote SQL": expect.stringMatching(remote) as string,
    });
  });

  it("has rows of its own looked up at the lake, one by one", async () => {
    await client.query(
      "CREATE TABLE parts.mine AS SELECT * FROM (VALUES (3::bigint, 'three'), (250, 'many'), (900, 'none')) v(id, word)",
    );
    const sql = "SELECT word, (SELECT name FROM customers c WHERE c.id = m.id) FROM parts.mine m ORDER BY m.id";
    expect(await rowsOf(sql)).toEqual(await rowsOf(sql, "origin"));
    const remote = nodesOf(await planOf(sql)).flatMap((node) => node["Remote SQL"] ?? []);
    expect(remote).toEqual(["SELECT name FROM public.customers WHERE ((id = $1::bigint))"]);
  });

  it("joins rows of its own with those of the lake", async () => {
    await client.query("CREATE TABLE parts.mine AS SELECT n AS id FROM generate_series(-5, 5) n");
    const sql = "SELECT c.id, c.name, c.born FROM parts.mine m JOIN customers c USING (id) ORDER BY 1";
    expect(await rowsOf(sql)).toEqual(await rowsOf(sql, "origin"));
  });

  it("hands on the parameters of a statement that is planned once", {
    meta: { feature: "parameters of each type" },
  }, async () => {
    await client.query("SET plan_cache_mode = force_generic_plan");
    await rowsOf(
      "PREPARE found (bigint[], text, date) AS SELECT id FROM customers WHERE id = ANY ($1) OR name = $2 OR born = $3",
    );
    const found = await rowsOf("EXECUTE found ('{5,6}', 'c009', '1950-05-29')");
    expect(
      found
        .flat()
        .map(Number)
        .sort((left, right) => left - right),
    ).toEqual([4, 5, 6, 9]);
    await client.query("DEALLOCATE found");
  });

  it.each([1, 7, 100_000])("fetches %i rows at a time", { meta: { feature: "streaming" } }, async (size) => {
    await client.query(
      `CREATE FOREIGN TABLE parts.others (id bigint, name text) SERVER lake OPTIONS (table_name 'customers', schema_name 'public', fetch_size '${size}')`,
    );
    expect(await rowsOf("SELECT * FROM others", "parts")).toEqual(
      await rowsOf("SELECT id, name FROM customers", "origin"),
    );
  });

  it("counts and samples for ANALYZE", { meta: { feature: "metadata" } }, async () => {
    await client.query("ANALYZE lake.candidates, lake.orders");
    const sizes = `SELECT relname, reltuples, relpages FROM pg_class WHERE relname IN ('candidates', 'orders')
      AND relkind IN ('r', 'f') AND relnamespace::regnamespace::text IN ('lake', 'public') ORDER BY 1`;
    expect(await rowsOf(sizes)).toEqual((await lake.query({ text: sizes, rowMode: "array" })).rows);
    const distinct = (schema: string) =>
      rowsOf(`SELECT attname, n_distinct, null_frac, most_common_vals IS NULL FROM pg_stats
        WHERE schemaname = '${schema}' AND tablename = 'orders' ORDER BY 1`);
    expect(await distinct("lake")).toEqual(await distinct("origin"));
  });

  it("asks several of its tables at once", async () => {
    await client.query(`CREATE TABLE parts.all_of_them (id bigint, name text) PARTITION BY RANGE (id);
      CREATE FOREIGN TABLE parts.low PARTITION OF parts.all_of_them FOR VALUES FROM (1) TO (250) SERVER lake
        OPTIONS (schema_name 'public', table_name 'customers', async_capable 'true');
      CREATE FOREIGN TABLE parts.high PARTITION OF parts.all_of_them FOR VALUES FROM (250) TO (600) SERVER lake
        OPTIONS (schema_name 'public', table_name 'customers', async_capable 'true')`);
    expect(
      await rowsOf("SELECT id FROM low WHERE id = 3 UNION ALL SELECT id FROM high WHERE id = 300", "parts"),
    ).toEqual([["3"], ["300"]]);
    expect(await rowsOf("SELECT count(*) FROM all_of_them WHERE name <> ''", "parts")).toEqual([["858"]]);
  });

  it("reads one state of the lake in a transaction, by cursors and after an error that was rolled back", {
    meta: { feature: "transactions" },
  }, async () => {
    await lake.query("CREATE TABLE growing (id bigint)");
    await client.query("CREATE FOREIGN TABLE parts.growing (id bigint) SERVER lake OPTIONS (schema_name 'public')");
    const count = async () => (await rowsOf("SELECT count(*)::int FROM growing", "parts"))[0]?.[0];
    await client.query(
      "BEGIN; DECLARE c SCROLL CURSOR FOR SELECT id FROM lake.orders JOIN lake.customers ON id = customer ORDER BY 1, number",
    );
    expect((await client.query("FETCH 120 FROM c")).rows).toHaveLength(120);
    expect(await count()).toBe(0);
    await lake.query("CALL ingest_db('growing', 'origin', 'SELECT 1::bigint AS id', if_exists => 'append')");
    await client.query("SAVEPOINT before");
    expect((await errorOf("SELECT max(id * 9223372036854775807) FROM customers")).code).toBe("22003");
    await client.query("ROLLBACK TO before");
    expect(await count()).toBe(0);
    expect((await client.query("FETCH BACKWARD 119 FROM c")).rows.at(-1)).toEqual({ id: "1" });
    await client.query("COMMIT");
    expect(await count()).toBe(1);
  });

  it.each([
    ["INSERT INTO customers VALUES (1000, 'x', NULL)", "INSERT is not supported"],
    ["INSERT INTO customers SELECT 1, 'x' RETURNING id", "INSERT is not supported"],
    ["UPDATE customers SET name = 'x' WHERE id = 1", "UPDATE is not supported"],
    ["DELETE FROM customers WHERE id = 1", "DELETE is not supported"],
    ["TRUNCATE customers", "TRUNCATE is not supported"],
  ])("is told that nothing is written: %s", async (sql, message) => {
    expect(await errorOf(sql)).toMatchObject({ code: "0A000", message });
    expect(await rowsOf("SELECT count(*) FROM customers")).toEqual([["500"]]);
  });

  it("gets the rows that it asks to lock, which nobody else can change", async () => {
    expect(await rowsOf("SELECT id FROM customers WHERE id = 1 FOR UPDATE")).toEqual([["1"]]);
  });

  it("gets the lake's estimates by EXPLAIN, where it is to ask for them", async () => {
    await client.query(
      "CREATE FOREIGN TABLE parts.others (id bigint) SERVER lake OPTIONS (table_name 'customers', schema_name 'public', use_remote_estimate 'true')",
    );
    await client.query("SET search_path = parts");
    const { rows } = await client.query("EXPLAIN (FORMAT JSON) SELECT id FROM others");
    expect(rows[0]).toMatchObject({ "QUERY PLAN": [{ Plan: { "Node Type": "Foreign Scan", "Plan Rows": 500 } }] });
    expect((await client.query("SELECT id FROM others WHERE id < 3 ORDER BY id")).rows).toHaveLength(2);
  });
});
