// What views cost: reading one in both its forms beside the plain scan, and finding out what a statement may read.
// `node bench/views.bench.mjs [rows]`
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { median, milliseconds, significant } from "./figures.mjs";

// What was built, not the sources: that is what runs. Needs `npm run build`.
const { openEngine } = /** @type {typeof import("../src/engine/engine.js")} */ (await built("engine/engine.js"));
const { openCatalog } = /** @type {typeof import("../src/catalog/catalog.js")} */ (await built("catalog/catalog.js"));
const { MemoryStore } = /** @type {typeof import("../src/catalog/store/memory.js")} */ (
  await built("catalog/store/memory.js")
);
const { objectUrl } = /** @type {typeof import("../src/catalog/api.js")} */ (await built("catalog/api.js"));

const rounds = 7;
const rows = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(path.join(tmpdir(), "sluice-views-"));
const root = path.join(folder, "primary");
mkdirSync(path.join(root, "people"), { recursive: true });
let ids = 0;
const catalog = await openCatalog({
  store: new MemoryStore(),
  clock: () => new Date(),
  randomId: () => String(ids++),
  warn: console.error,
});
const engine = await openEngine({
  catalog,
  sandbox: { folders: [root], temporaryFolder: path.join(folder, "spill"), memoryLimit: "4GiB", threads: 2 },
  serverVersion: "15",
  assertFresh: () => undefined,
  warn: console.error,
  workFolder: path.join(root, "work"),
  hashKeys: new Map([["bench", Buffer.alloc(32, 1)]]),
});

try {
  await prepareLake();
  console.log(`\n${rows.toLocaleString("en")} rows, ${rounds} runs each, medians\n`);
  /** @type {readonly (readonly [string, string])[]} */
  const questions = [
    ["sum of a number", "SELECT sum(salary) FROM X"],
    ["one row by a number", "SELECT count(*) FROM X WHERE id = 777777"],
    ["groups", "SELECT status, count(*) FROM X GROUP BY 1"],
    ["greatest masked value", "SELECT max(code) FROM X"],
    ["greatest hash, with a key", "SELECT max(mail) FROM X"],
  ];
  for (const [what, sql] of questions) {
    const plain = await timeOf(sql.replace("X", "people"));
    const fast = await timeOf(sql.replace("X", "safe"));
    // `||` is not leakproof.
    const barrier = await timeOf(
      `${sql.replace("X", "safe")}${sql.includes("WHERE") ? " AND" : " WHERE"} status || '' <> ''`.replace(
        /( GROUP BY 1)( WHERE.*)/,
        "$2$1",
      ),
    );
    console.log(
      `${what.padEnd(25)} plain ${milliseconds(plain)}, fast ${milliseconds(fast)}, barrier ${milliseconds(barrier)}`,
    );
  }
  await planning();
} finally {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
}

async function prepareLake() {
  const { columns, files } = await engine.parquetFiles.writeQuery({
    sql: `SELECT i AS id, 'CODE-' || lpad(i::VARCHAR, 8, '0') AS code, CASE WHEN i % 10 = 0 THEN 'blocked' ELSE 'active' END AS status,
      (i * 1.5)::DECIMAL(14,2) AS salary, 'mail' || i || '@example.org' AS mail FROM range(${rows}) r(i)`,
    folder: path.join(root, "people"),
    signal: new AbortController().signal,
  });
  const view = await commit(
    { kind: "bucketCreated", bucket: { name: "primary", kind: "local", root } },
    { kind: "roleCreated", role: { name: "admin", isSuperuser: true, canLogin: true } },
    { kind: "roleCreated", role: { name: "agent", isSuperuser: false, canLogin: true } },
    {
      kind: "datasetCreated",
      dataset: {
        name: "people",
        bucket: "primary",
        origin: "ingested",
        columns,
        keyColumns: [],
        objects: files.map((file) => ({
          url: objectUrl("primary", `people/${path.basename(file.path)}`),
          rows: file.rows,
          bytes: file.bytes,
        })),
      },
    },
  ).then((snapshot) =>
    engine.rowRules.checkView(snapshot, {
      name: "safe",
      base: "people",
      columns: ["id", "code", "status", "salary", "mail"],
      rowFilter: "status <> 'blocked'",
      redactions: [
        { column: "code", redaction: { kind: "mask", keepPrefix: 3, keepSuffix: 2 } },
        { column: "mail", redaction: { kind: "hash", key: "bench" } },
      ],
    }),
  );
  await commit({ kind: "viewCreated", view }, { kind: "viewBound", role: "agent", view: "safe", as: "people_safe" });
}

/** What a statement costs before it runs: new each time, and known. */
async function planning() {
  const statement = (/** @type {number} */ number) =>
    `SELECT p.status, count(*) AS people, sum(p.id) AS ids, min(p.salary) AS least, max(p.salary) AS most, avg(p.salary) AS mean
     FROM safe AS p WHERE p.status = 'active' AND p.id BETWEEN ${number} AND 900000 AND p.code LIKE 'COD%' GROUP BY p.status
     HAVING count(*) > 1 ORDER BY people DESC, p.status LIMIT 10 -- ${"x".repeat(10)}`;
  const fresh = [];
  for (let number = 0; number < 300; number++) fresh.push(await planTime(statement(number)));
  const known = [];
  for (let number = 0; number < 300; number++) known.push(await planTime(statement(7)));
  console.log(`\nplanning a statement of ${statement(1).length} characters over a view:`);
  console.log(`new ${milliseconds(median(fresh))}, known ${significant(median(known) * 1000)} us`);
}

/** @param {string} sql */
async function planTime(sql) {
  const [parsed] = await engine.parse(sql);
  if (parsed === undefined) throw new Error("no statement");
  const startedAt = performance.now();
  await engine.prepare(parsed, context(), []);
  return performance.now() - startedAt;
}

/** @param {string} sql */
async function timeOf(sql) {
  const [parsed] = await engine.parse(sql);
  if (parsed === undefined) throw new Error("no statement");
  const times = [];
  for (let round = 0; round <= rounds; round++) {
    const startedAt = performance.now();
    const prepared = await engine.prepare(parsed, context(), []);
    const execution = await prepared.execute([], context(), { signal: new AbortController().signal });
    for await (const batch of execution.batches) if (batch.rowCount < 0) throw new Error("no batch");
    times.push(performance.now() - startedAt);
  }
  return median(times.slice(1));
}

/** @returns {import("../src/engine/api.js").StatementContext} */
function context() {
  return {
    sessionId: 1,
    role: "admin",
    database: "lake",
    clientAddress: undefined,
    timeZone: "UTC",
    snapshot: undefined,
    setting: () => undefined,
  };
}

/** @param {...import("../src/catalog/api.js").CatalogEvent} events */
function commit(...events) {
  return catalog.commit({ actor: "bench" }, () => events);
}

/** @param {string} file */
function built(file) {
  return import(new URL(`../dist/${file}`, import.meta.url).href);
}
