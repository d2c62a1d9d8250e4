// Nothing hidden can be learnt: two lakes that differ only in hidden rows and hidden values answer every statement alike, in rows,
// in errors and in every word of an error. SLUICE_TEST_RUNS=10000 tries longer.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PgError } from "../../src/errors.js";
import { type AdministeredLake, openAdministeredLake } from "../support/administered-lake.js";

const runs = Number(process.env["SLUICE_TEST_RUNS"] ?? 500);

interface Hiding {
  /** What hides the rows. */
  readonly by: string;
  readonly makeLake: (isOther: boolean) => Promise<AdministeredLake>;
}

const hidings: readonly Hiding[] = [
  { by: "a view's filter, a redaction or a policy", makeLake: (isOther) => makeLake(isOther) },
  {
    by: "tombstones, joined by position",
    makeLake: (isOther) => makeErasedLake(isOther, { positionsJoinedMax: 10_000, bitmapBytesMax: 0 }),
  },
  {
    by: "tombstones, in bitmaps",
    makeLake: (isOther) => makeErasedLake(isOther, { positionsJoinedMax: 0, bitmapBytesMax: 1_000_000 }),
  },
  {
    by: "tombstones, by their keys",
    makeLake: (isOther) => makeErasedLake(isOther, { positionsJoinedMax: 0, bitmapBytesMax: 0 }),
  },
];

/** The rows that the agent sees are the same; all else differs, and is such that functions fail over it. */
async function makeLake(isOther: boolean): Promise<AdministeredLake> {
  const lake = await openAdministeredLake();
  const visible = `SELECT i AS id, 'n' || i AS name, CASE WHEN i % 9 = 0 THEN NULL ELSE (i * 7 % 40)::VARCHAR END AS num,
      i / 4.0::DOUBLE AS ratio, (i * 3.25)::DECIMAL(12,2) AS salary, DATE '2024-01-01' + i::INTEGER AS born,
      ${isOther ? "'Xa' || (i * 31 + 1000) || 'z'" : "'Xb' || (i * 17 + 5000) || 'z'"} AS masked,
      ${isOther ? "'secret'" : "i::VARCHAR"} AS nulled, 'ok' AS flag, 'agent' AS owner FROM range(40) t(i)`;
  const hidden = isOther
    ? `SELECT 1000000 + i * 1000, 'h(' || i, 'oops' || i, 'infinity'::DOUBLE, 9999999999.99, DATE '9999-12-31', '(', 'x', 'no',
         'other' FROM range(3000) t(i)`
    : `SELECT -1 - i, 'visible', '5', 0.5::DOUBLE, 0.00, NULL, 'Xb5000z', NULL, NULL, 'agent2' FROM range(3) t(i)`;
  await lake.add("people", `${visible} UNION ALL ${hidden}`);
  await lake.add(
    "others",
    `SELECT * FROM (${visible}) WHERE false UNION ALL (${hidden}) UNION ALL SELECT * FROM (${visible}) WHERE id < 25`,
  );
  // Without redactions, all values of visible rows are seen.
  await lake.add("mine", `SELECT * REPLACE ('X' AS masked, 'y' AS nulled) FROM (${visible} UNION ALL ${hidden})`);
  await lake.run("CREATE ROLE agent LOGIN");
  const columns = "columns => ARRAY['id', 'name', 'num', 'ratio', 'salary', 'born', 'masked', 'nulled']";
  const redactions = `redactions => '{"masked": {"mask": {"keep_prefix": 1, "keep_suffix": 1}}, "nulled": "null", "salary": "hash"}'`;
  await lake.run(`CALL create_view('v', base => 'people', ${columns}, row_filter => 'flag = ''ok''', ${redactions})`);
  // A filter that itself fails over hidden rows, and over one of the others.
  await lake.run(
    `CALL create_view('w', base => 'others', ${columns}, row_filter => 'coalesce(num, ''1'')::int / (id - 7) >= 0 AND id BETWEEN 0 AND 99', ${redactions})`,
  );
  await lake.run(
    "CALL create_view('x', base => 'v', columns => ARRAY['id', 'name', 'num', 'born'], row_filter => 'id > 3')",
  );
  for (const view of ["v", "w", "x"]) await lake.run(`GRANT SELECT ON ${view} TO agent`);
  await lake.run("GRANT SELECT ON mine TO agent");
  await lake.run("ALTER TABLE mine ENABLE ROW LEVEL SECURITY");
  await lake.run("CREATE POLICY own ON mine USING (owner = current_user)");
  await lake.run(
    "CREATE POLICY fails ON mine AS RESTRICTIVE USING (chr((length(name) / (id + 1))::int + 64) <> name AND (num ~ name) IS NOT TRUE)",
  );
  return lake;
}

