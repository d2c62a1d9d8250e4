// A lake that clients' metadata calls can tell of: datasets in two buckets, a view, and a role that may read a part. What they have to tell of
// it stands here by hand, once for all clients: each test says how its client spells it.
import type pg from "pg";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { copyIn } from "./copy-in.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "./gateway.js";
import type { Login } from "./run-client.js";

export interface DescribedColumn {
  readonly name: string;
  /** As pg_type calls it. */
  readonly type: keyof typeof typeNames;
  readonly isNullable: boolean;
}

export interface DescribedRelation {
  readonly name: string;
  readonly kind: "table" | "view";
  readonly columns: readonly DescribedColumn[];
  readonly key: readonly string[];
  readonly remarks: string | null;
  /** Of a dataset; of no other relation is it known. */
  readonly rowCount: number | null;
}

/** Who asks, and what there is for them. */
export interface Reader {
  readonly user: "sluice" | "analyst";
  /** By name, as bytes are ordered. */
  readonly relations: readonly DescribedRelation[];
}

/** As format_type spells them; no other types are in the lake. */
export const typeNames = {
  bool: "boolean",
  bytea: "bytea",
  date: "date",
  float8: "double precision",
  int4: "integer",
  int8: "bigint",
  json: "json",
  "numeric(9,2)": "numeric(9,2)",
  "numeric(12,2)": "numeric(12,2)",
  text: "text",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  uuid: "uuid",
  _int8: "bigint[]",
  _text: "text[]",
} as const;

/** `name type`, or `name type!` of what is not nullable. */
function columns(...texts: readonly string[]): readonly DescribedColumn[] {
  return texts.map((text) => {
    const [, name = "", type = "", mark] = /^(.+) ([^ !]+)(!?)$/.exec(text) ?? [];
    return { name, type: type as DescribedColumn["type"], isNullable: mark === "" };
  });
}

const visits: DescribedRelation = {
  name: "Visits",
  kind: "table",
  columns: columns("Visitor Id int4", 'At "last" timestamp'),
  key: [],
  remarks: null,
  rowCount: 0,
};

const animals: DescribedRelation = {
  name: "animals",
  kind: "table",
  columns: columns(
    ...["id int4!", "species text", "class text", "legs int4", "diet text", "weight_kg numeric(9,2)"],
    "is_kept_by_people bool",
  ),
  key: ["id"],
  remarks: "Demo data: some animals.",
  rowCount: 28,
};

const candidates: DescribedRelation = {
  name: "candidates",
  kind: "table",
  columns: columns(
    ...["candidate_id text!", "first_name text", "last_name text", "email text", "phone text", "city text"],
    ...["state text", "zip text", "vertical text", "skills _text", "years_experience int4", "status text"],
    ...["salary numeric(12,2)", "last_contacted timestamp", "created_at timestamp"],
  ),
  key: ["candidate_id"],
  remarks: "Demo data: people who look for work. All of it is made up.",
  rowCount: 100000,
};

/** The view: its rows are candidates. */
const candidatesSafe: DescribedRelation = {
  name: "candidates_safe",
  kind: "view",
  columns: columns("candidate_id text", "city text", "skills _text", "salary numeric(12,2)"),
  key: [],
  remarks: "For agents.",
  rowCount: null,
};

/** In the second bucket. */
const peopleTest: DescribedRelation = {
  name: "people_test",
  kind: "table",
  columns: columns("name text!", "role text"),
  key: ["name"],
  remarks: "Demo data: names and roles, in the bucket for tests.",
  rowCount: 12,
};

/** In the second bucket, too. */
const shipments: DescribedRelation = {
  name: "shipments",
  kind: "table",
  columns: columns(
    ...["order_id int8!", "line int4!", "weight numeric(12,2)!", "codes _text", "sizes _int8", "sent_at timestamptz"],
    ...["sent_on date", "is_paid bool", "note text", "id uuid", "photo bytea", "ratio float8", "about json"],
    "noted_at timestamp",
  ),
  key: ["order_id", "line"],
  remarks: null,
  rowCount: 2,
};

const superuser: Reader = {
  user: "sluice",
  relations: [visits, animals, candidates, candidatesSafe, peopleTest, shipments],
};

/**
 * Sees the names of what was granted to it. A key that it may not read all columns of is none, and how many rows there are is not
 * told of what it may read in part.
 */
const analyst: Reader = {
  user: "analyst",
  relations: [
    animals,
    candidatesSafe,
    { ...peopleTest, columns: columns("role text"), key: [], rowCount: 0 },
    {
      ...shipments,
      columns: columns("order_id int8!", "line int4!", "weight numeric(12,2)!", "codes _text"),
      rowCount: 0,
    },
  ],
};

/** One suite for each reader. */
export function describeAsEachReader(body: (reader: Reader) => void): void {
  describe("as a superuser", () => body(superuser));
  describe("as a role that may read a part", () => body(analyst));
}

export function tablesOf({ relations }: Reader): readonly DescribedRelation[] {
  return relations.filter(({ kind }) => kind === "table");
}

const analystPassword = "analyst-password-1";

const rows = Buffer.from("7\t1\t2.50\t{a,b}\t{1,1099511627776}\n7\t2\t0.25\t\\N\t\\N\n");

const statements = [
  `CREATE TABLE shipments (
     order_id bigint, line integer, weight numeric(12,2) NOT NULL, codes text[], sizes bigint[], sent_at timestamptz, sent_on date,
     is_paid boolean, note text, id uuid, photo bytea, ratio double precision, about json, noted_at timestamp, PRIMARY KEY (order_id, line)
   ) WITH (sluice.bucket = 'testing')`,
  'CREATE TABLE "Visits" ("Visitor Id" integer, "At ""last""" timestamp)',
  `CALL create_view('candidates_safe', base => 'candidates', columns => ARRAY['candidate_id', 'city', 'skills', 'salary'],
     row_filter => 'status <> ''blocked''', description => 'For agents.',
     redactions => '{"candidate_id": {"mask": {"keep_prefix": 3, "keep_suffix": 2}}, "salary": "null"}')`,
  `CREATE ROLE analyst LOGIN PASSWORD '${analystPassword}'`,
  "GRANT SELECT ON animals, candidates_safe TO analyst",
  "GRANT SELECT (order_id, line, weight, codes) ON shipments TO analyst",
  "GRANT SELECT (role) ON people_test TO analyst",
  "CREATE ROLE clerk",
  "GRANT SELECT, INSERT ON animals TO clerk WITH GRANT OPTION",
];

/** The gateway of a test file, from its first test to its last. */
export function describedGateway(): { login(reader: Reader): Login; connect(reader: Reader): Promise<pg.Client> } {
  let dataDir: string;
  let gateway: Gateway;
  beforeAll(async () => {
    dataDir = makeDataDir();
    gateway = await startGateway(dataDir);
    const client = await gateway.connect();
    for (const statement of statements) await client.query(statement);
    const { error } = await copyIn(client, `COPY shipments (order_id, line, weight, codes, sizes) FROM STDIN`, [rows]);
    expect(error).toBeUndefined();
    // It has to make its database first.
    await client.query("SELECT 1 FROM pg_class LIMIT 1");
    await client.end();
  }, 120_000);
  afterAll(async () => {
    await gateway.stop();
    removeDataDir(dataDir);
  });
  const login = ({ user }: Reader): Login => ({
    port: gateway.port,
    user,
    password: user === "sluice" ? gateway.password : analystPassword,
  });
  return { login, connect: (reader) => gateway.connect(login(reader)) };
}
