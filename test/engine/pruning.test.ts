// Objects of remote buckets that a statement cannot want are not brought here; and no answer is another one for that.
import { rename } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DataObject, statisticsKey } from "../../src/catalog/api.js";
import type { RemoteCopies } from "../../src/engine/api.js";
import { type Lake, openLake, query } from "../support/lake.js";

const objectCount = 8;
let lake: Lake;
let held: string[] = [];

/** The bucket `far` is a folder whose files have no path as far as the catalog knows. */
const copies: RemoteCopies = {
  hold: async (_bucket, objects) => {
    held.push(...objects.map(({ key }) => key));
    return { paths: objects.map(({ key }) => path.join(lake.folder, "testing", key)), release: () => undefined };
  },
  missing: (_, objects) => objects,
};

const dayOf = (object: number): string => `DATE '2026-01-01' + ${object * 10}`;

/** Rows of one object: its own range of days and numbers, with NULLs, and a column that is spread over all. */
function rowsOf(object: number): string {
  return `SELECT (i + ${object * 10})::INTEGER AS n, (${dayOf(object)} + (i % 10)::INTEGER)::DATE AS day,
    CASE WHEN i % 3 = 0 THEN NULL ELSE ((i + ${object * 10}) * 1.5)::DECIMAL(9,2) END AS amount,
    ((${dayOf(object)})::TIMESTAMP + INTERVAL 1 HOUR * i) AS at, i % 4 AS spread FROM range(10) r(i)`;
}

beforeAll(async () => {
  lake = await openLake({ copies });
  await lake.commit({
    kind: "bucketCreated",
    bucket: {
      name: "far",
      kind: "s3",
      place: { region: "us-east-1", bucket: "far", prefix: "", pathStyle: true, dialect: "aws" },
      credentials: { kind: "default" },
    },
  });
  const objects: DataObject[] = [];
  for (let object = 0; object < objectCount; object++) {
    if (object === 0) await lake.add("near", rowsOf(0));
    else await lake.append("near", rowsOf(object));
  }
  const near = lake.catalog.snapshot.datasets.get("near");
  const bounds: Record<string, unknown> = {};
  const statistics = statisticsKey({ dataset: "away", id: "all" });
  const { signal } = new AbortController();
  for (const [index, object] of (near?.objects ?? []).entries()) {
    const file = path.join(lake.folder, object.url.replace(/^lakehouse-(\w+):\/\//, "$1/"));
    const key = `away-${index}.parquet`;
    const url = `lakehouse-far://${key}`;
    bounds[url] = await lake.engine.parquetFiles.columnBounds(file, signal);
    await rename(file, path.join(lake.folder, "testing", key));
    objects.push({ url, rows: object.rows, bytes: object.bytes, etag: `e${index}`, statistics });
  }
  await lake.catalog.store.put(statistics, Buffer.from(JSON.stringify({ format: 1, objects: bounds })));
  await lake.commit({
    kind: "datasetCreated",
    dataset: { name: "away", bucket: "far", origin: "ingested", keyColumns: [], columns: near?.columns ?? [], objects },
  });
  await lake.commit({ kind: "datasetDropped", dataset: "near" });
  const all = Array.from({ length: objectCount }, (_, object) => rowsOf(object)).join(" UNION ALL ");
  await lake.add("near", all, "primary", "whole");
  await lake.add("small", "SELECT i::INTEGER AS id, (i * 7)::INTEGER AS m FROM range(12) r(i)");
});
afterAll(() => lake.close());

const number = fc.integer({ min: -5, max: 95 });
const day = fc.integer({ min: -5, max: 95 }).map((days) => {
  return `'${new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10)}'`;
});
const operator = fc.constantFrom("=", "<", "<=", ">", ">=", "<>");
const column = (name: string) => fc.constantFrom(name, `d.${name}`, `D."${name}"`);
const atom = fc.oneof(
  fc.tuple(column("n"), operator, number).map((parts) => parts.join(" ")),
  fc.tuple(number, operator, column("n")).map((parts) => parts.join(" ")),
  fc.tuple(column("day"), operator, day).map((parts) => parts.join(" ")),
  fc.tuple(column("day"), operator, day).map(([left, sign, right]) => `${left} ${sign} DATE ${right}`),
  fc.tuple(column("at"), operator, day).map(([left, sign, right]) => `${left} ${sign} TIMESTAMP ${right}`),
  fc.tuple(column("amount"), operator, number).map((parts) => parts.join(" ")),
  fc.tuple(column("day"), day, day).map(([name, from, to]) => `${name} BETWEEN ${from} AND ${to}`),
  fc
    .tuple(column("n"), fc.array(number, { minLength: 1, maxLength: 3 }))
    .map(([name, list]) => `${name} IN (${list.join(", ")})`),
  fc.tuple(column("spread"), operator, fc.integer({ min: 0, max: 3 })).map((parts) => parts.join(" ")),
  fc.constantFrom("amount IS NULL", "NOT n > 5", "n + 0 = 5", "n = NULL", "day = now()::date", "n = 5.5"),
);
const condition = fc.oneof(
  { weight: 3, arbitrary: fc.array(atom, { minLength: 1, maxLength: 3 }).map((atoms) => atoms.join(" AND ")) },
  fc.tuple(atom, atom).map(([left, right]) => `(${left} OR ${right})`),
  fc.tuple(atom, atom, atom).map(([a, b, c]) => `${a} AND (${b} OR ${c})`),
);
const from = fc.constantFrom(
  "X d",
  "X d JOIN small s ON s.m = d.n",
  "small s LEFT JOIN X d ON s.m = d.n",
  "X d RIGHT JOIN small s ON s.m = d.n",
  "X d FULL JOIN small s ON s.m = d.n",
  "X d, X e",
  "X d, (SELECT 1 AS n2) q",
  "small s ASOF LEFT JOIN X d ON s.m >= d.n",
  "small s SEMI JOIN X d ON s.m = d.n JOIN X d ON true",
  "(SELECT * FROM X) d",
);
const statement = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(from, condition)
      .map(([tables, where]) => `SELECT count(*), sum(d.n) FROM ${tables} WHERE ${where}`),
  },
  condition.map(
    (where) => `SELECT count(*) FROM small s WHERE EXISTS (SELECT 1 FROM X d WHERE d.n = s.m AND ${where})`,
  ),
  condition.map((where) => `SELECT count(*) FROM small s WHERE s.m NOT IN (SELECT d.n FROM X d WHERE ${where})`),
  condition.map((where) => `WITH c AS (SELECT * FROM X d WHERE ${where}) SELECT count(*) FROM c d`),
  condition.map((where) => `SELECT d.n FROM X d WHERE ${where} UNION ALL SELECT n FROM X ORDER BY 1 LIMIT 3`),
  condition.map((where) => `SELECT (SELECT max(d.n) FROM X d WHERE ${where}), count(*) FROM X`),
);