/** The same names of relations, without a filter or a policy of their own: what differs was erased. */
async function makeErasedLake(
  isOther: boolean,
  hiddenRowBounds: { readonly positionsJoinedMax: number; readonly bitmapBytesMax: number },
): Promise<AdministeredLake> {
  const lake = await openAdministeredLake({ hiddenRowBounds });
  const visible = `SELECT i AS id, 'n' || i AS name, CASE WHEN i % 9 = 0 THEN NULL ELSE (i * 7 % 40)::VARCHAR END AS num,
      i / 4.0::DOUBLE AS ratio, (i * 3.25)::DECIMAL(12,2) AS salary, DATE '2024-01-01' + i::INTEGER AS born, 'X' AS masked,
      'y' AS nulled, 'v' || i AS erased FROM range(40) t(i)`;
  const hidden = isOther
    ? `SELECT 1000000 + i * 1000, 'h(' || i, 'oops' || i, 'infinity'::DOUBLE, 9999999999.99, DATE '9999-12-31', '(', 'x',
         'h' || i FROM range(3000) t(i)`
    : "SELECT -1 - i, 'visible', '5', 0.5::DOUBLE, 0.00, NULL, 'Xb5000z', NULL, 'h' || i FROM range(3) t(i)";
  await lake.run("CREATE ROLE agent LOGIN");
  const columns = "columns => ARRAY['id', 'name', 'num', 'ratio', 'salary', 'born', 'masked', 'nulled']";
  for (const name of ["mine", "people", "others"]) {
    // Erased rows before the others, or after them.
    const [first, second] =
      name === "others" ? [`SELECT * FROM (${visible}) WHERE false UNION ALL ${hidden}`, visible] : [visible, hidden];
    await lake.add(name, `${first} UNION ALL ${second}`);
    await lake.run(
      `CALL tombstone_from('${name}', 'erased', 'SELECT erased FROM ${name} WHERE starts_with(erased, ''h'')')`,
    );
  }
  await lake.run(`CALL create_view('v', base => 'people', ${columns})`);
  await lake.run(`CALL create_view('w', base => 'others', ${columns}, row_filter => 'id >= 0')`);
  await lake.run("CALL create_view('x', base => 'v', columns => ARRAY['id', 'name', 'num', 'born'])");
  for (const relation of ["v", "w", "x", "mine"]) await lake.run(`GRANT SELECT ON ${relation} TO agent`);
  return lake;
}

const number = fc.constantFrom("0", "1", "5", "20", "39", "100", "2000", "-3", "1000500", "3000000", "0.5");
const text = fc.constantFrom("'n1'", "'5'", "'oops'", "'('", "'2024-01-05'", "'2024-13-01'", "''", "'%n%'", "'X****z'");
const source = fc.constantFrom("v", "w", "x", "mine");

