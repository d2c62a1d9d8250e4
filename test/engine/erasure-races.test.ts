// Two gateways of one catalog change the tombstones of one dataset at once.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AdministeredLake, openAdministeredLake } from "../support/administered-lake.js";

let one: AdministeredLake;
let other: AdministeredLake;
beforeAll(async () => {
  one = await openAdministeredLake();
  await one.add("people", "SELECT 'P' || i AS id, i AS n FROM range(200) t(i)");
  other = await openAdministeredLake({ folder: one.folder });
});
afterAll(async () => {
  other.shut();
  await one.close();
});

const keys = (from: number, to: number): string =>
  `ARRAY[${Array.from({ length: to - from }, (_, index) => `'P${from + index}'`).join(", ")}]`;
const act = (lake: AdministeredLake, name: string, from: number, to: number): Promise<readonly string[]> =>
  lake.rows(`CALL ${name}('people', 'id', ${keys(from, to)})`);
const counted = (results: readonly (readonly string[])[], status: string): number =>
  results.flat().filter((row) => row.includes(`|${status}|`)).length;

describe("two gateways that erase at once", () => {
  it("count each key once, and see what the other did", async () => {
    const results = await Promise.all([
      act(one, "tombstone", 0, 60),
      act(other, "tombstone", 30, 90),
      act(one, "tombstone", 50, 100),
      act(other, "tombstone", 0, 10),
    ]);
    expect(counted(results, "tombstoned")).toBe(100);
    for (const lake of [one, other]) {
      await lake.catalog.refresh();
      expect(lake.catalog.snapshot.tombstones.get("people")?.tombstoned).toBe(100);
      expect(await lake.rows("SELECT count(*), min(n) FROM people")).toEqual(["100|100"]);
    }
  });

  it("restore each key once, and the count goes to nothing only with the last one", async () => {
    const results = await Promise.all([act(one, "untombstone", 0, 70), act(other, "untombstone", 40, 99)]);
    expect(counted(results, "restored")).toBe(99);
    for (const lake of [one, other]) {
      await lake.catalog.refresh();
      expect(lake.catalog.snapshot.tombstones.get("people")?.tombstoned).toBe(1);
      expect(await lake.rows("SELECT count(*) FROM people WHERE id = 'P99'")).toEqual(["0"]);
    }
    await Promise.all([act(one, "untombstone", 99, 100), act(other, "untombstone", 99, 100)]);
    await one.catalog.refresh();
    expect(one.catalog.snapshot.tombstones.get("people")?.tombstoned).toBe(0);
    expect(await one.rows("SELECT count(*) FROM people")).toEqual(["200"]);
  });

  it("hide rows that the other adds meanwhile", async () => {
    await Promise.all([
      act(one, "tombstone", 0, 50),
      other.append("people", "SELECT 'P' || i AS id, 1000 + i AS n FROM range(25, 75) t(i)"),
    ]);
    for (const lake of [one, other]) {
      await lake.catalog.refresh();
      expect(await lake.rows("SELECT count(*) FROM people WHERE id IN ('P10', 'P30')")).toEqual(["0"]);
      expect(await lake.rows("SELECT count(*) FROM people")).toEqual(["175"]);
    }
  });
});

describe("a file of keys that is not there", () => {
  it("lets no row of its dataset be answered, and others be", async () => {
    await one.add("notes", "SELECT i AS id FROM range(10) t(i)");
    await one.rows("CALL tombstone('notes', 'id', ARRAY[3])");
    const file = one.catalog.snapshot.tombstones.get("notes")?.files[0]?.file ?? "";
    const stored = await one.catalog.store.get(file);
    await one.catalog.store.delete(file);
    await other.catalog.refresh();
    expect(await other.refusal("SELECT id FROM notes")).toMatchObject({ sqlstate: "58030" });
    expect(await other.rows("SELECT count(*) FROM people")).toEqual(["175"]);
    await one.catalog.store.put(file, stored?.body as Buffer);
    expect(await other.rows("SELECT count(*) FROM notes")).toEqual(["9"]);
  });
});
