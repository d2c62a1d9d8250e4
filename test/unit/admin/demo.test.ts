// The demo datasets, as DuckDB makes them.
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { animals } from "../../../src/admin/demo/animals.js";
import { candidates } from "../../../src/admin/demo/candidates.js";
import { peopleTest } from "../../../src/admin/demo/people-test.js";

const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
const connection = await instance.connect();

async function rows(sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

async function row(sql: string): Promise<readonly unknown[]> {
  return (await rows(sql))[0] ?? [];
}

beforeAll(async () => {
  for (const { name, sql } of [candidates, animals, peopleTest]) await connection.run(`CREATE TABLE ${name} AS ${sql}`);
});

afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

describe("the demo candidates", () => {
  it("have these columns", async () => {
    expect(await rows("SELECT column_name, column_type FROM (DESCRIBE candidates)")).toEqual([
      ["candidate_id", "VARCHAR"],
      ["first_name", "VARCHAR"],
      ["last_name", "VARCHAR"],
      ["email", "VARCHAR"],
      ["phone", "VARCHAR"],
      ["city", "VARCHAR"],
      ["state", "VARCHAR"],
      ["zip", "VARCHAR"],
      ["vertical", "VARCHAR"],
      ["skills", "VARCHAR[]"],
      ["years_experience", "INTEGER"],
      ["status", "VARCHAR"],
      ["salary", "DECIMAL(12,2)"],
      ["last_contacted", "TIMESTAMP"],
      ["created_at", "TIMESTAMP"],
    ]);
  });

  it("are the same on every machine, and with every version of DuckDB", async () => {
    const sample = "SELECT candidate_id, email, city, salary, last_contacted, created_at FROM candidates";
    expect(await rows(`${sample} WHERE candidate_id IN ('CAND-000001', 'CAND-100000') ORDER BY candidate_id`)).toEqual([
      ["CAND-000001", "zoe.smith1@example.com", "Chicago", "152565.17", null, "2024-08-25 15:01:18"],
      [
        "CAND-100000",
        "james.lopez100000@example.com",
        "Washington",
        "134790.81",
        "2023-03-01 08:09:15",
        "2023-01-02 23:19:20",
      ],
    ]);
    expect(await row("SELECT bit_xor(md5_number(candidates::VARCHAR)) FROM candidates")).toEqual([
      "73141244255315962338157796868821820904",
    ]);
  });

  it("are 100,000, each with an id and an email address of their own", async () => {
    expect(await row("SELECT count(*), count(DISTINCT candidate_id), count(DISTINCT email) FROM candidates")).toEqual([
      "100000",
      "100000",
      "100000",
    ]);
    expect(await row("SELECT min(candidate_id), max(candidate_id) FROM candidates")).toEqual([
      "CAND-000001",
      "CAND-100000",
    ]);
  });

  it("can be reached by nobody", async () => {
    expect(
      await row(
        "SELECT count(*) FROM candidates WHERE NOT regexp_full_match(email, '[a-z.-]+[0-9]+@example[.](com|org|net)')",
      ),
    ).toEqual(["0"]);
    expect(
      await row("SELECT count(*) FROM candidates WHERE NOT regexp_full_match(phone, '[(][0-9]{3}[)] 555-[0-9]{4}')"),
    ).toEqual(["0"]);
  });

  it("lack a value only where somebody was never contacted", async () => {
    const counts = "count(*) - count(last_contacted), count(COLUMNS(* EXCLUDE last_contacted))";
    const [missing, ...present] = await row(`SELECT ${counts} FROM candidates`);
    expect(Number(missing)).toBeGreaterThan(10_000);
    expect(Number(missing)).toBeLessThan(30_000);
    expect(new Set(present)).toEqual(new Set(["100000"]));
    expect(await row("SELECT count(*) FROM candidates WHERE last_contacted < created_at")).toEqual(["0"]);
  });

  it("live in places whose city, state and zip belong together", async () => {
    expect(
      await row(
        "SELECT count(*) FROM (SELECT zip FROM candidates GROUP BY zip HAVING count(DISTINCT (city, state)) > 1)",
      ),
    ).toEqual(["0"]);
    const [places, most, fewest] = await row(
      "SELECT count(*), max(n), min(n) FROM (SELECT count(*) AS n FROM candidates GROUP BY city, state)",
    );
    expect(Number(places)).toBeGreaterThan(30);
    expect(Number(most)).toBeGreaterThan(5 * Number(fewest));
  });

  it("have a few skills each, and none twice", async () => {
    expect(await row("SELECT min(len(skills)), max(len(skills)) FROM candidates")).toEqual(["1", "5"]);
    expect(await row("SELECT count(*) FROM candidates WHERE len(list_distinct(skills)) < len(skills)")).toEqual(["0"]);
  });

  it("are active, inactive or blocked, and paid plausibly", async () => {
    expect(await rows("SELECT status FROM candidates GROUP BY status ORDER BY count(*) DESC")).toEqual([
      ["active"],
      ["inactive"],
      ["blocked"],
    ]);
    const [low, high] = await row("SELECT min(salary)::DOUBLE, max(salary)::DOUBLE FROM candidates");
    expect(low).toBeGreaterThan(20_000);
    expect(high).toBeLessThan(300_000);
  });
});

describe("the small demo datasets", () => {
  it("have the columns and keys that they say", async () => {
    expect(await rows("SELECT column_name, column_type FROM (DESCRIBE animals)")).toEqual([
      ["id", "INTEGER"],
      ["species", "VARCHAR"],
      ["class", "VARCHAR"],
      ["legs", "INTEGER"],
      ["diet", "VARCHAR"],
      ["weight_kg", "DECIMAL(9,2)"],
      ["is_kept_by_people", "BOOLEAN"],
    ]);
    expect(await rows("SELECT column_name, column_type FROM (DESCRIBE people_test)")).toEqual([
      ["name", "VARCHAR"],
      ["role", "VARCHAR"],
    ]);
    expect(await row("SELECT count(*) = count(DISTINCT id), count(*) FROM animals")).toEqual([true, "28"]);
    expect(await row("SELECT count(*) = count(DISTINCT name), count(*) FROM people_test")).toEqual([true, "12"]);
  });
});