/** Expressions by the type they have, that most statements get as far as the rows; each type has functions that fail over some of them. */
const typed = fc.letrec<Record<"number" | "text" | "date" | "boolean" | "any", string>>((tie) => {
  const depth = { maxDepth: 3, depthSize: "small", depthIdentifier: "typed" } as const;
  const call = (names: readonly string[], ...of: readonly ("number" | "text" | "date" | "boolean" | "any")[]) =>
    fc
      .tuple(fc.constantFrom(...names), ...of.map((kind) => tie(kind)))
      .map(([name, ...values]) => `${name}(${values.join(", ")})`);
  const either = (kind: "number" | "text" | "date") =>
    fc.oneof(
      call(["coalesce", "nullif", "greatest"], kind, kind),
      fc
        .tuple(tie("boolean"), tie(kind), tie(kind))
        .map(([when, then, otherwise]) => `CASE WHEN ${when} THEN ${then} ELSE ${otherwise} END`),
    );
  const cast = (kind: "text" | "number" | "date", ...types: readonly string[]) =>
    fc.tuple(tie(kind), fc.constantFrom(...types)).map(([value, type]) => `(${value})::${type}`);
  return {
    number: fc.oneof(
      depth,
      fc.constant("id"),
      number,
      call(["abs", "ln", "sqrt", "exp"], "number"),
      fc.tuple(tie("number")).map(([value]) => `factorial((${value})::int)`),
      fc.tuple(tie("number"), tie("number")).map(([left, right]) => `((${left})::int % (${right})::int)`),
      call(["length"], "text"),
      cast("text", "int", "int2", "float8", "numeric(5,2)"),
      cast("number", "int", "int2", "numeric(5,2)"),
      call(["date_part"], "text", "date"),
      fc.tuple(tie("date"), tie("date")).map(([left, right]) => `(${left}::date - ${right}::date)`),
      fc
        .tuple(tie("number"), fc.constantFrom("+", "-", "*", "/"), tie("number"))
        .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
      either("number"),
    ),
    text: fc.oneof(
      depth,
      fc.constantFrom("num", "name"),
      text.map((value) => `${value}::text`),
      call(["lower", "reverse", "md5"], "text"),
      fc.tuple(tie("number")).map(([value]) => `chr((${value})::int)`),
      fc.tuple(tie("text"), tie("number")).map(([value, count]) => `substr(${value}, (${count})::int)`),
      fc.tuple(tie("text"), tie("any")).map(([value, other]) => `(${value} || ${other})`),
      fc.tuple(tie("any")).map(([value]) => `(${value})::text`),
      fc
        .tuple(tie("text"), fc.constantFrom("json", "jsonb", "uuid"))
        .map(([value, type]) => `(${value})::${type}::text`),
      fc.tuple(tie("text"), fc.constantFrom("hex", "base64")).map(([value, by]) => `decode(${value}, '${by}')::text`),
      call(["regexp_replace"], "text", "text", "text"),
      either("text"),
    ),
    date: fc.oneof(
      depth,
      fc.constant("born"),
      cast("text", "date", "timestamp"),
      fc.tuple(tie("number")).map(([year]) => `make_date((${year})::int, 1, 1)`),
      fc.tuple(tie("number")).map(([seconds]) => `to_timestamp(${seconds})`),
      fc.tuple(tie("text")).map(([value]) => `to_date(${value}, 'YYYY')`),
      fc.tuple(tie("date")).map(([value]) => `date_trunc('month', ${value})`),
      fc.tuple(tie("date"), tie("number")).map(([value, days]) => `(${value}::date + (${days})::int)`),
      either("date"),
    ),
    boolean: fc.oneof(
      depth,
      fc
        .tuple(
          fc.constantFrom("number", "text", "date").chain((kind) => fc.tuple(tie(kind), tie(kind))),
          fc.constantFrom("=", "<", ">", "<>", ">=", "IS NOT DISTINCT FROM"),
        )
        .map(([[left, right], operator]) => `(${left} ${operator} ${right})`),
      fc
        .tuple(tie("text"), fc.constantFrom("LIKE", "~", "!~*"), tie("text"))
        .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
      fc.tuple(tie("any")).map(([value]) => `(${value} IS NULL)`),
    ),
    any: fc.oneof(tie("number"), tie("text"), tie("date"), tie("boolean")),
  };
});

/** One expression in ten is of a type that may not stand where it does. */
const of = (kind: "number" | "text" | "date") =>
  fc.oneof({ weight: 9, arbitrary: typed[kind] }, { weight: 1, arbitrary: typed.any });
const expression = typed.any;
const sortable = fc.oneof(typed.number, typed.text, typed.date);

