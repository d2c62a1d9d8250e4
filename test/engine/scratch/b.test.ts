import { it, afterAll, beforeAll } from "vitest";
import { appendFileSync, writeFileSync } from "node:fs"; writeFileSync("/tmp/b.out", "");
import { type Lake, openLake, query, contextOf } from "../../support/lake.js";
const log = (...x: any[]) => appendFileSync("/tmp/b.out", x.map(y => typeof y === "string" ? y : y === undefined ? "" : y instanceof Error ? y.message.slice(0,300) : String(y)).join(" ") + "\n");
let lake: Lake;
beforeAll(async () => {
  lake = await openLake({ systemRelations: [{ name: "sessions", columns: [{ name: "pid", type: { id: "INTEGER" } }], isForSuperusers: false, rows: () => Promise.resolve([[1], [2]]) }] });
  await lake.add("people", "SELECT i AS id, 'p' || i AS name, 'city ' || (i % 3) AS city FROM range(10) t(i)");
  await lake.add("nested", "SELECT i, {'a': i, 'b': 'a constant of some length', 'c': [i, NULL, i+1], 'd': {'e': 'x' || i}} AS st, [ 'constant text long enough', 's' || i ] AS l, map {'k' || i: [i]} AS m FROM range(5000) t(i)");
});
afterAll(() => lake.close());
const show = async (sql: string, more: any = {}) => {
  const startedAt = performance.now();
  try {
    const r = await query(lake, sql, { role: "admin", ...more });
    log("OK ", sql.slice(0, 160), "=>", JSON.stringify(r.columns).slice(0,80), JSON.stringify(r.rows).slice(0, 300), Math.round(performance.now() - startedAt));
  } catch (e: any) {
    log("ERR", sql.slice(0, 160), "=>", e.sqlstate, e.message.slice(0, 300), "@", e.position, Math.round(performance.now() - startedAt), e.sqlstate?.startsWith("XX") || e.sqlstate === undefined ? e.cause ?? e.stack : "");
  }
};
it("b", { timeout: 300000 }, async () => {
  for (const [a] of [
    ["{'a': i, 'b': 'constant string of length', 'c': NULL}"], ["[ 'constant string number one', s ]"], ["['constant string number one', 'constant two two two two']"],
    ["{'x': [1,2,3], 'y': {'z': 'constant string in struct'}}"], ["map {'constant key that is long': s}"], ["list_transform([1,2], x -> 'constant string of length')"], ["[{'a': 'constant string of length', 'b': i}, NULL]"],
    ["[[i, NULL], NULL, []]"], ["CASE WHEN i % 3 = 0 THEN NULL ELSE {'a': i, 'b': s} END"], ["CASE WHEN i % 3 = 0 THEN NULL ELSE [s, NULL, 'short'] END"], ["CASE WHEN i % 2 = 0 THEN NULL ELSE [i, i+1]::INTEGER[2] END"],
    ["union_value(num := i)"], ["range(i % 7)"], ["'constant string of some length, always the same'"], ["NULL"], ["(i % 3)::VARCHAR::ENUM('0','1','2')"], ["i::DECIMAL(4,1)"], ["i::DECIMAL(9,1)"], ["i::DECIMAL(18,1)"], ["i::DECIMAL(38,1)"],
    ["struct_pack(a := NULL::VARCHAR, b := [NULL::VARCHAR])"], ["[struct_pack(a := s, b := 'constant string which is long')]"], ["array_value({'a': i, 'b': 'constant string long'}, NULL)"],
  ] as const) {
    // engine's reading (text form) must equal after a materialising detour
    const sql = `SELECT ${a} AS v, i FROM (SELECT i, 'string number ' || i || repeat('y', (i % 20)::INTEGER) AS s FROM range(5000) t(i)) q`;
    try {
      const one = await query(lake, sql);
      const two = await query(lake, `SELECT v, i FROM (${sql} ORDER BY i) z ORDER BY i`);
      const x = one.rows.map((r) => JSON.stringify(r)).sort().join("\n"), y = two.rows.map((r) => JSON.stringify(r)).sort().join("\n");
      log(x === y ? "same" : "DIFFERENT", a, one.rows[1]?.[0], one.rows[4999]?.[0], two.rows[4999]?.[0], String(one.rows.length));
    } catch (e: any) { log("ERR", a, e.sqlstate, e.message, e.cause ?? e.stack); }
  }
  await show("SELECT st, l, m FROM nested WHERE i IN (1, 4999)");
  await show("SELECT list(i) FROM range(300000) t(i)".replace("list(i)", "len(list(i)), list(CASE WHEN i % 2 = 0 THEN NULL ELSE i END)[4999:5003]"));
  const big = await query(lake, "SELECT list(CASE WHEN i % 2 = 0 THEN NULL ELSE i END ORDER BY i) FROM range(10000) t(i)");
  const want = "{" + Array.from({ length: 10000 }, (_, i) => i % 2 === 0 ? "NULL" : String(i)).join(",") + "}";
  log("big list", String(big.rows[0]?.[0] === want));
  // timezones
  for (const tz of ["UTC", "Asia/Tokyo", "UTC", "America/New_York"]) await show("SELECT '2024-01-01 00:00:00'::TIMESTAMPTZ", { context: contextOf("admin", { timeZone: tz }) });
  await show("SELECT 1", { context: contextOf("admin", { timeZone: "Nowhere/Land" }) });
  await show("SELECT 1 WHERE " + Array.from({ length: 2000 }, (_, i) => `${i} = 1`).join(" OR "));
  await show("SELECT 1 WHERE 1 IN (" + Array.from({ length: 20000 }, (_, i) => `${i}`).join(",") + ")");
  await show(Array.from({ length: 600 }, () => "SELECT 1").join(" UNION ALL "));
  await show("SELECT " + Array.from({ length: 300 }, () => "'a'").join(" || "));
  for (const s of ["SELECT 'x' ~ '('", "SELECT regexp_matches('x', '(')", "SELECT '1 2'::json", "SELECT 'x'::date", "SELECT 'x'::timestamp", "SELECT '2024-13-01'::date", "SELECT 1::bit", "SELECT 9223372036854775807 + 1", "SELECT 1/0", "SELECT 5/2, 5 % 0", "SELECT ln(-1)", "SELECT sqrt(-1)", "SELECT repeat('x', 2000000000)", "SELECT array_extract([1], 'x')", "SELECT chr(-1)", "SELECT strptime('x', '%Y')", "SELECT interval 'x'", "SELECT '99999999999999'::interval", "SELECT generate_series(1, 10, 0)", "SELECT * FROM generate_series(1, 10, 0)", "SELECT unnest(1)", "SELECT * FROM unnest($1)", "SELECT sum(DISTINCT *) FROM people", "SELECT count(DISTINCT id, name) FROM people", "SELECT row_number() FROM people", "SELECT rank() OVER (ORDER BY nope) FROM people", "SELECT id FROM people WHERE sum(id) > 1", "SELECT id FROM people HAVING id > 1", "SELECT 1 UNION SELECT 1, 2", "SELECT [1] UNION SELECT 'x'", "SELECT {'a': 1}.b", "SELECT id.x FROM people", "SELECT people.x FROM people", "SELECT p.id FROM people", "SELECT id AS a FROM people ORDER BY nope", "SELECT 1 LIMIT 'x'", "SELECT 1 LIMIT -1", "SELECT 1 OFFSET -1", "SELECT decode('x', 'y')", "SELECT from_base64('!')", "SELECT unhex('g')", "SELECT '\\xg'::blob", "SELECT json_extract('{', '$')", "SELECT json_extract('{}', '$$$')", "SELECT to_timestamp(1e300)", "SELECT make_date(2024, 13, 1)", "SELECT make_timestamp(1,1,1,1,1,99)", "SELECT date_trunc('nope', now())", "SELECT extract(nope FROM now())", "SELECT list_sort([1], 'x')", "SELECT list_aggregate([1], 'nope')", "SELECT list_aggregate([1], 'read_text')", "SELECT timezone('nope', now())", "SELECT printf('%d', 'x')", "SELECT format('{}')", "SELECT a.* FROM people", "SELECT COLUMNS('zzz') FROM people", "SELECT COLUMNS('(') FROM people", "SELECT * EXCLUDE (nope) FROM people", "SELECT strftime(now(), 1)", "SELECT uuid '1'", "SELECT ''::uuid", "SELECT 1 FROM people p JOIN people p ON true", "SELECT * FROM people JOIN people q USING (nope)", "SELECT * FROM people NATURAL JOIN (SELECT 1 AS zz)", "SELECT exists(1)", "SELECT (SELECT id FROM people)", "SELECT (SELECT id, name FROM people)", "SELECT 1 IN (SELECT 1, 2)", "SELECT 1 = (1,2)", "SELECT count(*) OVER (ROWS BETWEEN 'x' PRECEDING AND CURRENT ROW) FROM people", "SELECT ntile(0) OVER () FROM people", "SELECT nth_value(id, 0) OVER () FROM people", "SELECT string_agg(id, name) FROM people", "SELECT quantile(id, 2) FROM people", "SELECT quantile_cont(id, name) FROM people", "SELECT 1 WHERE 'x'", "SELECT CASE WHEN 'x' THEN 1 END", "SELECT 'x' + 1", "SELECT -'x'", "SELECT NOT 'x'", "SELECT true + 1", "SELECT now() + 1", "SELECT date '2024-01-01' + 'x'", "SELECT [1,2] + 1", "SELECT 1::DECIMAL(50,2)", "SELECT 1e400", "SELECT 1234567890123456789012345678901234567890123456789", "SELECT 0x", "SELECT 1_000", "SELECT 'a' LIKE 'b' ESCAPE 'cc'", "SELECT error('boom')", "SELECT x'zz'", "SELECT b'12'", "SELECT 1::variant", "SELECT 'x'::geometry", "SELECT time '25:00'", "SELECT '1 day'::interval * 1e300", "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n FROM t) SELECT count(*) FROM t LIMIT 1".replace("UNION ALL SELECT n FROM t", "UNION ALL SELECT n+1 FROM t WHERE n < 10"), "WITH t AS (SELECT 1), t AS (SELECT 2) SELECT * FROM t", "WITH t(a,b) AS (SELECT 1) SELECT * FROM t", "SELECT * FROM (VALUES (1), (1,2)) t", "SELECT * FROM range(1,2,3,4)", "SELECT * FROM range('x')", "SELECT grouping(id) FROM people", "SELECT id FROM people GROUP BY 7", "SELECT id FROM people ORDER BY 7", "SELECT DISTINCT ON (7) id FROM people", "PIVOT people ON id", "SELECT * FROM people PIVOT (sum(id) FOR city IN ('x'))", "UNPIVOT people ON id INTO NAME a VALUE b", "SELECT * FROM people UNPIVOT (a FOR b IN (nope))", "SELECT max(id) FILTER (WHERE nope) FROM people", "FROM people SELECT nope", "SELECT struct_extract({'a':1}, 'b')", "SELECT map_extract(1, 2)", "SELECT json_transform('{\"a\":1}', '{\"a\":\"NOPE\"}')", "SELECT from_json('[]', '\"X\"')", "SELECT alias(id) FROM people", "SELECT current_setting('nope')", "SELECT pg_sleep(0.01)", "SELECT equi_width_bins(0, 10, 0, true)", "SELECT bitstring('1', 0)", "SELECT get_bit('1'::bit, 9)", "SELECT set_bit('1'::bit, 0, 7)", "SELECT array_cosine_distance([1,2]::FLOAT[2], [1]::FLOAT[1])", "SELECT strip_accents(1)", "SELECT substr('x', 1, 99999999999)", "SELECT left('x', 99999999999999999999)", "SELECT * FROM repeat('x', -1)", "SELECT * FROM repeat_row(1, num_rows => -1)", "SELECT * FROM json_each('{')", "SELECT * FROM generate_series(timestamp '2024-01-01', timestamp '2024-01-02', interval '0')", "SELECT bar(1,2,3,0)", "SELECT url_decode('%zz')", "SELECT parse_formatted_bytes('x')", "SELECT to_base(1, 99)", "SELECT factorial(-1)", "SELECT factorial(99)", "SELECT hamming('a', 'bb')", "SELECT mismatches('a', 'bb')", "SELECT gamma(0)", "SELECT lgamma(0)", "SELECT nextafter(1::double, 2)", "SELECT even(1e300)", "SELECT cot(0)", "SELECT acos(2)", "SELECT log(0)", "SELECT pow(10, 400)", "SELECT exp(1000)", "SELECT sum(x) FROM (SELECT 1e308 AS x UNION ALL SELECT 1e308)", "SELECT sum(9223372036854775807::HUGEINT * 9223372036854775807) FROM range(10)"]) await show(s);
});
