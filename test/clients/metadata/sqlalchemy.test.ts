// SQLAlchemy's inspector and reflection, on both of its drivers: what Superset, Alembic and notebooks know of the lake.
import { beforeAll, describe, expect, it } from "vitest";
import {
  type DescribedRelation,
  describeAsEachReader,
  describedGateway,
  tablesOf,
} from "../../support/described-lake.js";
import { describeClient } from "../../support/describe-client.js";
import { pythonPath } from "../../support/programs.mjs";
import { clientMsMax, runClient } from "../../support/run-client.js";

/** SQLAlchemy's own spelling of a type. */
const sqlTypes: Readonly<Record<DescribedRelation["columns"][number]["type"], string>> = {
  bool: "BOOLEAN",
  bytea: "BYTEA",
  date: "DATE",
  float8: "DOUBLE PRECISION",
  int4: "INTEGER",
  int8: "BIGINT",
  json: "JSON",
  "numeric(9,2)": "NUMERIC(9, 2)",
  "numeric(12,2)": "NUMERIC(12, 2)",
  text: "TEXT",
  timestamp: "TIMESTAMP WITHOUT TIME ZONE",
  timestamptz: "TIMESTAMP WITH TIME ZONE",
  uuid: "UUID",
  _int8: "BIGINT[]",
  _text: "TEXT[]",
};

const drivers = ["psycopg2", "psycopg"] as const;

describeClient(
  { client: "SQLAlchemy", feature: "metadata" },
  ["sqlalchemy", ...drivers],
  "SQLAlchemy's inspector",
  () => {
    const lake = describedGateway();

    describe.each(drivers)("on %s", (driver) => {
      describeAsEachReader((reader) => {
        const { relations, user } = reader;
        const tables = tablesOf(reader);
        let told: Readonly<Record<string, unknown>>;
        beforeAll(() => {
          const { stdout, stderr } = runClient(lake.login(reader), pythonPath, ["sqlalchemy_metadata.py", driver]);
          expect(stderr).toBe("");
          told = JSON.parse(stdout) as typeof told;
        }, clientMsMax);

        const ofEach = <T>(value: (relation: DescribedRelation) => T): Readonly<Record<string, T>> =>
          Object.fromEntries(relations.map((relation) => [relation.name, value(relation)]));
        const names = (some: readonly DescribedRelation[]): readonly string[] => some.map(({ name }) => name);

        it("lists schemas, tables and views", () => {
          expect(told["default schema"]).toBe("public");
          expect([told["has schema"]]).toEqual([[true, false]]);
          expect((told["tables"] as string[]).sort()).toEqual(names(tables));
          expect(told["views"]).toEqual(["candidates_safe"]);
          expect(told["views of the gateway"]).toContain("datasets");
          expect((told["views of the gateway"] as string[]).includes("journal")).toBe(user === "sluice");
          expect(told["columns of all"]).toEqual(names(tables));
          expect(told["schemas"]).toEqual(["information_schema", "primary", "public", "sluice", "testing"]);
        });

        it("knows what is not there", () => {
          const kinds = ["materialized views", "temporary", "sequences", "enums", "domains", "foreign tables"];
          expect(kinds.map((kind) => told[kind])).toEqual(kinds.map(() => []));
          const names = ["animals", "shipments", "candidates", "candidates_safe", "visits", "Visits", "nobody"];
          const isThere = (name: string): boolean => relations.some((relation) => relation.name === name);
          expect(told["has"]).toEqual(Object.fromEntries(names.map((name) => [name, isThere(name)])));
          expect(told["has sequence"]).toBe(false);
        });

        it("tells columns with their types and nullability", () => {
          expect(told["columns"]).toEqual(
            ofEach(({ columns }) =>
              columns.map(({ name, type, isNullable }) => [name, sqlTypes[type], isNullable, null, null]),
            ),
          );
        });

        it("tells keys, and no other constraints", () => {
          expect(told["keys"]).toEqual(
            ofEach(({ name, key }) =>
              key.length === 0
                ? { constrained_columns: [], name: null }
                : {
                    constrained_columns: key,
                    name: `${name}_pkey`,
                    comment: null,
                    dialect_options: { postgresql_include: [] },
                  },
            ),
          );
          // The index of a key is told as the key.
          const none = ["foreign keys", "indexes", "unique constraints", "check constraints"];
          expect(none.map((kind) => told[kind])).toEqual(none.map(() => ofEach(() => [])));
        });

        it("tells comments, and nothing of what a view hides", () => {
          expect(told["comments"]).toEqual(ofEach(({ remarks }) => remarks));
          expect(String(told["definition"]).replaceAll(/\s+/g, " ").trim()).toBe(
            "SELECT NULL::text AS candidate_id, NULL::text AS city, NULL::text[] AS skills, NULL::numeric(12,2) AS salary;",
          );
        });

        it("reflects everything, and selects through it", () => {
          expect(told["reflected"]).toEqual(ofEach(({ columns }) => columns.map(({ type }) => sqlTypes[type])));
          expect(told["reflected keys"]).toEqual(ofEach(({ key }) => key));
          expect(told["rows"]).toEqual([
            [7, 1, "2.50", ["a", "b"]],
            [7, 2, "0.25", null],
          ]);
          expect(told["view has rows"]).toBe(true);
        });
      });
    });
  },
);
