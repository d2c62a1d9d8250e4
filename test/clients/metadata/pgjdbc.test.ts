// pgjdbc's DatabaseMetaData, which every Java tool browses a database with: what it says of the lake, value by value.
import { beforeAll, expect, it } from "vitest";
import {
  type DescribedColumn,
  describeAsEachReader,
  describedGateway,
  tablesOf,
} from "../../support/described-lake.js";
import { describeClient } from "../../support/describe-client.js";
import { jarPath } from "../../support/programs.mjs";
import { clientMsMax, runClient } from "../../support/run-client.js";

/** java.sql.Types, type name, size, digits: what the driver makes of a type and its modifier. */
const javaTypes: Readonly<
  Record<DescribedColumn["type"], readonly [code: number, name: string, size: number, digits: number]>
> = {
  bool: [-7, "bool", 1, 0],
  bytea: [-2, "bytea", 2147483647, 0],
  date: [91, "date", 13, 0],
  float8: [8, "float8", 17, 17],
  int4: [4, "int4", 10, 0],
  int8: [-5, "int8", 19, 0],
  json: [1111, "json", 2147483647, 0],
  "numeric(9,2)": [2, "numeric", 9, 2],
  "numeric(12,2)": [2, "numeric", 12, 2],
  text: [12, "text", 2147483647, 0],
  timestamp: [93, "timestamp", 29, 6],
  timestamptz: [93, "timestamptz", 35, 6],
  uuid: [1111, "uuid", 2147483647, 0],
  _int8: [2003, "_int8", 19, 0],
  _text: [2003, "_text", 2147483647, 0],
};

/** Of PostgreSQL 15. The one that answers has one more, which the driver does not know. */
const privileges = ["DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"];
const newerPrivilege = "UNKNOWN";

type Row = Readonly<Record<string, unknown>>;

