// psqlODBC's SQLTables, SQLColumns, SQLPrimaryKeys, SQLStatistics and their kin: what Excel, Power BI and Tableau know of the lake.
import { beforeAll, expect, it } from "vitest";
import {
  type DescribedColumn,
  describeAsEachReader,
  describedGateway,
  tablesOf,
} from "../../support/described-lake.js";
import { describeClient } from "../../support/describe-client.js";
import { pythonPath } from "../../support/programs.mjs";
import { clientMsMax, runClient } from "../../support/run-client.js";

/** The code of a type, its name, its size, its digits. */
const odbcTypes: Readonly<
  Record<DescribedColumn["type"], readonly [code: number, name: string, size: number, digits: number | null]>
> = {
  bool: [-7, "bool", 1, 0],
  bytea: [-4, "bytea", -4, null],
  date: [91, "date", 10, null],
  float8: [6, "float8", 17, 0],
  int4: [4, "int4", 10, 0],
  int8: [-5, "int8", 19, 0],
  json: [-9, "json", 255, null],
  "numeric(9,2)": [2, "numeric", 9, 2],
  "numeric(12,2)": [2, "numeric", 12, 2],
  text: [-10, "text", 8190, null],
  timestamp: [93, "timestamp", 26, 6],
  timestamptz: [93, "timestamptz", 26, 6],
  uuid: [-11, "uuid", 37, null],
  _int8: [-9, "_int8", 255, null],
  _text: [-9, "_text", 255, null],
};

type Row = Readonly<Record<string, unknown>>;

describeClient(
  { client: "psqlODBC", feature: "metadata" },
  ["unixodbc", "psqlodbc", "pyodbc"],
  "psqlODBC's catalog",
  () => {
    const lake = describedGateway();

    describeAsEachReader((reader) => {
      const { relations, user } = reader;
      const tables = tablesOf(reader);
      let told: Readonly<Record<string, readonly Row[] & Readonly<Record<string, readonly Row[]>>>>;
      beforeAll(() => {
        const { stdout, stderr } = runClient(lake.login(reader), pythonPath, ["psqlodbc_metadata.py"]);
        expect(stderr).toBe("");
        told = JSON.parse(stdout) as typeof told;
      }, clientMsMax);

      const cells = (rows: readonly Row[] | undefined, ...columns: readonly string[]): unknown[][] =>
        (rows ?? []).map((row) => columns.map((column) => row[column]));

      it("says where and who it is", () => {
        expect(told["about"]).toEqual(["PostgreSQL", "lake", user, '"']);
        expect(cells(told["catalogs"], "table_cat")).toEqual([["lake"]]);
        const schemas = cells(told["schemas"], "table_schem").flat();
        expect(schemas).toEqual(["primary", "public", "sluice", "testing"]);
      });

      it("lists tables and views", () => {
        const columns = ["table_cat", "table_schem", "table_name", "table_type"];
        const named = (name: string, type: string) => ["lake", "public", name, type];
        expect(cells(told["tables"], ...columns)).toEqual(tables.map(({ name }) => named(name, "TABLE")));
        expect(cells(told["views"], ...columns)).toEqual([named("candidates_safe", "VIEW")]);
        const ofGateway = cells(told["views of the gateway"], "table_name").flat();
        expect([ofGateway.includes("datasets"), ofGateway.includes("journal")]).toEqual([true, user === "sluice"]);
      });

      it("tells columns with their types, sizes and nullability", () => {
        const found = cells(
          told["columns"],
          ...["table_name", "column_name", "data_type", "type_name", "column_size", "decimal_digits", "nullable"],
          "column_def",
        );
        // It counts the columns of a key's index as well.
        const indexed = tables.flatMap(({ name, key }) => key.map((column) => `${name}_pkey ${column}`));
        const ofIndexes = found.filter(([relation]) => String(relation).endsWith("_pkey"));
        expect(ofIndexes.map((row) => row.slice(0, 2).join(" "))).toEqual(indexed);
        expect(found.filter((row) => !ofIndexes.includes(row))).toEqual(
          relations.flatMap(({ name: relation, columns }) =>
            columns.map(({ name, type, isNullable }) => [
              ...[relation, name, ...odbcTypes[type], isNullable ? 1 : 0, null],
            ]),
          ),
        );
      });

      it("finds columns by a pattern", () => {
        const found = cells(told["columns like %\\_id"], "table_name", "column_name");
        expect(found.filter(([relation]) => !String(relation).endsWith("_pkey"))).toEqual(
          relations.flatMap(({ name: relation, columns }) =>
            columns.filter(({ name }) => name.endsWith("_id")).map(({ name }) => [relation, name]),
          ),
        );
      });

      it("tells keys and their indexes, in the columns' order", () => {
        for (const { name, key } of relations) {
          const keys = cells(told["keys"]?.[name], "table_name", "column_name", "key_seq", "pk_name");
          expect(keys).toEqual(key.map((column, index) => [name, column, index + 1, `${name}_pkey`]));
          const indexes = cells(
            told["statistics"]?.[name],
            "index_name",
            "non_unique",
            "ordinal_position",
            "column_name",
          );
          expect(indexes).toEqual(key.map((column, index) => [`${name}_pkey`, 0, index + 1, column]));
          expect(told["row identifiers"]?.[name]).toEqual([]);
        }
        const known = Object.entries(told["keys"] ?? {}).filter(([, rows]) => rows.length > 0);
        expect(known.map(([name]) => name)).toEqual(tables.filter(({ key }) => key.length > 0).map(({ name }) => name));
      });

      it("knows types, and neither foreign keys nor procedures", () => {
        const types = new Set(cells(told["types"], "type_name").flat());
        for (const name of ["bool", "bytea", "date", "float8", "int4", "int8", "numeric", "text", "timestamptz"]) {
          expect([name, types.has(name)]).toEqual([name, true]);
        }
        expect([told["foreign keys"], told["procedures"]]).toEqual([[], []]);
      });
    });
  },
);
