// Metabase's sync: what its PostgreSQL driver asks for on connecting a database, and what it makes of the lake.
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type DescribedColumn,
  describeAsEachReader,
  describedGateway,
  tablesOf,
} from "../../support/described-lake.js";
import { askerOf } from "../../support/tool-statements.js";

/** It takes the name that pg_type has. */
const databaseTypeOf = (type: DescribedColumn["type"]): string => type.replace(/\(.*/, "");

const lake = describedGateway();

describeAsEachReader((reader) => {
  const { relations, user } = reader;
  const tables = tablesOf(reader);
  let client: pg.Client;
  beforeAll(async () => {
    client = await lake.connect(reader);
  });
  afterAll(() => client.end());

  const rowsOf = askerOf("metabase.sql", () => client);
  /** As regclass writes it. */
  const quoted = (name: string): string => (/^[a-z_]+$/.test(name) ? name : `"${name}"`);

  it("Metabase finds schemas and the time zone", async () => {
    const schemas = await rowsOf("getSchemas, as its JDBC driver sends it");
    const names = ["information_schema", "pg_catalog", "primary", "public", "sluice", "testing"];
    expect(schemas.map((row) => row["TABLE_SCHEM"])).toEqual(names);
    expect(await rowsOf("time zone")).toEqual([{ TimeZone: expect.any(String) as string }]);
  });

  it("Metabase finds tables and views, described and counted", async () => {
    const found = await rowsOf("tables with estimated row counts", "public");
    const expected = [...tables, ...relations.filter(({ kind }) => kind === "view")].map(
      ({ name, kind, remarks, rowCount }) => ({
        name: quoted(name),
        type: kind.toUpperCase(),
        description: remarks,
        estimated_row_count: rowCount === null ? null : String(rowCount),
      }),
    );
    expect(found.toSorted(byName)).toEqual(expected.toSorted(byName));
  });

  it("Metabase finds fields with their types, places and keys", async () => {
    for (const { name: relation, columns, key } of relations) {
      expect(await rowsOf("fields with keys and comments", "public", relation)).toEqual(
        columns.map(({ name, type, isNullable }, index) => ({
          name,
          "database-position": index,
          "database-type": databaseTypeOf(type),
          // The information schema shows constraints to those who may do more than read.
          "pk?": user === "sluice" && key.includes(name),
          "field-comment": null,
          "database-is-auto-increment": false,
          "database-required": !isNullable,
        })),
      );
    }
    expect(await rowsOf("fields with keys and comments", "public", "nobody")).toEqual([]);
  });

  it("Metabase finds the indexes of keys, and neither foreign keys, enums nor materialized views", async () => {
    const indexed = await rowsOf("first columns of indexes");
    expect(indexed.map((row) => `${String(row["indexed"])} ${String(row["field-name"])}`).toSorted()).toEqual(
      tables.flatMap(({ name, key }) => key.slice(0, 1).map((column) => `${name} ${column}`)).toSorted(),
    );
    expect(await rowsOf("foreign keys", "public")).toEqual([]);
    expect(await rowsOf("enum types")).toEqual([]);
    expect(await rowsOf("fields of materialized views", "public")).toEqual([]);
  });

  it("Metabase knows what its role may do", async () => {
    const found = await rowsOf("privileges of the current user");
    const ofPublic = found.filter((row) => row["schema"] === "public");
    const mayWrite = user === "sluice";
    expect(ofPublic.toSorted(byTable)).toEqual(
      relations.map(({ name }) => ({
        ...{ role: null, schema: "public", table: name },
        ...{ select: true, insert: mayWrite, update: mayWrite, delete: mayWrite },
      })),
    );
    const ofGateway = found.filter((row) => row["schema"] === "sluice");
    const journal = ofGateway.filter((row) => row["table"] === "journal").map((row) => row["select"]);
    expect(journal).toEqual(user === "sluice" ? [true] : []);
    expect(ofGateway).toContainEqual(expect.objectContaining({ table: "datasets", select: true }));
  });
});

function byName(left: Record<string, unknown>, right: Record<string, unknown>): number {
  return compare(left["name"], right["name"]);
}

function byTable(left: Record<string, unknown>, right: Record<string, unknown>): number {
  return compare(left["table"], right["table"]);
}

function compare(left: unknown, right: unknown): number {
  return String(left) < String(right) ? -1 : 1;
}
