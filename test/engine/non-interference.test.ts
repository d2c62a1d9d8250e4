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
  // A filter that itself fails over hidden rows.
  await lake.run(
    `CALL create_view('w', base => 'others', ${columns}, row_filter => 'coalesce(num, ''1'')::int >= 0 AND id BETWEEN 0 AND 99', ${redactions})`,
  );
  await lake.run(
    "CALL create_view('x', base => 'v', columns => ARRAY['id', 'name', 'num', 'born'], row_filter => 'id > 3')",
  );
  for (const view of ["v", "w", "x"]) await lake.run(`GRANT SELECT ON ${view} TO agent`);
  await lake.run("GRANT SELECT ON mine TO agent");
  await lake.run("ALTER TABLE mine ENABLE ROW LEVEL SECURITY");
  await lake.run("CREATE POLICY own ON mine USING (owner = current_user)");
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
const column = fc.constantFrom("id", "num", "name", "born");

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie("expression");
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      column,
      column,
      number,
      text,
      fc
        .tuple(
          inner,
          fc.constantFrom("int", "int2", "date", "timestamp", "float8", "numeric(5,2)", "boolean", "text", "uuid"),
        )
        .map(([value, type]) => `(${value})::${type}`),
      fc.tuple(inner, fc.constantFrom("INT", "DATE")).map(([value, type]) => `TRY_CAST(${value} AS ${type})`),
      fc
        .tuple(inner, fc.constantFrom("+", "-", "*", "/", "%", "||"), inner)
        .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
      fc
        .tuple(
          fc.constantFrom(
            "abs",
            "ln",
            "sqrt",
            "chr",
            "factorial",
            "length",
            "lower",
            "reverse",
            "unhex",
            "from_base64",
            "to_timestamp",
            "last_day",
            "year",
            "exp",
            "json",
          ),
          inner,
        )
        .map(([name, value]) => (name === "json" ? `(${value})::json::text` : `${name}(${value})`)),
      fc.tuple(inner, inner).map(([value, pattern]) => `regexp_matches(${value}::text, ${pattern}::text)`),
      fc.tuple(inner, inner).map(([value, other]) => `coalesce(${value}, ${other})`),
      inner.map((value) => `strptime(${value}::text, '%Y')`),
      inner.map((value) => `make_date(${value}, 1, 1)`),
      inner.map((value) => `date_trunc('month', ${value})`),
      fc.tuple(inner, number).map(([value, count]) => `substr(${value}::text, ${count})`),
      fc
        .tuple(inner, inner, inner)
        .map(([when, then, otherwise]) => `CASE WHEN ${when} IS NULL THEN ${then} ELSE ${otherwise} END`),
    ),
  };
});

const predicate = fc.oneof(
  fc
    .tuple(expression, fc.constantFrom("=", "<", ">", "<>", ">=", "LIKE", "IS NOT DISTINCT FROM"), expression)
    .map(([left, operator, right]) => `${left} ${operator} ${right}`),
  expression.map((value) => `${value} IS NULL`),
  fc.tuple(column, number, number).map(([value, low, high]) => `${value} BETWEEN ${low} AND ${high}`),
  fc.tuple(expression, source, column).map(([value, from, of]) => `${value} IN (SELECT ${of} FROM ${from})`),
  fc.tuple(source, expression).map(([from, value]) => `EXISTS (SELECT 1 FROM ${from} WHERE ${value} IS NOT NULL)`),
  fc.tuple(fc.constantFrom("masked", "nulled", "salary"), text).map(([of, value]) => `${of} >= ${value}`),
);
const condition = fc
  .array(predicate, { minLength: 1, maxLength: 3 })
  .chain((all) => fc.constantFrom(" AND ", " OR ").map((join) => all.map((one) => `(${one})`).join(join)));

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
    .tuple(fc.constantFrom("count", "min", "max", "count(DISTINCT"), expression, source, condition)
    .map(
      ([name, value, from, where]) =>
        `SELECT ${name.includes("(") ? name : `${name}(`} ${value}), count(*) FROM ${from} WHERE ${where}`,
    ),
  fc
    .tuple(expression, source, condition, condition)
    .map(
      ([value, from, where, having]) =>
        `SELECT id, max(${value}) FROM ${from} WHERE ${where} GROUP BY ALL HAVING max(id) > 3 AND (${having})`,
    ),
  fc
    .tuple(source, source, expression, condition)
    .map(
      ([left, right, value, where]) =>
        `SELECT count(*) FROM ${left} JOIN (SELECT id AS other, ${value} AS it FROM ${right}) r ON other = id WHERE ${where}`,
    ),
  fc
    .tuple(expression, source, expression, source)
    .map(([one, left, other, right]) => `SELECT ${one} FROM ${left} UNION SELECT ${other} FROM ${right}`),
  fc
    .tuple(expression, source, condition)
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
