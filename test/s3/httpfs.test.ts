// Buckets that DuckDB reads where they lie, by its extension httpfs: the same answers, and nobody learns a key.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clientOf, makeBucket, type S3User } from "../support/ceph-rgw.js";
import { type FaultProxy, noFaults, startFaultProxy } from "../support/fault-proxy.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { pythonFolder, s3Needs } from "../support/programs.mjs";
import { describeWith } from "../support/require.js";
import { s3Server } from "../support/s3-server.js";

const program = fileURLToPath(new URL("../../bin/sluice.cjs", import.meta.url));
/** Where the wheel has put it. */
function extensionFile(): string {
  const library = path.join(pythonFolder, "lib");
  const [python = ""] = readdirSync(library);
  const versions = path.join(library, python, "site-packages/duckdb_extension_httpfs/extensions");
  return path.join(versions, readdirSync(versions)[0] ?? "", "httpfs.duckdb_extension");
}

describeWith([...s3Needs, "httpfs"], "buckets that httpfs reads", () => {
  const dataDir = makeDataDir();
  const inbox = path.join(dataDir, "inbox");
  let proxy: FaultProxy;
  let gateway: Gateway;
  let client: pg.Client;
  let name: string;
  const user = (): S3User => s3Server().users[0];
  const start = async (): Promise<void> => {
    gateway = await startGateway(dataDir, { LAKE_KEY: user().accessKeyId, LAKE_SECRET: user().secretAccessKey });
    client = await gateway.connect();
  };
  const restart = async (): Promise<void> => {
    await client.end();
    await gateway.stop();
    await start();
  };
  const rows = async (sql: string, values: unknown[] = []): Promise<readonly unknown[][]> =>
    (await client.query({ text: sql, values, rowMode: "array" })).rows as unknown[][];
  const createBucket = (bucket: string, prefix: string, reader: string) =>
    client.query(
      `CALL create_bucket('${bucket}', kind => 's3', bucket => '${name}', prefix => '${prefix}', endpoint => '${proxy.endpoint}', dialect => 'ceph', credentials => 'env:LAKE_KEY,LAKE_SECRET', reader => '${reader}')`,
    );
  const cached = (): readonly string[] => readdirSync(path.join(dataDir, "cache/objects"));

  beforeAll(async () => {
    mkdirSync(inbox);
    const extensions = path.dirname(extensionFile());
    writeFileSync(
      path.join(dataDir, "sluice.yaml"),
      `{ingest_roots: ["${inbox}"], extensions_dir: "${extensions}", cache: {bytes_max: 64MiB}}\n`,
    );
    proxy = await startFaultProxy(s3Server().endpoint);
    name = await makeBucket(s3Server(), user());
    await start();
    await createBucket("far", "far", "httpfs");
    await createBucket("auto", "auto", "auto");
    await restart();
    for (const day of [1, 2, 3]) {
      const lines = Array.from({ length: 100 }, (_, index) => `${day * 100 + index},2026-03-0${day}`);
      writeFileSync(path.join(inbox, `${day}.csv`), `id,day\n${lines.join("\n")}\n`);
      const how = day === 1 ? "bucket => 'far', key => 'id'" : "if_exists => 'append'";
      await client.query(`CALL ingest('days', '${inbox}/${day}.csv', ${how})`);
    }
  }, 120_000);

  afterAll(async () => {
    await client?.end();
    await gateway?.stop();
    await proxy?.close();
    removeDataDir(dataDir);
  });

  it("answer as others do, and leave nothing in the cache", async () => {
    expect(await rows("SELECT count(*)::int, sum(id)::int FROM days")).toEqual([[300, 74_850]]);
    expect(await rows("SELECT day::text FROM days WHERE id = $1", [217])).toEqual([["2026-03-02"]]);
    expect(
      await rows("SELECT a.id FROM days d JOIN animals a ON a.id = d.id - 100 WHERE d.id < 103 ORDER BY 1"),
    ).toEqual([[1], [2]]);
    expect(cached()).toEqual([]);
    expect(
      (await rows("CALL explain_access($$SELECT * FROM days WHERE day = '2026-03-02'$$)")).map((row) =>
        row.slice(0, 6),
      ),
    ).toEqual([["far", "days", "httpfs", "3", "2", "0"]]);
  });

  it("hide erased rows, and show them again", async () => {
    await client.query("CALL tombstone('days', 'id', ARRAY['100', '217'])");
    expect(await rows("SELECT count(*)::int FROM days")).toEqual([[298]]);
    expect(await rows("SELECT count(*)::int FROM days WHERE id = 217")).toEqual([[0]]);
    await client.query("CALL untombstone('days', 'id', ARRAY['100', '217'])");
    expect(await rows("SELECT count(*)::int FROM days")).toEqual([[300]]);
  });

  it("are read through the cache as long as what is wanted fits there, and by httpfs when it does not", async () => {
    await client.query(`CALL ingest('small', '${inbox}/1.csv', bucket => 'auto')`);
    expect(await rows("SELECT count(*)::int FROM small")).toEqual([[100]]);
    expect(cached()).toHaveLength(1);
    const wide = path.join(inbox, "wide.csv");
    // Nothing that could be packed.
    const line = (index: number) => `${index},${randomBytes(66).toString("base64")}`;
    for (let part = 0; part < 2; part++) {
      writeFileSync(
        wide,
        `id,text\n${Array.from({ length: 300_000 }, (_, index) => line(part * 300_000 + index)).join("\n")}\n`,
      );
      await client.query(
        `CALL ingest('wide', '${wide}', ${part === 0 ? "bucket => 'auto'" : "if_exists => 'append'"})`,
      );
    }
    const [[reader, bytes]] = (await rows("CALL explain_access('SELECT * FROM wide')")).map((row) => [
      row[2],
      Number(row[6]),
    ]) as [[string, number]];
    expect(bytes).toBeGreaterThan(32 * 2 ** 20);
    expect(reader).toBe("httpfs");
    expect(await rows("SELECT count(*)::int, min(id)::int, max(id)::int FROM wide")).toEqual([[600_000, 0, 599_999]]);
    expect(cached()).toHaveLength(1);
  });

  it("that were made since the gateway started wait for the next start, and say so", async () => {
    await createBucket("late", "late", "httpfs");
    await client.query(`CALL ingest('later', '${inbox}/1.csv', bucket => 'late')`);
    await expect(rows("SELECT count(*) FROM later")).rejects.toMatchObject({
      code: "55000",
      message: 'bucket "late" cannot be read by httpfs',
      hint: expect.stringContaining("Start the gateway anew"),
    });
    await client.query("CALL alter_bucket('late', reader => 'auto')");
    expect(await rows("SELECT count(*)::int FROM later")).toEqual([[100]]);
    await client.query("CALL alter_bucket('late', reader => 'httpfs')");
    await restart();
    expect(await rows("SELECT count(*)::int FROM later")).toEqual([[100]]);
  });

  it("never answer from an object that has changed or is gone", async () => {
    const s3 = clientOf(s3Server(), user());
    await client.query(`CALL ingest('changing', '${inbox}/1.csv', bucket => 'far')`);
    const [[url]] = (await rows("SELECT url FROM sluice.objects WHERE dataset = 'changing'")) as [[string]];
    const key = `far/${url.split("://")[1]}`;
    expect(await rows("SELECT count(*)::int FROM changing")).toEqual([[100]]);
    const [[other]] = (await rows("SELECT url FROM sluice.objects WHERE dataset = 'days' LIMIT 1")) as [[string]];
    await s3.send(new PutObjectCommand({ Bucket: name, Key: key, Body: `not ${other}` }));
    await expect(rows("SELECT count(*) FROM changing")).rejects.toMatchObject({
      code: "55000",
      message: expect.stringContaining(url),
    });
    await s3.send(new DeleteObjectCommand({ Bucket: name, Key: key }));
    await expect(rows("SELECT count(*) FROM changing")).rejects.toMatchObject({
      code: "55000",
      message: expect.stringContaining("is gone"),
    });
  });

  it("that are down, or let nobody in, fail their statements by name, and tell no more", async () => {
    await restart();
    for (const fault of [{ kind: "resetBefore" }, { kind: "status", status: 403, code: "AccessDenied" }] as const) {
      // Who is asked first is the store, then DuckDB itself.
      for (const spared of ["HEAD", "nobody"]) {
        proxy.plan = ({ method }) => (method === spared ? { kind: "none" } : fault);
        const refusal = await rows("SELECT sum(id) FROM days").catch((thrown: pg.DatabaseError) => thrown);
        expect(refusal).toMatchObject({ code: "58030", message: expect.stringContaining('bucket "far"') });
        const told = JSON.stringify(refusal);
        for (const secret of [user().accessKeyId, user().secretAccessKey, proxy.endpoint, name])
          expect(told).not.toContain(secret);
      }
    }
    proxy.plan = noFaults;
    expect(await rows("SELECT count(*)::int FROM animals WHERE id = 1")).toEqual([[1]]);
    expect(await rows("SELECT sum(id)::int FROM days")).toEqual([[74_850]]);
  }, 120_000);

  it("tell nobody where a broken object lies, and read none whose key would be options", async () => {
    const put = (key: string, body: Uint8Array) =>
      clientOf(s3Server(), user()).send(new PutObjectCommand({ Bucket: name, Key: `far/${key}`, Body: body }));
    const [[url]] = (await rows("SELECT url FROM sluice.objects WHERE dataset = 'days' LIMIT 1")) as [[string]];
    const got = await clientOf(s3Server(), user()).send(
      new GetObjectCommand({ Bucket: name, Key: `far/${url.split("://")[1]}` }),
    );
    const body = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    await put("odd?s3_endpoint=127.0.0.1.parquet", body);
    await client.query("CALL register('odd', 'lakehouse-far://odd*.parquet')");
    await expect(rows("SELECT * FROM odd")).rejects.toMatchObject({
      code: "0A000",
      detail: "Its key has a question mark.",
    });
    body.fill(0x55, 4, body.length / 3);
    await put("broken.parquet", body);
    await client.query("CALL register('broken', 'lakehouse-far://broken.parquet')");
    const refusal = await rows("SELECT * FROM broken").catch((thrown: pg.DatabaseError) => thrown);
    expect(refusal).toMatchObject({ code: expect.stringMatching(/^(58030|XX000)$/) });
    for (const secret of [name, "s3://", proxy.endpoint]) expect(JSON.stringify(refusal)).not.toContain(secret);
  });

  it("keep their keys to themselves", async () => {
    for (const sql of [
      "SELECT * FROM duckdb_secrets()",
      "SELECT * FROM which_secret('s3://x', 's3')",
      `SELECT * FROM read_parquet('s3://${name}/far/x.parquet')`,
      "SELECT * FROM read_text('https://example.com/x')",
      `SELECT * FROM 's3://${name}/far/x.parquet'`,
    ]) {
      await expect(rows(sql), sql).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|42P01|42883)$/) });
    }
    expect(gateway.log()).not.toContain(user().secretAccessKey);
  });
});

