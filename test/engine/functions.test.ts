// The function list against DuckDB itself: it is complete, and what it calls leakproof raises no error over odd values.
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, it } from "vitest";
import { areComparable, castVerdict, isTextOf } from "../../src/engine/sql/functions/casts.js";
import { type FunctionPlace, type Verdict, verdictOf, verdicts } from "../../src/engine/sql/functions/verdicts.js";
import { oddValues } from "../support/odd-values.js";

const placeOf: Readonly<Record<string, FunctionPlace>> = {
  scalar: "expression",
  aggregate: "expression",
  macro: "expression",
  table: "from",
  table_macro: "from",
  pragma: "pragma",
};
/** In expressions it is the parser's, and DuckDB lists it among what stands in FROM only. */
const unlisted = new Set(["unnest"]);

interface Known {
  readonly name: string;
  readonly type: string;
  readonly parameters: readonly string[];
}

const types = Object.keys(oddValues);
const tableOf = (type: string): string => `odd_${types.indexOf(type)}`;
let connection: DuckDBConnection;
let known: readonly Known[];

beforeAll(async () => {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    memory_limit: "500MB",
    max_temp_directory_size: "0KB",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    default_null_order: "postgres",
    integer_division: "true",
    ieee_floating_point_ops: "true",
  });
  connection = await instance.connect();
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  for (const type of types) {
    await connection.run(`CREATE TABLE ${tableOf(type)} (v ${type})`);
    const values = (oddValues[type] ?? []).map((value) => `(${value}::${type})`);
    await connection.run(`INSERT INTO ${tableOf(type)} VALUES ${[...values, "(NULL)"].join(", ")}`);
  }
  const reader = await connection.runAndReadAll(
    "SELECT lower(function_name), function_type, list_transform(parameter_types, lambda t: t::VARCHAR) FROM duckdb_functions()",
  );
  known = reader.getRows().map(([name, type, parameters]) => ({
    name: String(name),
    type: String(type),
    parameters: ((parameters as { items?: readonly unknown[] } | null)?.items ?? []).map(String),
  }));
});

/** The error of a statement; "not planned" where DuckDB refused it for its types. */
async function errorOf(sql: string): Promise<string | undefined> {
  try {
    await connection.run(sql);
    return undefined;
  } catch (thrown) {
    const message = String(thrown);
    return /(Binder|Not implemented) Error|Unimplemented type/i.test(message)
      ? "not planned"
      : `${sql}: ${message.slice(0, 160)}`;
  }
}

async function expectNoErrors(statements: Iterable<string>, what = ""): Promise<void> {
  const errors: string[] = [];
  let count = 0;
  for (const sql of statements) {
    const error = await errorOf(sql);
    if (error !== "not planned") count++;
    if (error !== undefined && error !== "not planned") errors.push(error);
  }
  expect(errors).toEqual([]);
  expect(count, what).toBeGreaterThan(0);
}

function call(name: string, args: readonly string[]): string {
  if (/^[a-z_]\w*$/.test(name)) {
    const isWindow = /^(cume_dist|dense_rank|percent_rank|rank|rank_dense|row_number|first_value|last_value|lag|lead)$/;
    return `"${name}"(${args.join(", ")})${isWindow.test(name) ? " OVER ()" : ""}`;
  }
  return args.length === 1 ? `(${name} ${args[0]})` : `(${args.join(` ${name} `)})`;
}

function statement(name: string, arguments_: readonly string[]): string {
  const from: string[] = [];
  const args = arguments_.map((type, index) => {
    if (type.startsWith("'")) return type;
    from.push(`${tableOf(type)} x${index}`);
    return `x${index}.v`;
  });
  // OFFSET 0 keeps the call from being optimised away.
  return `SELECT max(hash(r)) FROM (SELECT ${call(name, args)} AS r${from.length > 0 ? ` FROM ${from.join(", ")}` : ""} OFFSET 0)`;
}

const allowed = (): (readonly [string, Extract<Verdict, { kind: "allowed" }>])[] =>
  [...verdicts.expression].flatMap(([name, verdict]) => (verdict.kind === "allowed" ? [[name, verdict] as const] : []));

/** What a word of a signature stands for. */
function typesFor(word: string): readonly string[] {
  if (word === "ANY") return types;
  if (word === "INTEGER") return ["TINYINT", "SMALLINT", "INTEGER"];
  if (word === "DECIMAL") return ["DECIMAL(4,1)", "DECIMAL(18,3)"];
  return [word];
}

function combinations(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>(
    (made, list) => made.flatMap((before) => list.map((next) => [...before, next])),
    [[]],
  );
}

