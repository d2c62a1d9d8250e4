// Erased rows are in no answer, whichever way one asks, and come back only when they are restored.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Statement } from "../../src/engine/api.js";
import { type AdministeredLake, openAdministeredLake } from "../support/administered-lake.js";
import { contextOf } from "../support/lake.js";
import { textOf } from "../support/values.js";

let lake: AdministeredLake;
beforeEach(async () => {
  lake = await openAdministeredLake();
  await lake.add(
    "people",
    "SELECT 'P' || i AS id, i AS n, i % 3 AS g, CASE WHEN i % 5 = 0 THEN NULL ELSE i END AS k FROM range(100) t(i)",
  );
});
afterEach(() => lake.close());

const erase = (keys: string, column = "id"): Promise<readonly string[]> =>
  lake.rows(
    `CALL tombstone('people', '${column}', ARRAY[${keys}], actor => 'dpo@example.com', reason => 'request 4711')`,
  );
const withoutTimes = (rows: readonly string[]): readonly string[] =>
  rows.map((row) => row.split("|").slice(0, 3).join("|"));

describe("tombstones", () => {
  it("hide rows at once, and say what became of each key", async () => {
    expect(withoutTimes(await erase("'P1', 'P7', 'P1', 'nobody', NULL"))).toEqual([
      "P1|tombstoned|its rows are hidden from every answer",
      "P7|tombstoned|its rows are hidden from every answer",
      "P1|already tombstoned|its rows were hidden before",
      "nobody|no such row|no row has this key",
      "null|bad value|it is no value of the key column's type",
    ]);
    expect(await lake.rows("SELECT count(*), sum(n) FROM people")).toEqual(["98|4942"]);
    expect(await lake.rows("SELECT id FROM people WHERE id IN ('P1', 'P7', 'P8')")).toEqual(["P8"]);
    expect(await lake.rows("SELECT id FROM __raw__people WHERE id IN ('P1', 'P7', 'P8') ORDER BY 1")).toEqual([
      "P1",
      "P7",
      "P8",
    ]);
    expect(withoutTimes(await erase("'P7'"))).toEqual(["P7|already tombstoned|its rows were hidden before"]);
    expect(
      await lake.rows(
        "SELECT dataset, row_key_column, row_key_value, actor, reason, on_hold FROM sluice.tombstones ORDER BY 3",
      ),
    ).toEqual(["people|id|P1|dpo@example.com|request 4711|f", "people|id|P7|dpo@example.com|request 4711|f"]);
  });

  it("are taken away again, and the rows are there", async () => {
    await erase("'P1', 'P2', 'P3'");
    expect(
      withoutTimes(await lake.rows("CALL untombstone('people', 'id', ARRAY['P2', 'P9'], reason => 'by mistake')")),
    ).toEqual(["P2|restored|its rows are seen again", "P9|not tombstoned|its rows are not hidden"]);
    expect(await lake.rows("SELECT id FROM people WHERE n <= 4 ORDER BY n")).toEqual(["P0", "P2", "P4"]);
    await erase("'P2'");
    expect(await lake.rows("SELECT id FROM people WHERE n <= 4 ORDER BY n")).toEqual(["P0", "P4"]);
    await lake.rows("CALL untombstone('people', 'id', ARRAY['P1', 'P2', 'P3'])");
    expect(await lake.rows("SELECT count(*) FROM people")).toEqual(["100"]);
  });

  it("leave rows without a key where they are", async () => {
    await erase("1, 2, 3", "k");
    expect(await lake.rows("SELECT count(*), count(k) FROM people")).toEqual(["97|77"]);
  });

  it("come from a query", async () => {
    expect(
      withoutTimes(
        await lake.rows(
          "CALL tombstone_from('people', 'id', 'SELECT id FROM people WHERE n < 60 UNION ALL SELECT ''x''')",
        ),
      ),
    ).toEqual(
      ["tombstoned|60|", "already tombstoned|0|null", "no such row|1|null", "bad value|0|null"].map((row) =>
        row === "tombstoned|60|" ? expect.stringMatching(/^tombstoned\|60\|/) : row,
      ),
    );
    expect(await lake.rows("SELECT count(*), min(n) FROM people")).toEqual(["40|60"]);
  });

  it("hold for rows that are added later", async () => {
    await erase("'P1', 'P7'");
    await lake.rows("SELECT count(*) FROM people");
    await lake.append("people", "SELECT 'P' || i AS id, i AS n, i % 3 AS g, i AS k FROM range(5, 10) t(i)");
    expect(await lake.rows("SELECT count(*) FROM people")).toEqual(["102"]);
    expect(await lake.rows("SELECT count(*) FROM people WHERE id = 'P7'")).toEqual(["0"]);
  });

  it("reach into views, policies, and statements that were prepared before", async () => {
    await lake.run("CALL create_view('safe', base => 'people', columns => ARRAY['id', 'n'])");
    await lake.run("CREATE ROLE bob LOGIN");
    await lake.run("GRANT SELECT ON safe TO bob");
    await lake.run("GRANT SELECT ON people TO bob");
    await lake.run("CREATE POLICY odd ON people USING (n % 2 = 1)");
    await lake.run("ALTER TABLE people ENABLE ROW LEVEL SECURITY");
    const prepared = await prepare("SELECT count(*) FROM safe WHERE id IN ('P1', 'P2')");
    expect(await prepared()).toEqual(["2"]);
    await erase("'P1', 'P2'");
    expect(await prepared()).toEqual(["0"]);
    expect(await lake.rows("SELECT count(*) FROM safe", "bob")).toEqual(["98"]);
    expect(await lake.rows("SELECT count(*) FROM people", "bob")).toEqual(["49"]);
  });

  it("show nothing of erased rows by errors, even to superusers", async () => {
    await lake.add(
      "notes",
      "SELECT i AS id, CASE WHEN i = 3 THEN 'planted(' ELSE i::VARCHAR END AS text FROM range(10) t(i)",
    );
    const failing = "SELECT id FROM notes WHERE text::int < 0";
    expect((await lake.refusal(failing)).message).toContain("planted");
    await lake.rows("CALL tombstone('notes', 'id', ARRAY[3])");
    expect(await lake.rows(failing)).toEqual([]);
    expect(await lake.rows("SELECT sum(text::int) FROM notes")).toEqual(["42"]);
  });

  it("are by one key for each dataset", async () => {
    await erase("'P1'");
    const refusal = await lake.refusal("CALL tombstone('people', 'n', ARRAY[1])");
    expect(refusal).toMatchObject({ sqlstate: "22023", detail: 'It is "id".' });
    await lake.rows("CALL untombstone('people', 'id', ARRAY['P1'])");
    expect(withoutTimes(await erase("1", "n"))).toEqual(["1|tombstoned|its rows are hidden from every answer"]);
    expect(await lake.rows("SELECT count(*) FROM people")).toEqual(["99"]);
  });

  it("take keys of several columns, and name them as JSON", async () => {
    expect(
      withoutTimes(
        await lake.rows("CALL tombstone('people', ARRAY['g', 'n'], ARRAY[ARRAY[1, 4], ARRAY[2, 4], ARRAY[1, NULL]])"),
      ),
    ).toEqual(
      [
        '["1",4]|tombstoned|its rows are hidden from every answer',
        '["2",4]|no such row|no row has this key',
        '["1",null]|bad value|it is no value of the key column\'s type',
      ].map((row) => row.replace('["1"', "[1").replace('["2"', "[2")),
    );
    expect(await lake.rows("SELECT row_key_column, row_key_value FROM sluice.tombstones")).toEqual(['g, n|["1","4"]']);
    expect(await lake.rows("SELECT count(*) FROM people WHERE n = 4")).toEqual(["0"]);
  });

  it("compare values, not texts, and round nothing", async () => {
    await lake.add(
      "sums",
      "SELECT (i + 9007199254740990)::BIGINT AS big, (i / 4)::DECIMAL(10,2) AS amount FROM range(8) t(i)",
    );
    expect(
      withoutTimes(
        await lake.rows(
          "CALL tombstone('sums', 'big', ARRAY[9007199254740993, '09007199254740994', '1.5', '9007199254740995.0'])",
        ),
      ),
    ).toEqual([
      "9007199254740993|tombstoned|its rows are hidden from every answer",
      "09007199254740994|tombstoned|its rows are hidden from every answer",
      "1.5|bad value|it is no value of the key column's type",
      "9007199254740995.0|bad value|it is no value of the key column's type",
    ]);
    expect(await lake.rows("SELECT big FROM sums ORDER BY 1 LIMIT 4")).toEqual([
      "9007199254740990",
      "9007199254740991",
      "9007199254740992",
      "9007199254740995",
    ]);
  });

  it("outlive the dataset, and hold for one of its name", async () => {
    await erase("'P1', 'P2'");
    await lake.run("CALL drop_dataset('people')");
    await lake.add("people", "SELECT 'P' || i AS id FROM range(10) t(i)");
    expect(await lake.rows("SELECT count(*) FROM people")).toEqual(["8"]);
    await lake.run("CALL drop_dataset('people')");
    const other = lake.add("people", "SELECT i AS id FROM range(10) t(i)");
    await expect(other).rejects.toMatchObject({ sqlstate: "55000" });
    // They can be taken away without it, and then anything may take the name.
    await lake.run("CALL untombstone('people', 'id', ARRAY['P1', 'P2'])");
    await lake.add("people", "SELECT i AS id FROM range(10) t(i)");
    expect(await lake.rows("SELECT count(*) FROM people")).toEqual(["10"]);
  });

  it("stop what goes on reading erased rows", async () => {
    await lake.add("long", "SELECT i, repeat('x', 100) AS x FROM range(1000000) t(i)");
    const outdated: string[] = [];
    const statements = await lake.engine.parse("SELECT * FROM long");
    const context = contextOf("admin");
    const prepared = await lake.engine.prepare(statements[0] as Statement, context, []);
    const execution = await prepared.execute([], context, {
      signal: new AbortController().signal,
      onOutdated: ({ sqlstate }) => outdated.push(sqlstate),
    });
    const batches = execution.batches[Symbol.asyncIterator]();
    await batches.next();
    await lake.rows("CALL tombstone('long', 'i', ARRAY[5])");
    await batches.next();
    await vi.waitFor(() => expect(outdated).toEqual(["55000"]), { timeout: 5_000 });
    await expect(batches.next()).rejects.toMatchObject({ sqlstate: "55000" });
    await batches.return?.();
  });

  it("and holds are told apart, and kept apart", async () => {
    expect(withoutTimes(await lake.rows("CALL hold('people', 'id', ARRAY['P1', 'x'], reason => 'case 12')"))).toEqual([
      "P1|held|its rows cannot be purged",
      "x|no such row|no row has this key",
    ]);
    expect(await lake.rows("SELECT count(*) FROM people")).toEqual(["100"]);
    await erase("'P1', 'P2'");
    expect(await lake.rows("SELECT row_key_value, on_hold FROM sluice.tombstones ORDER BY 1")).toEqual([
      "P1|t",
      "P2|f",
    ]);
    expect(await lake.rows("SELECT row_key_value, reason FROM sluice.holds")).toEqual(["P1|case 12"]);
    expect(withoutTimes(await lake.rows("CALL release_hold('people', 'id', ARRAY['P1', 'P2'])"))).toEqual([
      "P1|released|its rows can be purged",
      "P2|not held|its rows are not on hold",
    ]);
    expect(await lake.rows("SELECT count(*) FROM sluice.holds")).toEqual(["0"]);
    expect(await lake.rows("SELECT count(*) FROM people")).toEqual(["98"]);
  });
});

