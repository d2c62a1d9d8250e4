// Buckets on a real S3 server, through a running gateway: datasets come in, are joined across servers and folders, and never read wrong.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import duckdb from "@duckdb/node-bindings";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clientOf, makeBucket, type S3User } from "../support/ceph-rgw.js";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { s3Needs } from "../support/programs.mjs";
import { describeWith } from "../support/require.js";
import { s3Server } from "../support/s3-server.js";

async function writeParquet(file: string, sql: string): Promise<void> {
  const database = await duckdb.open(":memory:");
  const connection = await duckdb.connect(database);
  await duckdb.query(connection, `COPY (${sql}) TO '${file}' (FORMAT parquet)`);
  duckdb.disconnect_sync(connection);
  duckdb.close_sync(database);
}

describeWith([...s3Needs, "psql"], "buckets on S3", () => {
  const dataDir = makeDataDir();
  const inbox = path.join(dataDir, "inbox");
  let proxy: FaultProxy;
  let requests = 0;
  let gateway: Gateway;
  let client: pg.Client;
  let names: readonly [string, string];
  const users = (): readonly [S3User, S3User] => s3Server().users;

  const environment = () => ({ LAKE_B_KEY: users()[1].accessKeyId, LAKE_B_SECRET: users()[1].secretAccessKey });
  const restart = async (): Promise<void> => {
    await client.end();
    await gateway.stop();
    gateway = await startGateway(dataDir, environment());
    client = await gateway.connect();
  };
  const countRequests = (): { readonly kind: "none" } => {
    requests += 1;
    return { kind: "none" };
  };
  const rows = async (sql: string): Promise<readonly unknown[][]> =>
    (await client.query({ text: sql, rowMode: "array" })).rows as unknown[][];

  const bodyOf = async (bucket: string, user: S3User, key: string | undefined): Promise<Uint8Array> => {
    const answer = await clientOf(s3Server(), user).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  };

  beforeAll(async () => {
    mkdirSync(inbox);
    const [first] = users();
    proxy = await startFaultProxy(s3Server().endpoint);
    proxy.plan = countRequests;
    writeFileSync(
      path.join(dataDir, "sluice.yaml"),
      `ingest_roots: [${inbox}]\nsecrets_file: ${dataDir}/secrets.yaml\n`,
    );
    writeFileSync(
      path.join(dataDir, "secrets.yaml"),
      `s3_credentials: {a: {access_key_id: "${first.accessKeyId}", secret_access_key: "${first.secretAccessKey}"}}\n`,
    );
    chmodSync(path.join(dataDir, "secrets.yaml"), 0o600);
    writeFileSync(path.join(inbox, "orders.csv"), "id,person,amount\n1,10,2\n2,11,3\n3,10,4\n");
    writeFileSync(path.join(inbox, "people.csv"), "id,city\n10,Oslo\n11,Rome\n");
    names = [await makeBucket(s3Server(), users()[0]), await makeBucket(s3Server(), users()[1])];
    gateway = await startGateway(dataDir, environment());
    client = await gateway.connect();
    const common = `endpoint => '${proxy.endpoint}', dialect => 'ceph'`;
    await client.query(
      `CALL create_bucket('lake_a', kind => 's3', bucket => '${names[0]}', prefix => 'sluice', credentials => 'secret:a', ${common})`,
    );
    await client.query(
      `CALL create_bucket('lake_b', kind => 's3', bucket => '${names[1]}', credentials => 'env:LAKE_B_KEY,LAKE_B_SECRET', ${common})`,
    );
    await client.query(`CALL ingest('orders', '${inbox}/orders.csv', bucket => 'lake_a', key => 'id')`);
    await client.query(`CALL ingest('people', '${inbox}/people.csv', bucket => 'lake_b')`);
  }, 120_000);

  afterAll(async () => {
    await client?.end();
    await gateway?.stop();
    await proxy?.close();
    removeDataDir(dataDir);
  });

  it("have their datasets' objects where they were told to be, each by its own credentials", async () => {
    const keysIn = async (bucket: string, user: S3User) =>
      ((await clientOf(s3Server(), user).send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(
        ({ Key }) => Key,
      );
    expect(await keysIn(names[0], users()[0])).toEqual([expect.stringMatching(/^sluice\/orders\/.*\.parquet$/)]);
    expect(await keysIn(names[1], users()[1])).toEqual([expect.stringMatching(/^people\/.*\.parquet$/)]);
  });

  it("are joined with one another and with a folder", async () => {
    const joined = `SELECT p.city, a.species, sum(o.amount)::int FROM orders o JOIN people p ON p.id = o.person
      JOIN animals a ON a.id = o.id GROUP BY ALL ORDER BY 1, 2`;
    const first = await rows(joined);
    expect(first.map(([city]) => city)).toEqual(["Oslo", "Oslo", "Rome"]);
    expect(await rows(joined)).toEqual(first);
    expect(await rows("SELECT count(*)::int FROM lake_b.people")).toEqual([[2]]);
    const psql = spawnSync(
      "psql",
      ["-h", "127.0.0.1", "-p", String(gateway.port), "-U", "sluice", "-d", "lake", "-Atc", joined],
      {
        encoding: "utf8",
        env: { ...process.env, PGPASSWORD: gateway.password },
      },
    );
    expect(psql.stdout.trim().split("\n")).toEqual(first.map((row) => row.join("|")));
  });

  it("are described without a byte being fetched, and read with parameters", async () => {
    const before = requests;
    await client.query("PREPARE by_person AS SELECT sum(amount)::int AS total FROM orders WHERE person = $1");
    expect(requests).toBe(before);
    expect(await rows("EXECUTE by_person(10)")).toEqual([[6]]);
    expect(await rows("EXECUTE by_person(11)")).toEqual([[3]]);
  });

  it("hide erased rows, and keep what is read across a restart without fetching it again", async () => {
    await client.query("CALL tombstone('orders', 'id', ARRAY['3'])");
    expect(await rows("SELECT id::int FROM orders ORDER BY 1")).toEqual([[1], [2]]);
    expect(await rows("SELECT count(*)::int FROM __raw__orders")).toEqual([[3]]);
    await client.query(`CALL ingest('orders', '${inbox}/orders.csv', if_exists => 'append')`);
    expect(await rows("SELECT id::int FROM orders ORDER BY 1")).toEqual([[1], [1], [2], [2]]);
    await restart();
    const before = requests;
    expect(await rows("SELECT id::int FROM orders ORDER BY 1")).toEqual([[1], [1], [2], [2]]);
    expect(requests).toBe(before);
    await client.query("CALL untombstone('orders', 'id', ARRAY['3'])");
    expect(await rows("SELECT count(*)::int FROM orders")).toEqual([[6]]);
  });

  it("are read in parts, by views and by pages", async () => {
    await client.query(
      "CALL create_view('orders_safe', base => 'orders', columns => ARRAY['id', 'amount'], redactions => '{\"id\": \"null\"}')",
    );
    expect(await rows("SELECT DISTINCT id FROM orders_safe")).toEqual([[null]]);
    const [[id]] = (await rows("CALL query_paged('SELECT id FROM orders ORDER BY 1', page_size => 2)")) as [[string]];
    expect(await rows(`CALL query_page('${id}', 3)`)).toHaveLength(2);
    await client.query("BEGIN");
    await client.query("DECLARE c CURSOR FOR SELECT id FROM orders");
    expect(await rows("FETCH 4 FROM c")).toHaveLength(4);
    await client.query("COMMIT");
  });

  it("are asked only for objects that may hold what a statement wants", async () => {
    const days = 20;
    for (let day = 1; day <= days; day++) {
      const date = `2026-03-${String(day).padStart(2, "0")}`;
      const lines = Array.from({ length: 50 }, (_, index) => `${date},${day * 100 + index}`);
      writeFileSync(path.join(inbox, `${date}.csv`), `day,n\n${lines.join("\n")}\n`);
      const how = day === 1 ? "bucket => 'lake_a'" : "if_exists => 'append'";
      await client.query(`CALL ingest('daily', '${inbox}/${date}.csv', ${how})`);
    }
    const fetched = async (sql: string, values: unknown[] = []): Promise<readonly unknown[]> => {
      const before = requests;
      const { rows: answer } = await client.query({ text: sql, values, rowMode: "array" });
      return [...(answer[0] as unknown[]), requests - before];
    };
    const explained = async (sql: string): Promise<readonly unknown[][]> => {
      const before = requests;
      const answer = await rows(`CALL explain_access($$ ${sql} $$)`);
      expect(requests).toBe(before);
      return answer;
    };
    const count = "SELECT count(*)::int FROM daily";
    const oneDay = `${count} d JOIN animals a ON a.id = 1 WHERE day = '2026-03-05'`;
    const [[bytes]] = (await rows("SELECT bytes FROM sluice.objects WHERE dataset = 'daily' LIMIT 1")) as [[string]];
    const near = ["primary", "animals", "folder", "1", "0", "0", "0"];
    expect(await explained(oneDay)).toEqual([["lake_a", "daily", "cache", "20", "19", "0", bytes], near]);
    expect(await fetched(`${count} WHERE day = '2026-03-05'`)).toEqual([50, 1]);
    expect(await explained(oneDay)).toEqual([["lake_a", "daily", "cache", "20", "19", "1", "0"], near]);
    await expect(explained(`${count} WHERE day = $1`)).rejects.toMatchObject({ code: "0A000" });
    await expect(explained("SELECT * FROM nowhere")).rejects.toMatchObject({ code: "42P01" });
    expect(await fetched(`${count} WHERE day BETWEEN DATE '2026-03-05' AND DATE '2026-03-06'`)).toEqual([100, 1]);
    expect(await fetched(`${count} WHERE day = $1`, ["2026-03-09"])).toEqual([50, 1]);
    expect(await fetched(`${count} d JOIN animals a ON a.id = 1 WHERE d.n IN (1101, 1149) AND a.id = 1`)).toEqual([
      2, 1,
    ]);
    expect(await fetched(`${count} WHERE day < '2026-03-01'`)).toEqual([0, 0]);
    expect(await fetched(`${count} WHERE n > 1949 OR day = '2026-03-05'`)).toEqual([100, 16]);
    expect(await fetched(count)).toEqual([1000, 0]);
  });

  it("give Parquet that lies there to register and to ingest", async () => {
    const [key] =
      (
        await clientOf(s3Server(), users()[0]).send(
          new ListObjectsV2Command({ Bucket: names[0], Prefix: "sluice/orders/" }),
        )
      ).Contents ?? [];
    const body = await bodyOf(names[0], users()[0], key?.Key);
    await clientOf(s3Server(), users()[1]).send(
      new PutObjectCommand({ Bucket: names[1], Key: "raw/one.parquet", Body: body }),
    );
    const asked: string[] = [];
    proxy.plan = ({ method, url, headers }) => {
      if (method === "GET" && url.includes("/raw/")) asked.push(String(headers["range"]));
      return { kind: "none" };
    };
    await client.query("CALL register('raw', 'lakehouse-lake-b://raw/*.parquet')");
    // The object is smaller than what is asked for at first.
    expect(asked).toEqual([`bytes=0-${body.length - 1}`]);
    proxy.plan = countRequests;
    expect(await rows("SELECT count(*)::int FROM raw")).toEqual([[3]]);
    await client.query("CALL ingest('copied', 'lakehouse-lake-b://raw/one.parquet', bucket => 'lake_a')");
    expect(await rows("SELECT count(*)::int FROM copied")).toEqual([[3]]);
  });

  it("never answer from an object that has changed under its key", async () => {
    const other = clientOf(s3Server(), users()[1]);
    await client.query("CALL register('changing', 'lakehouse-lake-b://raw/one.parquet')");
    const body = await bodyOf(names[1], users()[1], "raw/one.parquet");
    await other.send(new PutObjectCommand({ Bucket: names[1], Key: "raw/two.parquet", Body: body }));
    await client.query("CALL register('soon_changed', 'lakehouse-lake-b://raw/two.parquet')");
    expect(await rows("SELECT count(*)::int FROM soon_changed")).toEqual([[3]]);
    await restart();
    for (const name of readdirSync(path.join(dataDir, "cache/objects")))
      expect(name).toMatch(/^[0-9a-f]{64}\.parquet$/);
    await other.send(
      new PutObjectCommand({
        Bucket: names[1],
        Key: "raw/two.parquet",
        Body: Buffer.concat([Buffer.from(body), Buffer.of(0)]),
      }),
    );
    // The one that was fetched is still what it was.
    expect(await rows("SELECT count(*)::int FROM soon_changed")).toEqual([[3]]);
    await client.end();
    await gateway.stop();
    const cache = path.join(dataDir, "cache/objects");
    for (const name of readdirSync(cache)) writeFileSync(path.join(cache, name), "");
    gateway = await startGateway(dataDir, environment());
    client = await gateway.connect();
    await expect(client.query("SELECT * FROM soon_changed")).rejects.toMatchObject({
      code: "55000",
      message: expect.stringContaining("lakehouse-lake-b://raw/two.parquet"),
    });
    expect(await rows("SELECT count(*)::int FROM changing")).toEqual([[3]]);
  });

  it("fail the statements that need them when their server is gone, by name, and no others", async () => {
    await client.query(`CALL ingest('far', '${inbox}/people.csv', bucket => 'lake_b')`);
    expect(await rows("SELECT count(*)::int FROM people")).toEqual([[2]]);
    proxy.plan = () => ({ kind: "resetBefore" });
    const failed = client.query("SELECT * FROM far");
    await expect(failed).rejects.toMatchObject({ code: "58030", message: expect.stringContaining("lake_b") });
    expect(await rows("SELECT count(*)::int FROM animals")).toEqual([[28]]);
    expect(await rows("SELECT count(*)::int FROM people")).toEqual([[2]]);
    proxy.plan = () => ({ kind: "none" });
    expect(await rows("SELECT count(*)::int FROM far")).toEqual([[2]]);
  }, 120_000);

  it("are refused where nothing can be had, or where they overlap", async () => {
    const create = (name: string, more: string) =>
      client.query(
        `CALL create_bucket('${name}', kind => 's3', endpoint => '${proxy.endpoint}', dialect => 'ceph', ${more})`,
      );
    await expect(create("x", "bucket => 'no-such-bucket', credentials => 'secret:a'")).rejects.toMatchObject({
      code: "58030",
    });
    await expect(
      create("x", `bucket => '${names[0]}', prefix => 'elsewhere', credentials => 'secret:nobody'`),
    ).rejects.toMatchObject({
      code: "42704",
    });
    await expect(
      create("x", `bucket => '${names[0]}', credentials => 'secret:a', prefix => 'sluice/deep'`),
    ).rejects.toMatchObject({ code: "22023" });
    await expect(
      create("x", `bucket => '${names[1]}', credentials => 'secret:a', prefix => 'p'`),
    ).rejects.toMatchObject({ code: expect.stringMatching(/58030|22023/) });
    await expect(
      create("lake-a", `bucket => '${names[0]}', credentials => 'secret:a', prefix => 'q'`),
    ).rejects.toMatchObject({ code: "42710" });
  });

  it("have many objects asked for at once without a word in the log", () => {
    expect(gateway.log()).not.toContain("MaxListeners");
  });

  it("tell nobody their credentials", async () => {
    const secrets = users().flatMap(({ secretAccessKey, accessKeyId }) => [secretAccessKey, accessKeyId]);
    const told = [
      gateway.log(),
      JSON.stringify(await rows("SELECT * FROM sluice.buckets")),
      JSON.stringify(await rows("SELECT * FROM sluice.settings")),
      JSON.stringify(await rows("SELECT * FROM sluice.journal")),
      ...readdirSync(path.join(dataDir, "catalog/journal")).map((name) =>
        readFileSync(path.join(dataDir, "catalog/journal", name), "utf8"),
      ),
    ];
    for (const secret of secrets) expect(told.filter((text) => text.includes(secret))).toEqual([]);
  });

  it("have what is missing from their rescue, whichever kind that is of, without the erased rows", async () => {
    await client.query("CALL create_bucket('spare', kind => 'local')");
    await client.query(`CALL ingest('letters', '${inbox}/people.csv', bucket => 'lake_b', key => 'id')`);
    const [[url]] = (await rows("SELECT url FROM sluice.objects WHERE dataset = 'letters'")) as [[string]];
    const key = url.split("://")[1] ?? "";
    const body = await bodyOf(names[1], users()[1], key);
    await clientOf(s3Server(), users()[1]).send(new DeleteObjectCommand({ Bucket: names[1], Key: key }));
    const read = () => rows("SELECT city FROM letters ORDER BY 1");
    await expect(read()).rejects.toMatchObject({ code: "55000", message: expect.stringContaining("is gone") });
    await client.query("CALL alter_bucket('lake_b', rescue => 'spare')");
    await expect(read()).rejects.toMatchObject({ code: "55000", message: expect.stringContaining("is gone") });

    const file = path.join(dataDir, "buckets/spare", key);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, body);
    const notices: string[] = [];
    client.on("notice", ({ message }) => notices.push(message ?? ""));
    expect(await read()).toEqual([["Oslo"], ["Rome"]]);
    expect(notices).toEqual(['1 object that is missing in bucket "lake_b" came from bucket "spare"']);
    await client.query("CALL tombstone('letters', 'id', ARRAY['10'])");
    expect(await read()).toEqual([["Rome"]]);

    // The other way round: a folder's, from a server.
    await client.query(`CALL ingest('notes', '${inbox}/people.csv', bucket => 'spare')`);
    const [[note]] = (await rows("SELECT url FROM sluice.objects WHERE dataset = 'notes'")) as [[string]];
    const noteKey = note.split("://")[1] ?? "";
    const noteFile = path.join(dataDir, "buckets/spare", noteKey);
    await clientOf(s3Server(), users()[0]).send(
      new PutObjectCommand({ Bucket: names[0], Key: `sluice/${noteKey}`, Body: readFileSync(noteFile) }),
    );
    rmSync(noteFile);
    await client.query("CALL alter_bucket('spare', rescue => 'lake_a')");
    expect(await rows("SELECT city FROM notes ORDER BY 1")).toEqual([["Oslo"], ["Rome"]]);
    await client.query("CALL drop_dataset('notes')");

    // And now from another server.
    await client.query("CALL alter_bucket('lake_b', rescue => 'lake_a')");
    await clientOf(s3Server(), users()[0]).send(
      new PutObjectCommand({ Bucket: names[0], Key: `sluice/${key}`, Body: body }),
    );
    rmSync(file);
    expect(await read()).toEqual([["Rome"]]);
    expect(
      await rows(
        "SELECT DISTINCT bucket, object, rescued_from FROM sluice.bucket_errors WHERE rescued_from IS NOT NULL ORDER BY 3, 1",
      ),
    ).toEqual([
      ["lake_b", url, "lake_a"],
      ["spare", note, "lake_a"],
      ["lake_b", url, "spare"],
    ]);
    client.removeAllListeners("notice");
    await client.query("CALL drop_dataset('letters')");
    await client.query("CALL alter_bucket('lake_b', rescue => '')");
    await client.query("CALL drop_bucket('spare')");
  });

  it("are listed with what is wrong with them, and can be moved to where they are to be found", async () => {
    await client.query(
      "CALL create_bucket('moving', kind => 's3', bucket => $1, prefix => 'moving', endpoint => $2, dialect => 'ceph', credentials => 'secret:a')",
      [names[0], proxy.endpoint],
    );
    await expect(client.query("CALL alter_bucket('moving', endpoint => 'http://127.0.0.1:1')")).rejects.toMatchObject({
      code: "58030",
    });
    const { rows: listed } = await client.query("CALL list_buckets()");
    expect(listed.every(({ reachable }) => reachable)).toBe(true);
    expect(listed.find(({ name }) => name === "moving")).toMatchObject({
      root: `s3://${names[0]}/moving/`,
      datasets: "0",
      error: null,
      last_error: expect.stringContaining("the server cannot be reached"),
    });
    proxy.plan = () => ({ kind: "stalledHead" });
    const { rows: silent } = await client.query("CALL list_buckets()");
    expect(silent.find(({ name }) => name === "moving")).toMatchObject({
      reachable: false,
      error: "it did not answer within 5000 ms",
    });
    proxy.plan = () => ({ kind: "status", status: 403, code: "AccessDenied" });
    const { rows: denied } = await client.query("CALL list_buckets()");
    proxy.plan = () => ({ kind: "none" });
    expect(denied.find(({ name }) => name === "moving")).toMatchObject({
      reachable: false,
      error: expect.stringContaining("access denied"),
    });
    expect(denied.find(({ name }) => name === "primary")).toMatchObject({ reachable: true });
    await client.query("CALL alter_bucket('moving', prefix => 'moved')");
    expect(await rows("SELECT root FROM sluice.buckets WHERE name = 'moving'")).toEqual([[`s3://${names[0]}/moved/`]]);
    await client.query("CALL drop_bucket('moving')");
  });

  it("are registered by the footers of their objects, and pruned by what these tell", async () => {
    const file = path.join(dataDir, "wide.parquet");
    for (const part of [1, 2]) {
      // Random numbers, so that it is large; a row group tells its own bounds.
      await writeParquet(file, `SELECT i + ${part} * 1000000 AS id, md5(i::VARCHAR) AS text FROM range(400000) t(i)`);
      await clientOf(s3Server(), users()[0]).send(
        new PutObjectCommand({ Bucket: names[0], Key: `sluice/footers/${part}.parquet`, Body: readFileSync(file) }),
      );
    }
    let fetched = 0;
    proxy.plan = ({ headers }) => {
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(String(headers["range"])) ?? [];
      if (first !== undefined) fetched += Number(last) - Number(first) + 1;
      return { kind: "none" };
    };
    const { rows: registered } = await client.query(
      "CALL register('footers', 'lakehouse-lake-a://footers/*.parquet', key => 'id')",
    );
    expect(registered).toMatchObject([{ objects: "2", rows: "800000" }]);
    expect(Number(registered[0].bytes)).toBeGreaterThan(20_000_000);
    expect(fetched).toBeLessThan(200_000);
    const [[, , , objects, pruned]] = (await rows(
      "CALL explain_access('SELECT * FROM footers WHERE id = 1000007')",
    )) as [string[]];
    expect([objects, pruned]).toEqual(["2", "1"]);
    fetched = 0;
    expect(await rows("SELECT text FROM footers WHERE id = 1000007")).toEqual([["8f14e45fceea167a5a36dedd4bea2543"]]);
    expect(fetched).toBeLessThan(0.6 * Number(registered[0].bytes));
    expect(await rows("SELECT count(*)::int FROM footers")).toEqual([[800_000]]);
    await client.query("CALL drop_dataset('footers')");
    proxy.plan = countRequests;
  });

  it("give nothing to register that is no Parquet, or is cut", async () => {
    const put = (key: string, body: Uint8Array) =>
      clientOf(s3Server(), users()[0]).send(
        new PutObjectCommand({ Bucket: names[0], Key: `sluice/bad/${key}`, Body: body }),
      );
    const whole = readFileSync(path.join(dataDir, "wide.parquet"));
    await put("empty.parquet", Buffer.alloc(0));
    await put("text.parquet", Buffer.from("id,name\n1,Ada\n"));
    await put("cut.parquet", whole.subarray(0, 100_000));
    const lying = Buffer.from(whole.subarray(-1_000));
    lying.writeUInt32LE(0xffff_ffff, lying.length - 8);
    await put("lying.parquet", lying);
    for (const name of ["empty", "text", "cut", "lying"]) {
      const call = `CALL register('bad', 'lakehouse-lake-a://bad/${name}.parquet')`;
      await expect(client.query(call), name).rejects.toMatchObject({ code: expect.stringMatching(/^(22|54|55|58)/) });
    }
    expect(await rows("SELECT 1 FROM sluice.datasets WHERE name = 'bad'")).toEqual([]);
  });
});