const predicate = fc.oneof(
  typed.boolean,
  typed.boolean,
  expression.map((value) => `${value} IS NULL`),
  fc.tuple(of("number"), number, number).map(([value, low, high]) => `${value} BETWEEN ${low} AND ${high}`),
  fc
    .tuple(fc.constantFrom(["number", "id"], ["text", "num"], ["text", "name"], ["date", "born"]), source)
    .chain(([[kind, name], from]) => of(kind as "number").map((value) => `${value} IN (SELECT ${name} FROM ${from})`)),
  fc.tuple(source, expression).map(([from, value]) => `EXISTS (SELECT 1 FROM ${from} WHERE ${value} IS NOT NULL)`),
  fc.tuple(fc.constantFrom("masked", "nulled", "salary"), text).map(([name, value]) => `${name} >= ${value}`),
);
const condition = fc
  .array(predicate, { minLength: 1, maxLength: 3 })
  .chain((all) => fc.constantFrom(" AND ", " OR ").map((join) => all.map((one) => `(${one})`).join(join)));

const pair = fc.oneof(
  fc.tuple(typed.number, typed.number),
  fc.tuple(typed.text, typed.text),
  fc.tuple(typed.date, typed.date),
  fc.tuple(typed.any, typed.any),
);

const statement = fc.oneof(
  fc
    .tuple(expression, source, condition)
    .map(([value, from, where]) => `SELECT id, ${value} FROM ${from} WHERE ${where}`),
  fc
    .tuple(expression, source, condition, fc.constantFrom(1, 3, 30))
    .map(
      ([value, from, where, count]) => `SELECT ${value} AS it FROM ${from} WHERE ${where} ORDER BY 1 LIMIT ${count}`,
    ),
  fc
    .tuple(fc.constantFrom("count", "min", "max", "count(DISTINCT"), sortable, source, condition)
    .map(
      ([name, value, from, where]) =>
        `SELECT ${name.includes("(") ? name : `${name}(`} ${value}), count(*) FROM ${from} WHERE ${where}`,
    ),
  fc
    .tuple(sortable, source, condition, condition)
    .map(
      ([value, from, where, having]) =>
        `SELECT id, max(${value}) FROM ${from} WHERE ${where} GROUP BY id, num, name, born HAVING max(id) > 3 AND (${having})`,
    ),
  fc
    .tuple(source, source, expression, condition)
    .map(
      ([left, right, value, where]) =>
        `SELECT count(*) FROM ${left} JOIN (SELECT id AS other, ${value} AS it FROM ${right}) r ON other = id WHERE ${where}`,
    ),
  fc
    .tuple(pair, source, source)
    .map(([[one, other], left, right]) => `SELECT ${one} FROM ${left} UNION SELECT ${other} FROM ${right}`),
  fc
    .tuple(sortable, source, condition)
    .map(
      ([value, from, where]) =>
        `SELECT id, max(${value}) OVER (ORDER BY id ROWS 2 PRECEDING) FROM ${from} WHERE ${where}`,
    ),
);

async function answerOf(lake: AdministeredLake, sql: string): Promise<string> {
  try {
    const rows = (await lake.rows(sql, "agent")).toSorted();
    return JSON.stringify(rows);
  } catch (thrown) {
    if (!(thrown instanceof PgError)) throw thrown;
    const { sqlstate, message, detail, hint, position } = thrown;
    return JSON.stringify({ sqlstate, message, detail, hint, position });
  }
}

describe.each(hidings)("what is hidden by $by", ({ makeLake: open }) => {
  let lakes: readonly [AdministeredLake, AdministeredLake];
  beforeAll(async () => {
    lakes = await Promise.all([open(false), open(true)]);
  }, 60_000);
  afterAll(() => Promise.all(lakes.map((lake) => lake.close())));

  it(`does not change any answer (${runs} runs)`, { timeout: 100 * runs + 60_000 }, async () => {
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(statement, async (sql) => {
        const [one, other] = await Promise.all(lakes.map((lake) => answerOf(lake, sql)));
        if (one?.startsWith("{") === true) failed++;
        expect(other).toBe(one);
        for (const secret of ["oops", "h(", "secret"]) {
          if (!sql.includes(secret)) expect(one).not.toContain(secret);
        }
      }),
      { numRuns: runs },
    );
    // Neither all of them fail, nor none.
    expect(failed).toBeGreaterThan(runs / 20);
    expect(failed).toBeLessThan((runs * 19) / 20);
  });
});