describe("the trail of an erasure", () => {
  it("verifies, until a file of keys is not what it was", async () => {
    await erase("'P1'");
    const [intact] = await lake.rows("CALL verify_journal()");
    expect(intact).toMatch(/^intact\|/);
    const key = [...(lake.catalog.snapshot.tombstones.get("people")?.files ?? [])][0]?.file ?? "";
    await lake.catalog.store.put(key, Buffer.from("something else"));
    const version = lake.catalog.snapshot.version;
    expect(await lake.rows("CALL verify_journal()")).toEqual([
      `broken|${version}|the file of keys ${key} was altered|null|null`,
    ]);
  });

  it("tells where an erased row still lies", async () => {
    await erase("'P7'");
    await lake.run("CALL hold('people', 'id', ARRAY['P7'], reason => 'case 12')");
    const [report] = await lake.rows("CALL erasure_report('people', 'P7')");
    const { tombstoned, hold, lies_in } = JSON.parse(report as string);
    expect(tombstoned).toMatchObject({ actor: "dpo@example.com", reason: "request 4711" });
    expect(hold).toMatchObject({ reason: "case 12" });
    const [object] = lake.catalog.snapshot.datasets.get("people")?.objects ?? [];
    const path = `${lake.folder}/primary/people/part-0.parquet`;
    const sha256 = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    expect(lies_in).toEqual([{ object: object?.url, positions: [7], bytes: object?.bytes, sha256 }]);
  });
});

/** Runs it each time it is called. */
async function prepare(sql: string): Promise<() => Promise<readonly string[]>> {
  const [statement] = await lake.engine.parse(sql);
  const context = contextOf("admin");
  const prepared = await lake.engine.prepare(statement as Statement, context, []);
  return async () => {
    const { batches } = await prepared.execute([], context, { signal: new AbortController().signal });
    const rows: string[] = [];
    for await (const batch of batches) {
      for (let row = 0; row < batch.rowCount; row++)
        rows.push(batch.columns.map((column) => String(textOf(column, row))).join("|"));
    }
    return rows;
  };
}
