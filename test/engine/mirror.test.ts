// The mirror's statements, run on a real PostgreSQL.
import { PGlite } from "@electric-sql/pglite";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Column, type Dataset, emptySnapshot, type Grant, type Snapshot } from "../../src/catalog/api.js";
import { mirrorDiff, mirrorSteps } from "../../src/engine/system-catalog/mirror/mirror.js";
import { fitName, fitNames, quoteText } from "../../src/engine/system-catalog/mirror/mirror-names.js";
import { oidOf, OidSpace } from "../../src/engine/system-catalog/mirror/mirror-oids.js";
import { slices, type Step } from "../../src/engine/system-catalog/mirror/mirror-steps.js";
import { mirroredTypeOf } from "../../src/engine/system-catalog/mirror/mirrored-types.js";
import { type Viewer, visibleNames } from "../../src/engine/system-catalog/visible-names.js";
import { pgTypeOf, pgTypes } from "../../src/wire/encoding/pg-types.js";

const startParams = [...PGlite.defaultStartParams, "-b"];

/** A database that nobody has touched: to load it is quicker than to make another one. */
let empty: Blob;
beforeAll(async () => {
  const database = await PGlite.create({ startParams });
  empty = await database.dumpDataDir("none");
  await database.close();
}, 60_000);

const opened: PGlite[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

async function run(database: PGlite, steps: Iterable<Step>): Promise<void> {
  for (const slice of slices(steps)) await database.exec(["BEGIN", ...slice, "COMMIT"].join(";\n"));
}

async function mirrorOf(snapshot: Snapshot, viewer?: Viewer): Promise<PGlite> {
  const database = await PGlite.create({ startParams, loadDataDir: empty });
  opened.push(database);
  await run(database, mirrorSteps(namesIn(snapshot, viewer)));
  return database;
}

/** The values of one column, or of several as arrays. */
async function valuesOf(database: PGlite, sql: string): Promise<unknown[]> {
  const { rows } = await database.query<unknown[]>(sql, [], { rowMode: "array" });
  return rows.map((row) => (row.length === 1 ? row[0] : row));
}

const systemRelations = [
  {
    name: "datasets",
    columns: [
      { name: "name", type: { id: "VARCHAR" } },
      { name: "rows", type: { id: "BIGINT" } },
    ],
    isForSuperusers: false,
  },
  { name: "audit", columns: [{ name: "at", type: "TIMESTAMP WITH TIME ZONE" }], isForSuperusers: true },
] as const;

const namesIn = (snapshot: Snapshot, viewer?: Viewer) => visibleNames(snapshot, viewer, systemRelations);

function column(name: string, type: string, isNullable = true): Column {
  return { name, type, isNullable };
}

function dataset(name: string, columns: readonly Column[], more: Partial<Dataset> = {}): Dataset {
  const objects = [{ url: "lakehouse-primary://x.parquet", rows: 7, bytes: 1 }];
  const times = { createdAt: "2024-01-01T00:00:00.000Z", version: 1 };
  return { name, bucket: "primary", origin: "ingested", columns, keyColumns: [], objects, ...times, ...more };
}

function byName<T extends { readonly name: string }>(...values: readonly T[]): ReadonlyMap<string, T> {
  return new Map(values.map((value) => [value.name, value]));
}

function granted(privileges: readonly ("select" | "insert" | "update")[], more: Partial<Grant> = {}): Grant {
  return { privileges: new Set(privileges), grantable: new Set(), ...more };
}

const orders = dataset(
  "orders",
  [
    column("id", "BIGINT", false),
    column("price", "DECIMAL(12,2)"),
    column("tags", "VARCHAR[]"),
    column("place", "STRUCT(a INTEGER, b VARCHAR[])"),
    column("at", "TIMESTAMP WITH TIME ZONE", false),
    column("amounts", "DECIMAL(5,1)[][3]"),
    column("kind", "ENUM('a[]', 'b')"),
  ],
  { keyColumns: ["id"], description: "What's ordered \\ sold" },
);
const people = dataset("people", [column("email", "VARCHAR"), column("age", "UTINYINT")]);

const catalog: Snapshot = {
  ...emptySnapshot,
  version: 1,
  buckets: byName({ kind: "local", name: "primary", root: "/" }, { kind: "local", name: "profile:user", root: "/" }),
  datasets: byName(orders, people),
  views: byName({
    name: "people_safe",
    base: "people",
    columns: ["email", "age"],
    rowFilter: "age < 18",
    redactions: [{ column: "age", redaction: { kind: "hash", key: "k" } }],
    rests: [],
    createdAt: "2024-01-01T00:00:00.000Z",
    version: 1,
  }),
  roles: byName(
    { name: "root", isSuperuser: true, canLogin: true },
    { name: "postgres", isSuperuser: false, canLogin: true, verifier: "SCRAM-SHA-256$4096:c2FsdA==$a:b" },
    { name: "clerk", isSuperuser: false, canLogin: true, connectionsMax: 3, validUntil: "2030-01-01T00:00:00.000Z" },
    { name: "team", isSuperuser: false, canLogin: false },
  ),
  members: new Map([["team", new Map([["clerk", { hasAdminOption: true }]])]]),
  owners: new Map([["people", "postgres"]]),
  grants: new Map([
    ["team", new Map([["orders", [granted(["select", "insert"])]]])],
    ["clerk", new Map([["people", [granted(["select"], { column: "age" })]]])],
  ]),
  bindings: new Map([["team", new Map([["people", "people_safe"]])]]),
};

const columnsSql = `SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull
  FROM pg_attribute a WHERE a.attnum > 0 AND a.attrelid = `;

const catalogSql = `SELECT c.oid::int8, c.reltype::int8, n.oid::int8, n.nspname, c.relname, c.relkind, c.reltuples,
    c.relowner::int8, pg_catalog.obj_description(c.oid, 'pg_class'), c.relfilenode::int8
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid >= 16384 ORDER BY c.oid`;

/** All that two mirrors of one catalog have in common. */
async function everythingIn(database: PGlite): Promise<unknown> {
  return {
    constraints: await valuesOf(
      database,
      "SELECT conname, contype, conrelid::int8, conkey FROM pg_constraint WHERE conrelid >= 16384 ORDER BY 3, 1",
    ),
    classes: await valuesOf(database, catalogSql),
    types: await valuesOf(database, "SELECT oid::int8, typname FROM pg_type WHERE oid >= 16384 ORDER BY oid"),
    schemas: await valuesOf(database, "SELECT oid::int8, nspname, nspacl::text FROM pg_namespace ORDER BY oid"),
    columns: await valuesOf(
      database,
      `SELECT table_schema, table_name, column_name, ordinal_position, is_nullable, data_type, numeric_precision
       FROM information_schema.columns
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 4`,
    ),
    roles: await valuesOf(database, "SELECT to_jsonb(a) FROM pg_authid a ORDER BY oid"),
    members: await valuesOf(
      database,
      `SELECT roleid::int8, member::int8, admin_option, inherit_option, set_option FROM pg_auth_members
       WHERE roleid >= 16384 ORDER BY 1, 2`,
    ),
    // An ACL that says what goes without saying is none.
    rights: await valuesOf(
      database,
      `SELECT c.oid::int8, a.grantee::int8, a.privilege_type, a.is_grantable FROM pg_class c,
         pg_catalog.aclexplode(coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))) a
       WHERE c.oid >= 16384 ORDER BY 1, 2, 3`,
    ),
    columnRights: await valuesOf(
      database,
      "SELECT attrelid::int8, attname, attacl::text FROM pg_attribute WHERE attrelid >= 16384 AND attacl <> '{}' ORDER BY 1, 2",
    ),
  };
}

describe("The mirror of a catalog", () => {
  test("has each dataset once, with its columns in order, as the types that the wire sends", async () => {
    const database = await mirrorOf(catalog);
    expect(await valuesOf(database, `${columnsSql} 'orders'::regclass ORDER BY a.attnum`)).toEqual([
      ["id", "bigint", true],
      ["price", "numeric(12,2)", false],
      ["tags", "text[]", false],
      ["place", "json", false],
      ["at", "timestamp with time zone", true],
      ["amounts", "numeric(5,1)[]", false],
      ["kind", "text", false],
    ]);
    expect(
      await valuesOf(
        database,
        `SELECT nspname, relname, relkind FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
         WHERE c.oid >= 16384 AND relkind <> 'i' ORDER BY 1, 2`,
      ),
    ).toEqual([
      ["public", "orders", "r"],
      ["public", "people", "r"],
      ["public", "people_safe", "v"],
      ["sluice", "audit", "v"],
      ["sluice", "datasets", "v"],
    ]);
    expect(await valuesOf(database, "SELECT nspname FROM pg_namespace WHERE oid >= 16384 ORDER BY 1")).toEqual([
      "primary",
      "profile:user",
      "sluice",
    ]);
  });

  test("has keys, comments and numbers of rows, and no rows", async () => {
    const database = await mirrorOf(catalog);
    expect(
      await valuesOf(database, "SELECT indrelid::regclass::text, indkey::text FROM pg_index WHERE indexrelid >= 16384"),
    ).toEqual([["orders", "1"]]);
    expect(await valuesOf(database, "SELECT conname, contype FROM pg_constraint WHERE conrelid >= 16384")).toEqual([
      ["orders_pkey", "p"],
    ]);
    expect(await valuesOf(database, "SELECT indisprimary FROM pg_index WHERE indexrelid >= 16384")).toEqual([true]);
    expect(await valuesOf(database, "SELECT obj_description('orders'::regclass)")).toEqual(["What's ordered \\ sold"]);
    expect(await valuesOf(database, "SELECT reltuples, reltoastrelid FROM pg_class WHERE relname = 'orders'")).toEqual([
      [7, 0],
    ]);
    expect(await valuesOf(database, "SELECT count(*) FROM orders")).toEqual([0]);
  });

  test("has a view's columns as its readers get them, and tells nothing of how it is made", async () => {
    const database = await mirrorOf(catalog);
    expect(await valuesOf(database, `${columnsSql} 'people_safe'::regclass ORDER BY a.attnum`)).toEqual([
      ["email", "text", false],
      ["age", "text", false],
    ]);
    expect(await valuesOf(database, "SELECT pg_get_viewdef('people_safe'::regclass)")).toEqual([
      expect.not.stringMatching(/people|age <|hash/),
    ]);
  });

  test("answers who may do what as the gateway does", async () => {
    const database = await mirrorOf(catalog);
    const may = async (role: string, relation: string, privilege: string): Promise<unknown> =>
      (await valuesOf(database, `SELECT has_table_privilege('${role}', '${relation}', '${privilege}')`))[0];
    expect(await may("clerk", "orders", "select")).toBe(true);
    expect(await may("clerk", "orders", "update")).toBe(false);
    expect(await may("clerk", "people", "select")).toBe(false);
    expect(await may("team", "people_safe", "select")).toBe(true);
    expect(await may("postgres", "people", "delete")).toBe(true);
    expect(await may("postgres", "orders", "select")).toBe(false);
    expect(await may("root", "orders", "delete")).toBe(true);
    expect(await may("clerk", "sluice.datasets", "select")).toBe(true);
    expect(await may("clerk", "sluice.audit", "select")).toBe(false);
    expect(
      await valuesOf(
        database,
        "SELECT c, has_column_privilege('clerk', 'people', c, 'select') FROM unnest('{age,email}'::text[]) c",
      ),
    ).toEqual([
      ["age", true],
      ["email", false],
    ]);
    expect(
      await valuesOf(
        database,
        `SELECT rolname, rolsuper, rolcanlogin, rolconnlimit, rolpassword, extract(year FROM rolvaliduntil)::int
         FROM pg_authid WHERE oid >= 16384 ORDER BY 1`,
      ),
    ).toEqual([
      ["clerk", false, true, 3, null, 2030],
      ["postgres", false, true, -1, null, null],
      ["root", true, true, -1, null, null],
      ["team", false, false, -1, null, null],
    ]);
    expect(await valuesOf(database, "SELECT pg_has_role('clerk', 'team', 'usage with admin option')")).toEqual([true]);
  });

  test("takes hostile names for names", async () => {
    const long = "ü".repeat(40);
    const names = ['a"b; drop table x', "pg_class", "x_pkey", "_x", "'; --\\", "text", "x"];
    const columns = ["\0", "", "ctid", `${long}a`, `${long}b`, 'c"; COMMIT; --'].map((name) => column(name, "TEXT"));
    const hostile: Snapshot = {
      ...catalog,
      datasets: byName(
        ...names.map((name) =>
          dataset(name, [column("id", "INTEGER"), ...columns], { keyColumns: ["id"], description: name }),
        ),
      ),
      views: new Map(),
      roles: byName({ name: 'r"; DROP ROLE root; --', isSuperuser: false, canLogin: true }),
      members: new Map(),
      owners: new Map([["x", 'r"; DROP ROLE root; --']]),
      grants: new Map([['r"; DROP ROLE root; --', new Map(names.map((name) => [name, [granted(["select"])]]))]]),
      bindings: new Map(),
    };
    const database = await mirrorOf(hostile);
    const found = await valuesOf(database, "SELECT relname FROM pg_class WHERE oid >= 16384 AND relkind = 'r'");
    expect(new Set(found)).toEqual(new Set(names));
    expect(
      await valuesOf(
        database,
        `SELECT attname FROM pg_attribute WHERE attnum > 0 AND attrelid = 'x'::regclass ORDER BY attnum`,
      ),
    ).toEqual(["id", "\u{fffd}", "?column?", "ctid~2", "ü".repeat(31), `${"ü".repeat(30)}~2`, 'c"; COMMIT; --']);
    await run(database, mirrorDiff(namesIn(hostile), namesIn(catalog)));
    expect(await everythingIn(database)).toEqual(await everythingIn(await mirrorOf(catalog)));
  });

  test("is the same twice, and in whatever order the datasets come", async () => {
    const datasets = byName(...[...catalog.datasets.values()].reverse());
    const roles = byName(...[...catalog.roles.values()].reverse());
    const one = await everythingIn(await mirrorOf(catalog));
    expect(await everythingIn(await mirrorOf({ ...catalog, datasets, roles }))).toEqual(one);
  });

  test.each([
    ["of all names", undefined],
    ["of one reader's names", { role: "clerk", sessionRole: "clerk" }],
  ])(
    "%s follows a commit, and is then what it would be if it were made anew",
    async (_, viewer) => {
      const team = catalog.roles.get("team");
      if (team === undefined) throw new Error("no such role");
      const altered: Dataset = { ...orders, columns: [...orders.columns.slice(0, 2), column("note", "VARCHAR")] };
      const states: readonly Snapshot[] = [
        catalog,
        { ...catalog, datasets: byName(orders, people, dataset("orders_pkey", [column("a", "DATE")])) },
        { ...catalog, datasets: byName(altered, people) },
        {
          ...catalog,
          datasets: byName({ ...altered, columns: [column("id", "BIGINT"), ...altered.columns.slice(1)] }, people),
        },
        { ...catalog, datasets: byName({ ...altered, keyColumns: [] }, people) },
        { ...catalog, datasets: byName({ ...orders, description: "Else", objects: [] }, people) },
        { ...catalog, datasets: byName(people) },
        { ...catalog, datasets: byName(orders), views: catalog.views, owners: new Map(), grants: new Map() },
        {
          ...catalog,
          owners: new Map([
            ["people", "clerk"],
            ["orders", "team"],
          ]),
        },
        {
          ...catalog,
          roles: byName({ ...team, canLogin: true, inherits: false }),
          buckets: new Map(),
          owners: new Map(),
        },
        { ...catalog, roles: byName({ name: "clerk", isSuperuser: true, canLogin: false }), members: new Map() },
        emptySnapshot,
        catalog,
      ];
      const following = await mirrorOf(catalog, viewer);
      for (const [index, after] of states.entries()) {
        const before = states[index - 1];
        if (before === undefined) continue;
        await run(following, mirrorDiff(namesIn(before, viewer), namesIn(after, viewer)));
        const anew = await mirrorOf(after, viewer);
        expect(await everythingIn(following), `step ${index}`).toEqual(await everythingIn(anew));
        await anew.close();
        opened.pop();
      }
    },
    60_000,
  );

  test("is left alone where nothing changed", () => {
    const rows = {
      ...orders,
      objects: [...orders.objects, { url: "lakehouse-primary://y.parquet", rows: 3, bytes: 1 }],
    };
    const diff = (after: Snapshot) => [...slices(mirrorDiff(namesIn(catalog), namesIn(after)))].flat();
    expect(diff({ ...catalog, version: 2 })).toEqual([]);
    expect(diff({ ...catalog, datasets: byName(people, rows) })).toEqual([
      expect.stringMatching(
        /^UPDATE pg_catalog.pg_class SET reltuples = tuples.*\(\d+::pg_catalog.oid, 10::[^()]+\)\) AS/,
      ),
    ]);
  });
});

