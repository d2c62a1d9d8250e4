// SQL/JSON paths against a real PostgreSQL 15, value by value.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answers, openAnswers, type Row, types } from "./json-arrays-answers.js";
import { jsonTexts } from "./json-values.js";

let answers: Answers;
beforeAll(async () => {
  answers = await openAnswers();
}, 60_000);
afterAll(async () => answers.close());

const { jsonb, text } = types;

const questions = [
  { pg: "jsonb_path_query_array(j, p::jsonpath)", duck: "pg.jsonb_path_query_array(j, p)" },
  {
    pg: "jsonb_path_query_array(j, p::jsonpath, '{\"v\": 1}', true)",
    duck: "pg.jsonb_path_query_array(j, p, '{\"v\": 1}', true)",
  },
  { pg: "jsonb_path_query_first(j, p::jsonpath, '{}', true)", duck: "pg.jsonb_path_query_first(j, p, '{}', true)" },
  { pg: "jsonb_path_exists(j, p::jsonpath, '{\"v\": 1}')", duck: "pg.jsonb_path_exists(j, p, '{\"v\": 1}')" },
  { pg: "j @? p::jsonpath", duck: "pg.jsonb_path_exists_operator(j, p)" },
  { pg: "j @@ p::jsonpath", duck: "pg.jsonb_path_match_operator(j, p)" },
];

/** Paths of all forms, of random parts. */
function path(of: ReturnType<typeof jsonTexts>): string {
  const scalar = (): string =>
    of.pick(["1", "2.5", "0", "-1", '"a"', '"abc"', "true", "null", "10", "1e2", "$v", "1.50", ".5"]);
  const number = (depth: number): string =>
    depth === 0
      ? of.pick(["1", "0.5", "3", steps("@", 1)])
      : of.pick([
          `${number(depth - 1)} ${of.pick(["+", "-", "*", "/", "%"])} ${number(depth - 1)}`,
          `-${number(0)}`,
          `(${number(depth - 1)})`,
          scalar(),
        ]);
  const predicate = (depth: number): string => {
    switch (of.below(depth > 0 ? 9 : 4)) {
      case 0:
      case 1:
        return `${steps("@", 2)} ${of.pick(["==", "!=", "<", "<=", ">", ">=", "<>"])} ${scalar()}`;
      case 2:
        return `${steps("@", 2)} starts with "a"`;
      case 3:
        return `exists(${steps("@", 2)})`;
      case 4:
        return `${predicate(depth - 1)} && ${predicate(depth - 1)}`;
      case 5:
        return `${predicate(depth - 1)} || ${predicate(depth - 1)}`;
      case 6:
        return `!(${predicate(depth - 1)})`;
      case 7:
        return `(${predicate(depth - 1)}) is unknown`;
      default:
        return `${number(1)} > ${number(1)}`;
    }
  };
  const step = (): string =>
    of.pick([
      () => `.${of.pick(["a", "b", "aa", "name", '"$x"', '"a b"', '"é"', "size"])}`,
      () => `.${of.pick(["a", "b", "c"])}`,
      () => ".*",
      () => "[*]",
      () =>
        `[${of.pick(["0", "1", "last", "0 to 1", "last - 1", "0, 1", "1 to 0", "5", "-1", "$v", "1.7", "0 to last"])}]`,
      () => `.**${of.pick(["", "{1}", "{0 to 1}", "{last}", "{2 to last}"])}`,
      () => ` ? (${predicate(1)})`,
      () => `.${of.pick(["type", "size", "double", "ceiling", "floor", "abs"])}()`,
    ])();
  const steps = (start: string, most: number): string =>
    start + Array.from({ length: of.below(most + 1) }, step).join("");
  const rooted = of.pick([
    () => steps("$", 4),
    () => steps("$", 4),
    () => predicate(2).replaceAll("@", "$"),
    () => number(2).replaceAll("@", "$"),
    () => `(${number(1).replaceAll("@", "$")})${step()}`,
    () => `(${predicate(1).replaceAll("@", "$")})${of.pick(["", ".type()"])}`,
  ])();
  return of.pick(["", "lax ", "strict "]) + rooted;
}

function rows(seed: number, count: number): Row[] {
  const of = jsonTexts(seed);
  return Array.from({ length: count }, () => [of.value(3), path(of)]);
}