async function outcomeOf(sql: string): Promise<unknown> {
  try {
    return await query(lake, sql);
  } catch (thrown) {
    return (thrown as { readonly sqlstate?: string }).sqlstate ?? thrown;
  }
}

describe("objects that cannot hold what a statement wants", () => {
  it("are left out without an answer being another one", async () => {
    let [answered, pruned] = [0, 0];
    await fc.assert(
      fc.asyncProperty(statement, async (sql) => {
        held = [];
        const away = await outcomeOf(sql.replaceAll("X", "away"));
        if (typeof away === "object") answered++;
        if (new Set(held).size < objectCount) pruned++;
        expect(away).toEqual(await outcomeOf(sql.replaceAll("X", "near")));
      }),
      { numRuns: 150 },
    );
    expect(answered).toBeGreaterThan(100);
    expect(pruned).toBeGreaterThan(30);
  }, 60_000);

  it.each([
    "SELECT count(*) FROM small s ASOF JOIN X d ON s.m >= d.n WHERE d.n < 10",
    "SELECT count(d.n) FROM small s POSITIONAL JOIN X d WHERE d.n < 10",
    "SELECT count(*) FROM small s ANTI JOIN X d ON s.m = d.n WHERE s.m < 10",
    "SELECT count(*) FROM (SELECT 5 AS k) q, X d WHERE k < 10 AND d.n > 70",
    "SELECT count(*) FROM X d LEFT JOIN X e ON d.n = e.n + 10 WHERE e.n IS NULL AND d.n < 30",
    "SELECT count(*) FROM X AS d(day, n) WHERE day < 10",
    "SELECT count(*) FROM X d WHERE (SELECT count(*) FROM X e WHERE e.n > 50 AND d.n < 10) > 0",
  ])("are wanted where WHERE does not decide row by row: %s", async (sql) => {
    expect(await outcomeOf(sql.replaceAll("X", "away"))).toEqual(await query(lake, sql.replaceAll("X", "near")));
  });

  it.each([
    ["SELECT count(*) FROM away WHERE n = 25", [2]],
    ["SELECT count(*) FROM away WHERE day < '2026-01-11'", [0]],
    ["SELECT count(*) FROM away a JOIN small s ON s.id = a.spread WHERE a.n BETWEEN 18 AND 21", [1, 2]],
    ["SELECT count(*) FROM away WHERE n IN (1, 79)", [0, 7]],
    ["SELECT count(*) FROM away WHERE n = 3 UNION ALL SELECT count(*) FROM away WHERE n = 43", [0, 4]],
    ["SELECT count(*) FROM away WHERE n = -1", []],
    ["SELECT count(*) FROM away WHERE spread = 2", [0, 1, 2, 3, 4, 5, 6, 7]],
    ["SELECT count(*) FROM away WHERE n = 3 OR n = 43", [0, 1, 2, 3, 4, 5, 6, 7]],
  ])("are told: %s", async (sql, objects) => {
    held = [];
    await outcomeOf(sql);
    expect([...new Set(held)].sort()).toEqual(objects.map((object) => `away-${object}.parquet`));
  });
});