describe("What stands for a DuckDB type", () => {
  test("is what the wire announces", () => {
    const byOid = new Map<number, string>(Object.values(pgTypes).map(({ oid, name }) => [oid, name]));
    for (const id of [
      "TINYINT",
      "UINTEGER",
      "HUGEINT",
      "VARCHAR",
      "JSON",
      "BIT",
      "TIME_NS",
      "TIMETZ",
      "GEOMETRY",
      "SQLNULL",
    ] as const) {
      expect(mirroredTypeOf({ id }).sql).toBe(`pg_catalog."${byOid.get(pgTypeOf({ id }).oid)}"`);
    }
    expect(mirroredTypeOf("MAP(VARCHAR, INTEGER[])[]").sql).toBe('pg_catalog."json"[]');
    expect(mirroredTypeOf(`INTEGER${"[]".repeat(7)}`).sql).toBe('pg_catalog."json"');
    expect(mirroredTypeOf('"NULL"').sql).toBe('pg_catalog."text"');
  });
});

describe("Names", () => {
  test("are cut where PostgreSQL cuts them, and are none twice", () => {
    expect(fitName("ü".repeat(40))).toBe("ü".repeat(31));
    expect(fitNames(["a".repeat(64), "a".repeat(63)])).toEqual([`${"a".repeat(61)}~2`, "a".repeat(63)]);
    expect(quoteText("it's \\ \0")).toBe("E'it''s \\\\ \u{fffd}'");
  });
});

describe("OIDs", () => {
  test("follow from kind and name, and move on where one is taken", () => {
    expect(oidOf("relation", "public\0orders")).toBe(oidOf("relation", "public\0orders"));
    expect(oidOf("relation", "x")).not.toBe(oidOf("role", "x"));
    const space = new OidSpace();
    expect([space.take(2 ** 31 - 1), space.take(2 ** 31 - 1), space.take(16_384)]).toEqual([
      2 ** 31 - 1,
      16_384,
      16_385,
    ]);
  });
});
