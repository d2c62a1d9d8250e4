// Npgsql's own statements, which it sends when it connects and for GetSchema. Not Npgsql itself: its packages are not where ours come from.
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeAsEachReader, describedGateway, tablesOf } from "../../support/described-lake.js";
import { askerOf } from "../../support/tool-statements.js";

const lake = describedGateway();

describeAsEachReader((reader) => {
  const { relations, user } = reader;
  const tables = tablesOf(reader);
  let client: pg.Client;
  beforeAll(async () => {
    client = await lake.connect(reader);
  });
  afterAll(() => client.end());

  const rowsOf = askerOf("npgsql.sql", () => client);

  it("Npgsql loads the types of columns, with what they are made of", async () => {
    const [{ version } = {}] = await rowsOf("load types: version");
    expect(version).toMatch(/^PostgreSQL 15\./);
    const types = await rowsOf("load types: all supported types");
    const known = new Map(types.map(({ oid, ...type }) => [oid, type]));
    const type = (typname: string, typtype: string, elemtypoid: number | null) => ({
      ...{ nspname: "pg_catalog", typname, typtype, typnotnull: false, elemtypoid },
    });
    expect([16, 20, 23, 25, 1700].map((oid) => known.get(oid))).toEqual(
      ["bool", "int8", "int4", "text", "numeric"].map((name) => type(name, "b", null)),
    );
    expect([known.get(1009), known.get(1016)]).toEqual([type("_text", "a", 25), type("_int8", "a", 20)]);
    expect(known.get(3926)).toEqual(type("int8range", "r", 20));
    // An element comes before the types that are made of it.
    const places = new Map(types.map(({ oid }, place) => [oid, place]));
    const early = types.filter(
      ({ elemtypoid }, place) => elemtypoid !== null && !((places.get(elemtypoid) ?? -1) < place),
    );
    expect(early).toEqual([]);
    expect(await rowsOf("load types: labels of enums")).toEqual([]);
  });

  it("Npgsql loads rows of datasets as composite types, if it is told to", async () => {
    const types = await rowsOf("load types: with the row types of tables");
    const rows = types.filter(({ nspname, typtype }) => nspname === "public" && typtype === "c");
    expect(rows.map(({ typname }) => String(typname)).toSorted()).toEqual(relations.map(({ name }) => name));
  });

  it("Npgsql's GetSchema finds the database and its user", async () => {
    expect(await rowsOf("GetSchema Databases", "lake")).toEqual([
      { database_name: "lake", encoding: "UTF8", owner: expect.any(String) as string },
    ]);
    expect(await rowsOf("GetSchema Users", user)).toEqual([
      { user_name: user, user_sysid: expect.any(Number) as number },
    ]);
  });

  it("Npgsql's GetSchema finds tables and views", async () => {
    for (const { name, kind } of relations) {
      expect(await rowsOf("GetSchema Tables", "lake", "public", name)).toEqual([
        {
          table_type: kind === "table" ? "BASE TABLE" : "VIEW",
          ...{ table_catalog: "lake", table_schema: "public", table_name: name },
        },
      ]);
    }
    expect(await rowsOf("GetSchema Tables", "lake", "public", "nobody")).toEqual([]);
    expect(await rowsOf("GetSchema Views", "public")).toEqual([
      expect.objectContaining({ table_schema: "public", table_name: "candidates_safe", is_updatable: "NO" }),
    ]);
  });

  it("Npgsql's GetSchema finds columns", async () => {
    for (const { name, columns } of relations) {
      const found = await rowsOf("GetSchema Columns", "public", name);
      found.sort((left, right) => Number(left["ordinal_position"]) - Number(right["ordinal_position"]));
      expect(
        found.map((row) => [row["column_name"], row["data_type"], row["ordinal_position"], row["is_nullable"]]),
      ).toEqual(
        columns.map((column, index) => [
          ...[column.name, column.type.replace(/\(.*/, ""), index + 1, column.isNullable ? "YES" : "NO"],
        ]),
      );
      const numbers = found.filter((row) => row["data_type"] === "numeric");
      expect(
        numbers.map((row) => `numeric(${String(row["numeric_precision"])},${String(row["numeric_scale"])})`),
      ).toEqual(columns.map(({ type }) => type).filter((type) => type.startsWith("numeric")));
    }
  });

  it("Npgsql's GetSchema finds the columns of keys' indexes, and no foreign keys", async () => {
    const found = await rowsOf("GetSchema Indexes and IndexColumns", "public");
    const columns = found.map((row) => [row["index_name"], row["column_name"]].join(" "));
    expect(columns.toSorted()).toEqual(
      tables.flatMap(({ name, key }) => key.map((column) => `${name}_pkey ${column}`)).toSorted(),
    );
    expect(await rowsOf("GetSchema ForeignKeys", "shipments")).toEqual([]);
  });
});