describe("a path", () => {
  it("finds what it finds in PostgreSQL", async () => {
    const given = rows(23, 250);
    expect(await answers.differences({ j: jsonb, p: text }, given, questions.slice(0, 4))).toEqual([]);
    expect(await answers.differences({ j: jsonb, p: text }, given, questions.slice(4))).toEqual([]);
  }, 60_000);

  it("is read as PostgreSQL reads it", async () => {
    const paths = [
      "",
      " ",
      "$",
      "$.",
      "$.a.",
      "$[",
      "$[]",
      "$[*",
      "$.a b",
      "a",
      "@",
      "@.a",
      "last",
      "$[last]",
      "$ ? (@.a == 1",
      "$ ? @.a",
      "$ ? ()",
      "$.a == 1 == 2",
      "$.a = 1",
      "1 +",
      "+",
      "$.type(",
      "$.foo()",
      "$.type",
      "$.a.type().size()",
      '$."a',
      '"\\u0061"',
      '"\\x61"',
      '$."\\u0061"',
      "$.\\u0061",
      "1a",
      "1.a",
      "1 .type()",
      "1.5.type()",
      "(1).type()",
      "$.1",
      "$.1a",
      "$.a1",
      "STRICT $.a",
      "lax $.A",
      "TRUE",
      "True",
      "null",
      "$.null",
      "$.true",
      "$.strict",
      "strict",
      "$.lax",
      '$ ? (@ like_regex "a")',
      '$ ? (@ like_regex "^a$" flag "q")',
      "$ ? (@ starts with 1)",
      "!$.a",
      "!(1 == 1)",
      "! exists($.a)",
      "exists($.a == 1)",
      "exists($)",
      "($.a == 1) + 1",
      "($.a == 1) is unknown",
      "($.a) is unknown",
      "(1 == 1).type()",
      "-1.abs()",
      "-(1).abs()",
      "- - 1",
      "1 - -1",
      "$.a /* comment */ .b",
      "$ /* ",
      "$.**{",
      "$.**{1",
      "$.**{-1}",
      "$.**{1 to 2}",
      "$.**{a}",
      "$[1 to]",
      "$[1,]",
      "$[@]",
      "#",
      "$.a#",
      "$.a,",
      "$v",
      '$"v"',
      "$v.a",
      "$.a && 1",
      "true && false",
      "(1 == 1) && (2 == 2) || !(3 == 3)",
      "1e",
      "1e+",
      "1e5",
      ".5",
      "5.",
      "00",
      "01",
      "1_0",
      "$.é",
      "$.日本",
      "$..a",
      "$.a..b",
      "$[0][0]",
      "$.a[0].b",
      "$ . a",
      "$.'a'",
      "$.a::int",
      "$.*.*",
      "$.**",
      "$ ? (@.a > 1) ? (@.b > 2)",
      "$.a ?(@ > 1).b",
      '"a"',
      '"a" == "a"',
      '"a\\nb"',
      '$."a\\"b"',
      "{}",
      "[1]",
      "$.a || $.b",
      "$.a.b.c == $.d",
      "2 * 3 + 4 * 5",
      "10 / 3",
      "10.0 / 4",
      "7 % 3",
      "-7 % 3",
      "1 / 3.000",
      "123456789 / 0.001",
      "1 / 0",
      "strict 1 / 0",
      "0.1 + 0.2",
      "1.10 * 2.20",
      "$.keyvalue()",
      "$.a.keyvalue()",
      "strict $.keyvalue().key",
      '$.keyvalue() ? (@.key == "a").value',
      "$.double()",
      '"1.5".double()',
      '"1e400".double()',
      '" 12 ".double()',
      '"x".double()',
      '"1e-3".double()',
      '"1e20".double()',
      '"0.1".double()',
      '"123456789.123456789".double()',
      "(-1.5).floor()",
      "(-1.5).ceiling()",
      "1.5.ceiling()",
      "(1.50).floor()",
      "(2.00).ceiling()",
      "(-0.5).ceiling()",
      "(-2.50).abs()",
      "$.a ? (@ == $v)",
      "$[0 to 9999999999]",
      "$[99999999999]",
      '$["a"]',
      "$[0.9]",
      "$[-0.5]",
      "5 / 0.3",
      "0 / 5",
      "0.00 / 3",
      "1e-10 / 3",
      "99999999999999999999 / 7",
      "1 / 7.0000000000000000000001",
    ];
    const given = paths.flatMap((path) => [[`{"a": [1, {"b": 2.50}], "c": "abc"}`, path] as const]);
    expect(await answers.differences({ j: jsonb, p: text }, given, questions.slice(0, 2))).toEqual([]);
  }, 60_000);

  it("tells what went wrong, unless it is silent", async () => {
    expect(
      await answers.differences({ j: jsonb, p: text }, rows(22, 80), [
        { pg: "jsonb_path_match(j, p::jsonpath)", duck: "pg.jsonb_path_match(j, p)" },
        { pg: "jsonb_path_exists(j, p::jsonpath, '1')", duck: "pg.jsonb_path_exists(j, p, '1')" },
      ]),
    ).toEqual([]);
  });
});