describe("the function list", () => {
  it("has a verdict for every function that DuckDB has", () => {
    const missing = known.filter(({ name, type }) => {
      const place = placeOf[type];
      if (place === undefined) return true;
      if (verdicts[place].has(name)) return false;
      return ![...verdicts[place].keys()].some((key) => isPrefix(key) && name.startsWith(key.slice(0, -1)));
    });
    expect([...new Set(missing.map(({ name, type }) => `${type} ${name}`))]).toEqual([]);
    expect(known.length).toBeGreaterThan(1000);
  });

  it("names no function that DuckDB does not have", () => {
    const strangers = Object.entries(verdicts).flatMap(([place, map]) => {
      const names = known.filter(({ type }) => placeOf[type] === place).map(({ name }) => name);
      return [...map.keys()].filter(
        (key) =>
          !names.includes(key) &&
          !unlisted.has(key) &&
          !(isPrefix(key) && names.some((name) => name.startsWith(key.slice(0, -1)))),
      );
    });
    expect(strangers).toEqual([]);
  });

  it("tells where a function belongs, and nothing of one that does not exist", () => {
    expect(verdictOf("no_such_function", "expression")).toBeUndefined();
    expect(verdictOf("json_each", "expression")).toMatchObject({ kind: "refused", hint: "It stands in FROM only." });
    expect(verdictOf("lower", "from")).toMatchObject({ kind: "refused", hint: "It cannot stand in FROM." });
    expect(verdictOf("read_text", "expression")).toMatchObject({ kind: "refused" });
    expect(verdictOf("duckdb_memory", "from")).toEqual({ kind: "administrators" });
    expect(verdictOf("**", "expression")).toMatchObject({ kind: "allowed" });
    expect(verdictOf("icu_collate_de", "expression")).toMatchObject({ kind: "refused" });
  });
});

function isPrefix(key: string): boolean {
  return /^\w+\*$/.test(key);
}

describe("what is called leakproof", () => {
  it("raises no error over odd values of any type that it takes", async () => {
    for (const [name, verdict] of allowed()) {
      if (!verdict.leakproof) continue;
      const overloads = known.filter((one) => one.name === name).map(({ parameters }) => parameters);
      // One argument of every type, as DuckDB casts some unseen; several as they are declared.
      const lists = overloads.flatMap((parameters) =>
        parameters.length === 1
          ? types.map((type) => [type])
          : combinations(parameters.map((type) => (type === "ANY" ? types : [type]))),
      );
      await expectNoErrors(new Set(lists.map((args) => statement(name, args))));
    }
  }, 120_000);

  it("raises no error over the arguments over which it is leakproof", async () => {
    for (const [name, verdict] of allowed()) {
      for (const signature of verdict.leakproofOver) {
        const lists = combinations(signature.map(typesFor));
        // Two of any type: each with itself and with text.
        const some = lists.filter(
          (args) => signature.length < 2 || signature[0] !== "ANY" || args[0] === args[1] || args[1] === "VARCHAR",
        );
        await expectNoErrors(
          some.map((args) => statement(name, args)),
          `${name}(${signature.join(", ")})`,
        );
      }
    }
  }, 120_000);

  it("has the result type that the list says", async () => {
    const wrong: string[] = [];
    for (const [name, { result, leakproof, leakproofOver }] of allowed()) {
      if (result === undefined) continue;
      const lists = leakproof
        ? known.filter((one) => one.name === name).map(({ parameters }) => parameters.map((type) => [type]))
        : leakproofOver.map((signature) => signature.map(typesFor));
      for (const args of lists.flatMap(combinations)) {
        if (!args.every((type) => type.startsWith("'") || types.includes(type))) continue;
        try {
          const reader = await connection.runAndReadAll(
            `${statement(name, args).replace("max(hash(r))", "r")} LIMIT 0`,
          );
          const type = String(reader.columnType(0)).replaceAll('"', "");
          const expected = result === "first" ? args[0] : result;
          if (type !== expected && !String(expected).startsWith("JSON")) wrong.push(`${name}(${args.join()}): ${type}`);
        } catch (thrown) {
          if (!/Binder Error|Not implemented/.test(String(thrown))) throw thrown;
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it.each([false, true])("is so for casts (TRY_CAST: %s)", async (isTry) => {
    const cast = isTry ? "TRY_CAST" : "CAST";
    await expectNoErrors(
      pairs()
        .filter(([from, to]) => castVerdict(from, to, isTry).leakproof)
        .map(([from, to]) => `SELECT count(${cast}(v AS ${to})) FROM ${tableOf(from)}`),
    );
  });

  it("is so for comparisons and common types", async () => {
    await expectNoErrors(
      pairs()
        .filter(([one, other]) => areComparable(one, other))
        .map(
          ([one, other]) =>
            `SELECT count(a.v = b.v), count(a.v < b.v), count(a.v IN (b.v)), count(coalesce(a.v, b.v)) FROM ${tableOf(one)} a, ${tableOf(other)} b`,
        ),
    );
  });

  it("is so for text that surely is of a type", async () => {
    const texts = [
      ...(oddValues["VARCHAR"] ?? []).flatMap((value) => (/^'[^']*'$/.test(value) ? [value.slice(1, -1)] : [])),
      ...[
        "2024-02-29",
        "2023-02-29",
        "9999-12-31",
        "2024-01-01 23:59:59.999999",
        "2024-01-01T00:00Z",
        "2024-01-01 00:00:00+00",
      ],
      ...["99", "-99", "999999999", "999999999999999999", "-999999999999999999", "1.5", "9.99", "99.999999"],
      ...["t", "TRUE", "1 day", "9999 years", "00000000-0000-0000-0000-000000000000"],
    ];
    await expectNoErrors(
      types.flatMap((type) =>
        texts
          .filter((text) => isTextOf(text, type))
          .map((text) => `SELECT '${text}'::${type}, '${text}' = v FROM ${tableOf(type)}`),
      ),
    );
  });
});

function pairs(): readonly (readonly [string, string])[] {
  return types.flatMap((one) => types.map((other) => [one, other] as const));
}