describeWith(["httpfs"], "sluice install-extensions", () => {
  it("brings httpfs from a repository, and says what went wrong where it cannot", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "sluice-extensions-"));
    const asked: string[] = [];
    const body = gzipSync(readFileSync(extensionFile()));
    const repository = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end(body);
    }).listen(0, "127.0.0.1");
    await once(repository, "listening");
    const run = (url: string): Promise<{ readonly code: number | null; readonly said: string }> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [program, "install-extensions", url], {
          cwd: folder,
          env: { ...process.env, SLUICE_EXTENSIONS_DIR: path.join(folder, "extensions") },
        });
        let said = "";
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding("utf8").on("data", (text: string) => (said += text));
        child.once("close", (code) => resolve({ code, said }));
      });
    const { port } = repository.address() as AddressInfo;
    const failed = await run("http://127.0.0.1:1");
    expect(failed).toEqual({ code: 1, said: expect.stringContaining("could not install httpfs") });
    const done = await run(`http://127.0.0.1:${port}`);
    repository.close();
    expect(done).toEqual({ code: 0, said: expect.stringMatching(/^installed .*httpfs\.duckdb_extension\n$/) });
    expect(asked).toEqual([expect.stringMatching(/^\/v1\.5\.5\/\w+\/httpfs\.duckdb_extension\.gz$/)]);
    rmSync(folder, { recursive: true });
  }, 60_000);

  it("is asked for by a gateway whose extensions_dir has none", () => {
    const dataDir = makeDataDir();
    const run = spawnSync(process.execPath, [program, "serve"], {
      cwd: dataDir,
      encoding: "utf8",
      env: { ...process.env, SLUICE_DATA_DIR: dataDir, SLUICE_PG_PORT: "0", SLUICE_EXTENSIONS_DIR: dataDir },
    });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("has no httpfs.duckdb_extension for DuckDB v1.5.5");
    removeDataDir(dataDir);
  });
});
