// Redactions over the values at the edges of every type.
import { createHash, createHmac } from "node:crypto";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Redaction } from "../../src/catalog/api.js";
import { redactionSql, whyUnsound } from "../../src/engine/views/redactions.js";
import { textFormOf } from "../../src/engine/views/text-forms.js";
import { createRowEncoder } from "../../src/wire/encoding/row-encoder.js";
import { defaultEncodingSettings } from "../../src/wire/encoding/settings.js";
import { contextOf, inDuckDB, type Lake, openLake } from "../support/lake.js";
import { oddValues } from "../support/odd-values.js";
import { readDataRows } from "../unit/wire/encoding/data-rows.js";

const keys = new Map([
  ["short", Buffer.from("kéy 0123456789abc")],
  ["block", Buffer.alloc(64, 0xff)],
  ["long", Buffer.alloc(100, 7)],
]);

let lake: Lake;
let connection: DuckDBConnection;
beforeAll(async () => {
  lake = await openLake();
  connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
});
afterAll(() => lake.close());

/** What the wire sends of a SELECT, as PostgreSQL would: text, in UTC. */
async function wireTexts(sql: string): Promise<readonly (readonly (string | null)[])[]> {
  const context = inDuckDB(contextOf("admin"));
  const [statement] = await lake.engine.parse(sql);
  if (statement === undefined) throw new Error("no statement");
  const prepared = await lake.engine.prepare(statement, context, []);
  const execution = await prepared.execute([], context, { signal: new AbortController().signal });
  const columns = execution.columns ?? [];
  const encoder = createRowEncoder(
    columns,
    columns.map(() => "text" as const),
    defaultEncodingSettings,
  );
  const rows: (string | null)[][] = [];
  for await (const batch of execution.batches) {
    for (const chunk of encoder.encode(batch)) {
      for (const row of readDataRows(Buffer.from(chunk)))
        rows.push(row.map((value) => value?.toString("utf8") ?? null));
    }
  }
  return rows;
}

async function values(sql: string): Promise<readonly (string | null)[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRows().map(([value]) => (value === null ? null : String(value)));
}

const hashable = Object.keys(oddValues).filter((type) => textFormOf(type, "x") !== undefined);

describe("a hash", () => {
  it.each(hashable)("of %s is that of PostgreSQL's text of the value", async (type) => {
    const list = [...(oddValues[type] ?? []), "NULL"].map((value) => `(CAST(${value} AS ${type}))`).join(", ");
    const sql = redactionSql({ kind: "hash" }, { type }, "v", keys);
    const rows = await wireTexts(`SELECT v, ${sql} FROM (VALUES ${list}) t(v)`);
    expect(rows.length).toBeGreaterThan(1);
    // The wire's text of a boolean is that of its output function; ::text says true and false.
    const plain = (text: string) => (type === "BOOLEAN" ? (text === "t" ? "true" : "false") : text);
    for (const [text, hash] of rows) {
      expect([text, hash]).toEqual([
        text,
        text === null || text === undefined ? null : createHash("sha256").update(plain(text)).digest("hex"),
      ]);
    }
  });

  it("is the same for values of different types whose text is the same", async () => {
    const hash = (type: string, value: string) =>
      redactionSql({ kind: "hash" }, { type }, `CAST(${value} AS ${type})`, keys);
    const sql = `SELECT ${hash("INTEGER", "42")} = ${hash("VARCHAR", "'42'")} AND ${hash("BIGINT", "42")} = ${hash("DECIMAL(4,0)", "42")}`;
    expect(await values(sql)).toEqual(["true"]);
  });

  it("with a key is HMAC-SHA-256", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.option(fc.string({ unit: "grapheme" }), { nil: null }),
        fc.constantFrom(...keys.keys()),
        async (text, key) => {
          const literal = text === null ? "NULL" : `'${text.replaceAll("'", "''")}'`;
          const sql = redactionSql({ kind: "hash", key }, { type: "VARCHAR" }, `CAST(${literal} AS VARCHAR)`, keys);
          const mac =
            text === null
              ? null
              : createHmac("sha256", keys.get(key) ?? "")
                  .update(text)
                  .digest("hex");
          expect(await values(`SELECT ${sql}`)).toEqual([mac]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("a mask", () => {
  it("keeps characters at both ends, and none of a value that is no longer than those", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary", maxLength: 12 }).map((text) => text.replaceAll("\0", "")),
        fc.nat(5),
        fc.nat(5),
        async (text, keepPrefix, keepSuffix) => {
          const mask: Redaction = { kind: "mask", keepPrefix, keepSuffix };
          const sql = redactionSql(mask, { type: "VARCHAR" }, `'${text.replaceAll("'", "''")}'`, keys);
          const characters = Array.from(text);
          const hidden = characters.length - keepPrefix - keepSuffix;
          const expected =
            hidden <= 0
              ? "*".repeat(characters.length)
              : characters.slice(0, keepPrefix).join("") +
                "*".repeat(hidden) +
                characters.slice(characters.length - keepSuffix).join("");
          expect(await values(`SELECT ${sql}`)).toEqual([expected]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("a redaction", () => {
  it("never raises an error, whatever the value", async () => {
    for (const [type, list] of Object.entries(oddValues)) {
      const redactions: readonly Redaction[] = [
        { kind: "null" },
        { kind: "hash" },
        { kind: "hash", key: "long" },
        { kind: "mask", keepPrefix: 1, keepSuffix: 2 },
      ];
      for (const redaction of redactions) {
        if (whyUnsound(redaction, type, keys) !== undefined) continue;
        const rows = list.map((value) => `(CAST(${value} AS ${type}))`).join(", ");
        const sql = redactionSql(redaction, { type }, "v", keys);
        expect(await values(`SELECT ${sql} FROM (VALUES ${rows}) t(v)`)).toHaveLength(list.length);
      }
    }
  });

  it.each([
    ["DOUBLE", { kind: "mask", keepPrefix: 1, keepSuffix: 0 }, "a mask keeps characters of a text"],
    ["INTEGER", { kind: "mask", keepPrefix: 1, keepSuffix: 0 }, "a mask keeps characters of a text"],
    ["DATE", { kind: "mask", keepPrefix: 1, keepSuffix: 0 }, "a mask keeps characters of a text"],
    ["VARCHAR[]", { kind: "mask", keepPrefix: 1, keepSuffix: 0 }, "a mask keeps characters of a text"],
    ["DOUBLE", { kind: "hash" }, "the text of a floating-point number depends on the reader's settings"],
    ["INTERVAL", { kind: "hash" }, "the text of an interval depends on the reader's settings"],
    ["VARCHAR[]", { kind: "hash" }, "its values have no text that is the same"],
    ["STRUCT(a INTEGER)", { kind: "hash" }, "its values have no text that is the same"],
    ["VARCHAR", { kind: "hash", key: "gone" }, 'there is no key "gone" in the secrets file'],
  ] as readonly (readonly [string, Redaction, string])[])(
    "that misleads is refused: %s, %j",
    (type, redaction, why) => {
      expect(whyUnsound(redaction, type, keys)).toContain(why);
    },
  );
});
