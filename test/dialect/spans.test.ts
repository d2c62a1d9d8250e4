// Where expressions stand in a text: each piece that is found is read as the very expression that it stands for.
import { loadModule, type Node, parseSync } from "libpg-query";
import { beforeAll, expect, it } from "vitest";
import { type Span, Spans } from "../../src/engine/sql/dialect/spans.js";
import { Tokens } from "../../src/engine/sql/dialect/tokens.js";

beforeAll(() => loadModule());

const expressions = [
  "a + b * c - (d / (e % 2))",
  "((a)) + ((b + c))",
  "- a - -5 + - (5) + -(-(7))",
  "a::int::text || 'x' || cast(b as numeric(10,2))",
  "date '2000-01-01' + interval '1' day - interval '1 day 2 hours' day to second(3) + interval(3) '1'",
  "a AND (b OR NOT c) AND NOT (d = 1 OR e)",
  "(a or b) or (c and d)",
  "a BETWEEN (1) AND (2 + 3) AND b NOT BETWEEN SYMMETRIC 1 AND 2",
  "a IN (1, 2, (3)) OR (b) NOT IN ('x', $1)",
  "a LIKE 'x%' AND b NOT ILIKE ('y') ESCAPE '!' AND c SIMILAR TO 'z' AND d NOT SIMILAR TO ('q')",
  "a ~ 'x' AND b !~* 'y' AND a OPERATOR(pg_catalog.+) b = 3",
  "a = ANY (b) AND a <> ALL (ARRAY[1, 2, 3 + 4]) AND a LIKE ANY ('{x}') AND a = SOME (SELECT 1)",
  "a IS NULL AND b IS NOT NULL AND (c) ISNULL AND d NOTNULL AND e IS NOT TRUE AND f IS UNKNOWN",
  "a IS DISTINCT FROM (b) AND c IS NOT DISTINCT FROM d",
  "a AT TIME ZONE 'UTC' AT TIME ZONE ('Europe/' || b)",
  "(a, b) OVERLAPS (c, d) AND ROW(a, b) OVERLAPS ROW(c, d)",
  "extract(year FROM a) + date_part('day', b) + position('a' in b) + char_length(trim(both 'x' from (c)))",
  "substring(a from 2 for 3) || overlay(a placing 'x' from 2) || trim(a) || substring(b from '#\"x#\"' for '#')",
  "count(*) FILTER (WHERE (a) > 1) OVER (PARTITION BY b ORDER BY (c)) + sum(DISTINCT a) OVER w",
  "percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FILTER (WHERE b)",
  "CASE WHEN a THEN CASE b WHEN 1 THEN 'end' ELSE t.\"case\" END ELSE (c) END || 'x'",
  "coalesce(a, (b)) + greatest(1, 2) + nullif(a, b) + least((1), 2)",
  "(a)[1][2:3] = b[1:] AND (f(x)).y = (t.z).w AND ((c))[1] = 1",
  "(SELECT 1 WHERE (a) = b) + (SELECT (2)) = ALL (SELECT 3) AND EXISTS (SELECT 4) AND a IN (SELECT 5) AND b NOT IN (SELECT 6)",
  "ARRAY(SELECT 1) || ARRAY[[1,2],[3,(4)]]",
  'a COLLATE "C" < (b COLLATE pg_catalog."default")',
  "current_date - current_timestamp(3)::date + localtime",
  "'a'\n'b' || E'it''s \\' x' || $tag$ (' $tag$ || U&'\\0061' || \"q\"\"x\".\"Y\" || B'101'::text || $1",
  "1.5e3 + .5 + 1. + 0x1F /* ( /* nested */ ' */ + 2 -- )\n + a@-b",
  "grouping(a, b) + (a).b.c + x.y.z",
  "a::character varying(10)[] = b::double precision::timestamp(3) with time zone::int[3][4]::text array::pg_catalog.int4",
  "NOT a = b IS TRUE",
  "(a, b) = (c, d) AND ROW(1, 2) < (SELECT 3, 4)",
  "json_build_object('a', 1, VARIADIC b) #>> '{a,b}' ? 'x'",
];

it.each(expressions)("%s", (expression) => {
  const sql = `SELECT 1, ${expression} AS "x" FROM t WINDOW w AS (ORDER BY 1)`;
  const bytes = Buffer.from(sql).toString("latin1");
  const tokens = new Tokens(bytes);
  const spans = new Spans(tokens);
  let count = 0;
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) return value.forEach(look);
    const [kind = "", body] = Object.entries(value)[0] ?? [];
    if (kinds.has(kind) && !isPart(body)) {
      const span = spans.of(value as Node);
      expect(span, `${kind} ${JSON.stringify(body)}`).toBeDefined();
      if (span !== undefined && !isWrittenOtherwise(kind, tokens, span)) {
        const piece = bytes.slice(tokens.at(span.first).start, tokens.at(span.last).end);
        expect(withoutPlaces(parsed(piece)), piece).toEqual(withoutPlaces(value));
        count++;
      }
    }
    Object.values(value).forEach(look);
  };
  look(parseSync(sql).stmts?.[0]?.stmt);
  expect(count).toBeGreaterThan(2);
});

const kinds = new Set(
  "A_Const ParamRef SQLValueFunction ColumnRef A_Expr BoolExpr NullTest BooleanTest TypeCast CollateClause FuncCall SubLink CaseExpr A_ArrayExpr RowExpr CoalesceExpr MinMaxExpr GroupingFunc A_Indirection".split(
    " ",
  ),
);

/** What the grammar makes up stands nowhere by itself: a pattern with its escape, a modifier of a type, the name of a field. */
function isPart(body: unknown): boolean {
  const text = JSON.stringify(body);
  if (text.endsWith('"location":-1}')) return true;
  return /"(like_escape|similar_to_escape)"/.test(text) && text.startsWith('{"funcname"');
}

/** By itself it would be read as something else: `year` of EXTRACT, an inner array's brackets, an IN that NOT stands before. */
function isWrittenOtherwise(kind: string, tokens: Tokens, { first, last }: Span): boolean {
  const isField = kind === "A_Const" && tokens.at(first).kind === "word";
  const isInner = kind === "A_ArrayExpr" && tokens.text(first) === "[";
  const denied = Array.from(
    { length: last - first },
    (_, index) => `${tokens.text(first + index)} ${tokens.text(first + index + 1)}`,
  );
  return isField || isInner || (kind === "SubLink" && denied.includes("not in"));
}

function parsed(piece: string): unknown {
  const { stmts = [] } = parseSync(
    `SELECT (${Buffer.from(piece, "latin1").toString()}) FROM t WINDOW w AS (ORDER BY 1)`,
  );
  const [{ stmt } = { stmt: undefined }] = stmts;
  if (stmt === undefined || !("SelectStmt" in stmt)) throw new Error("it is no SELECT");
  const [target] = stmt.SelectStmt.targetList ?? [];
  if (target === undefined || !("ResTarget" in target)) throw new Error("it has no item");
  return target.ResTarget.val;
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      /location|list_(start|end)$/.test(key) ? [] : [[key, withoutPlaces(one)]],
    ),
  );
}
