// Text, bytea, bits and values as text: as PostgreSQL answers.
import { tmpdir } from "node:os";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { describeWith } from "../support/require.js";
import { differences, openDialect } from "./compare.js";
import { textCases, valueCases } from "./text-cases.js";

describeWith(["postgres"], "functions of text", () => {
  let folder: string;
  let engine: DuckDBConnection;
  let server: Postgres;
  let postgres: pg.Client;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-dialect-"));
    [engine, server] = await Promise.all([openDialect(folder), startPostgres()]);
    postgres = await server.connect();
  }, 60_000);

  afterAll(async () => {
    await postgres.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("answer as PostgreSQL's, with its errors", async () => {
    expect(await differences(engine, postgres, textCases)).toEqual([]);
  }, 60_000);

  it("write values as PostgreSQL does, and read them", async () => {
    expect(await differences(engine, postgres, valueCases)).toEqual([]);
  }, 60_000);
});