describeClient({ client: "pgjdbc", feature: "metadata" }, ["java", "pgjdbc"], "pgjdbc's DatabaseMetaData", () => {
  const lake = describedGateway();

  describeAsEachReader((reader) => {
    const { relations, user } = reader;
    const tables = tablesOf(reader);
    let told: Readonly<Record<string, readonly Row[]>>;
    beforeAll(() => {
      const { stdout, stderr } = runClient(lake.login(reader), "java", [
        ...["-cp", jarPath("pgjdbc"), "PgjdbcMetadata.java"],
      ]);
      expect(stderr).toBe("");
      told = JSON.parse(stdout) as typeof told;
    }, clientMsMax);

    /** Some columns of an answer's rows. */
    const rowsOf = (answer: string, ...columns: readonly string[]): unknown[][] => {
      const rows = told[answer] ?? [];
      // Where it was refused, it is that which is read in the failure.
      return Array.isArray(rows) ? rows.map((row: Row) => columns.map((column) => row[column])) : [[rows]];
    };
    const valuesOf = (answer: string, column: string): unknown[] => rowsOf(answer, column).flat();

    it("says where and who it is", () => {
      expect(told["about"]).toEqual(["PostgreSQL", 15, user, 63, "lake", "public"]);
      expect(valuesOf("catalogs", "TABLE_CAT")).toEqual(["lake"]);
    });

    it("lists schemas", () => {
      const names = ["information_schema", "pg_catalog", "primary", "public", "sluice", "testing"];
      expect(valuesOf("schemas", "TABLE_SCHEM")).toEqual(names);
      expect(rowsOf("schemas like t%", "TABLE_SCHEM", "TABLE_CATALOG")).toEqual([["testing", "lake"]]);
    });

    it("lists tables, views and the indexes of keys, with remarks", () => {
      const found = rowsOf("tables", "TABLE_CAT", "TABLE_SCHEM", "TABLE_TYPE", "TABLE_NAME", "REMARKS");
      const ofKind = (kind: "table" | "view") =>
        relations
          .filter((relation) => relation.kind === kind)
          .map(({ name, remarks }) => ["lake", "public", kind.toUpperCase(), name, remarks]);
      const keys = tables
        .filter(({ key }) => key.length > 0)
        .map(({ name }) => ["lake", "public", "INDEX", `${name}_pkey`, null]);
      expect(found).toEqual([...keys, ...ofKind("table"), ...ofKind("view")]);
    });

    it("finds tables by kind, pattern and catalog", () => {
      expect(rowsOf("tables like people\\_%", "TABLE_NAME")).toEqual([["people_test"]]);
      expect(rowsOf("tables of another catalog", "TABLE_NAME")).toEqual([]);
      expect(rowsOf("system tables", "TABLE_NAME", "TABLE_TYPE")).toEqual([["pg_class", "SYSTEM TABLE"]]);
      expect(valuesOf("tableTypes", "TABLE_TYPE")).toEqual(expect.arrayContaining(["TABLE", "VIEW", "SYSTEM TABLE"]));
      const everywhere = rowsOf("tables and views", "TABLE_SCHEM", "TABLE_NAME");
      expect(everywhere.filter(([schema]) => schema === "public")).toHaveLength(relations.length);
      const ofGateway = everywhere.filter(([schema]) => schema === "sluice").map(([, name]) => name);
      expect(ofGateway).toContain("datasets");
      // Which only superusers may read.
      expect(ofGateway.includes("journal")).toBe(user === "sluice");
    });

    it("tells columns with their types, sizes, nullability and places", () => {
      const found = rowsOf(
        "columns",
        ...["TABLE_NAME", "COLUMN_NAME", "DATA_TYPE", "TYPE_NAME", "COLUMN_SIZE", "DECIMAL_DIGITS"],
        ...["NULLABLE", "IS_NULLABLE", "ORDINAL_POSITION", "COLUMN_DEF", "IS_AUTOINCREMENT", "IS_GENERATEDCOLUMN"],
      );
      const expected = relations.flatMap(({ name: relation, columns }) =>
        columns.map(({ name, type, isNullable }, index) => [
          ...[relation, name, ...javaTypes[type]],
          ...[isNullable ? 1 : 0, isNullable ? "YES" : "NO", index + 1, null, "NO", "NO"],
        ]),
      );
      expect(found).toEqual(expected);
      expect(rowsOf("columns like %_id", "TABLE_NAME", "COLUMN_NAME")).toEqual(
        found.map(([table, column]) => [table, column]).filter(([, column]) => String(column).endsWith("_id")),
      );
    });

    it("tells keys, in their columns' order, and their indexes", () => {
      for (const { name, key, columns } of relations) {
        expect(rowsOf(`primary key of ${name}`, "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ", "PK_NAME")).toEqual(
          key.map((column, index) => [name, column, index + 1, `${name}_pkey`]),
        );
        const indexed = key.map((column, index) => [`${name}_pkey`, false, index + 1, column, "A"]);
        for (const answer of [`indexes of ${name}`, `unique indexes of ${name}`]) {
          expect(rowsOf(answer, "INDEX_NAME", "NON_UNIQUE", "ORDINAL_POSITION", "COLUMN_NAME", "ASC_OR_DESC")).toEqual(
            indexed,
          );
        }
        expect(rowsOf(`best row identifier of ${name}`, "COLUMN_NAME", "DATA_TYPE")).toEqual(
          columns
            .filter((column) => key.includes(column.name))
            .map((column) => [column.name, javaTypes[column.type][0]]),
        );
      }
    });

    it("knows of no foreign keys", () => {
      const answers = ["imported keys", "exported keys", "cross reference"];
      expect(answers.map((answer) => told[answer])).toEqual([[], [], []]);
    });

    it("tells types, by name and java.sql.Types", () => {
      const types = new Map(rowsOf("types", "TYPE_NAME", "DATA_TYPE").map(([name, code]) => [name, code]));
      for (const [code, name] of Object.values(javaTypes)) expect([name, types.get(name)]).toEqual([name, code]);
      expect(types.size).toBeGreaterThan(200);
      // Rows of a table are a type as well.
      expect(rowsOf("user-defined types", "TYPE_SCHEM", "TYPE_NAME", "DATA_TYPE")).toEqual(
        relations.map(({ name }) => ["public", name, 2002]),
      );
    });

    it("tells functions, and knows of no procedures", () => {
      expect([told["procedures"], told["functions"]]).toEqual([[], []]);
      expect(
        rowsOf("functions called lower", "FUNCTION_SCHEM", "FUNCTION_NAME", "REMARKS", "SPECIFIC_NAME"),
      ).toContainEqual(["pg_catalog", "lower", "lowercase", "lower_870"]);
      const ofText = rowsOf("columns of functions called lower", "SPECIFIC_NAME", "COLUMN_NAME", "TYPE_NAME");
      expect(ofText.filter(([name]) => name === "lower_870")).toEqual([
        ["lower_870", "returnValue", "text"],
        ["lower_870", "$1", "text"],
      ]);
    });

    it("tells who may do what with a table", () => {
      const found = rowsOf("privileges on tables", "TABLE_NAME", "GRANTOR", "GRANTEE", "PRIVILEGE", "IS_GRANTABLE");
      const ofAnalyst = found.filter(([, , grantee]) => grantee === "analyst");
      // To a role that does not know the owner, PostgreSQL's own role stands for it.
      const grantor = user === "sluice" ? "sluice" : "pg_sluice";
      expect(ofAnalyst).toEqual(
        ["animals", "candidates_safe"].map((name) => [name, grantor, "analyst", "SELECT", "NO"]),
      );
      const names = new Set(found.map(([name]) => name));
      expect([...names].filter((name) => !relations.some((relation) => relation.name === name))).toEqual([]);
      if (user !== "sluice") return;
      const ofAnimals = found.filter(([name, , , privilege]) => name === "animals" && privilege !== newerPrivilege);
      expect(ofAnimals.map((row) => row.slice(2).join(" ")).toSorted()).toEqual(
        [
          ...privileges.map((privilege) => `sluice ${privilege} YES`),
          ...["analyst SELECT NO", "clerk INSERT YES", "clerk SELECT YES", "sluice_reader SELECT NO"],
        ].toSorted(),
      );
    });

    it("tells who may do what with a column", () => {
      const ofAnalyst = (table: string) =>
        rowsOf(`privileges on columns of ${table}`, "GRANTEE", "COLUMN_NAME", "PRIVILEGE", "IS_GRANTABLE")
          .filter(([grantee]) => grantee === "analyst")
          .map((row) => row.slice(1));
      expect(ofAnalyst("people_test")).toEqual([["role", "SELECT", "NO"]]);
      expect(ofAnalyst("shipments")).toEqual(
        ["codes", "line", "order_id", "weight"].map((column) => [column, "SELECT", "NO"]),
      );
      expect(told["privileges on columns of candidates"]).toHaveLength(
        user === "sluice" ? 15 * (privileges.length + 1) : 0,
      );
    });

    it("tells what the columns of a result are", () => {
      expect(told["columns of a result"]).toEqual([
        ["order_id", "int8", -5, 19, 0],
        ["number", "int4", 4, 10, 0],
        ["weight", "numeric", 2, 12, 2],
        ["codes", "_text", 2003, 2147483647, 0],
      ]);
    });
  });
});
