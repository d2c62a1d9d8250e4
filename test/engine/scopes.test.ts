// Names of WITH queries that shadow datasets, against an independent model of PostgreSQL's scoping.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lake, openLake, query } from "../support/lake.js";

const names = ["a", "b", "c"] as const;
type Name = (typeof names)[number];

/** A query whose value is a text: what each name led to, in the order of writing. */
type Query =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "table"; readonly name: Name; readonly isKeyword: boolean }
  | {
      readonly kind: "joined";
      readonly left: Query;
      readonly right: Name;
      readonly form: "from" | "union" | "subquery" | "order";
    }
  | { readonly kind: "with"; readonly ctes: readonly (readonly [Name, Query])[]; readonly body: Query };

function sqlOf(node: Query): string {
  switch (node.kind) {
    case "literal":
      return `SELECT '${node.text}' AS v`;
    case "table":
      return node.isKeyword ? `TABLE ${node.name}` : `SELECT v FROM ${node.name}`;
    case "joined": {
      const left = sqlOf(node.left);
      switch (node.form) {
        case "from":
          return `SELECT l.v || r.v AS v FROM (${left}) l, ${node.right} r`;
        case "union":
          return `SELECT string_agg(v, '' ORDER BY n) AS v FROM (SELECT 1 AS n, v FROM (${left}) l UNION ALL SELECT 2, v FROM ${node.right}) u`;
        case "subquery":
          return `SELECT (${left}) || (SELECT v FROM ${node.right}) AS v`;
        case "order":
          return `SELECT v || '' AS v FROM (SELECT l.v || r.v AS v FROM (${left}) l CROSS JOIN LATERAL (SELECT v FROM ${node.right}) r) q ORDER BY (SELECT max(v) FROM ${node.right}) LIMIT (SELECT count(*) FROM ${node.right})`;
      }
      break;
    }
    case "with":
      return `WITH ${node.ctes.map(([name, definition]) => `${name} AS (${sqlOf(definition)})`).join(", ")} ${wrapped(node.body)}`;
  }
  throw new Error("unreachable");
}

/** A WITH cannot follow another without parentheses. */
function wrapped(node: Query): string {
  return node.kind === "with" ? `SELECT v FROM (${sqlOf(node)}) w` : sqlOf(node);
}

/** What PostgreSQL would make of it: the innermost WITH query before the place, else the dataset. */
function valueOf(node: Query, scope: ReadonlyMap<Name, string>): string {
  const look = (name: Name): string => scope.get(name) ?? `<${name}>`;
  switch (node.kind) {
    case "literal":
      return node.text;
    case "table":
      return look(node.name);
    case "joined":
      return valueOf(node.left, scope) + look(node.right);
    case "with": {
      let inner = scope;
      for (const [name, definition] of node.ctes) inner = new Map([...inner, [name, valueOf(definition, inner)]]);
      return valueOf(node.body, inner);
    }
  }
}

const { node } = fc.letrec<{ node: Query }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant("literal" as const), text: fc.constantFrom("x", "y") }),
    fc.record({ kind: fc.constant("table" as const), name: fc.constantFrom(...names), isKeyword: fc.boolean() }),
    fc.record({
      kind: fc.constant("joined" as const),
      left: tie("node"),
      right: fc.constantFrom(...names),
      form: fc.constantFrom("from", "union", "subquery", "order"),
    }),
    fc.record({
      kind: fc.constant("with" as const),
      ctes: fc.uniqueArray(fc.tuple(fc.constantFrom(...names), tie("node")), {
        minLength: 1,
        maxLength: 3,
        selector: ([name]) => name,
      }),
      body: tie("node"),
    }),
  ) as fc.Arbitrary<Query>,
}));

let lake: Lake;
beforeAll(async () => {
  lake = await openLake();
  for (const name of names) await lake.add(name, `SELECT '<${name}>' AS v`);
});
afterAll(() => lake.close());

describe("a name", () => {
  it("is that of the innermost WITH query before it, else of the dataset", async () => {
    await fc.assert(
      fc.asyncProperty(node, async (tree) => {
        const { rows } = await query(lake, sqlOf(tree));
        expect(rows).toEqual([[valueOf(tree, new Map())]]);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it.each([
    ["in its own definition is the dataset's", "WITH a AS (SELECT v || '!' AS v FROM a) SELECT v FROM a", "<a>!"],
    [
      "in its own recursive definition is its own",
      "WITH RECURSIVE a(v, n) AS (SELECT 'x', 1 UNION ALL SELECT v || 'y', n + 1 FROM a WHERE n < 3) SELECT max(v) FROM a",
      "xyy",
    ],
    [
      "is that of the WITH query on both sides of a UNION",
      "WITH a AS (SELECT 'x' AS v) SELECT v FROM a UNION (SELECT v FROM a ORDER BY (SELECT v FROM a) LIMIT (SELECT count(*) FROM a))",
      "x",
    ],
    ["written with its schema is the dataset's", "WITH a AS (SELECT 'x' AS v) SELECT v FROM public.a", "<a>"],
    [
      "of an outer WITH query is seen in an inner one",
      "WITH a AS (SELECT 'x' AS v) SELECT v FROM (WITH b AS (SELECT v FROM a) SELECT v FROM b) s",
      "x",
    ],
    [
      "is found in a materialised WITH query",
      "WITH a AS MATERIALIZED (SELECT v FROM b), b AS NOT MATERIALIZED (SELECT v FROM a) SELECT v FROM b",
      "<b>",
    ],
    [
      "is found in an expression of VALUES",
      "WITH a AS (SELECT 'x' AS v) SELECT column1 FROM (VALUES ((SELECT v FROM a))) s(column1)",
      "x",
    ],
  ])("%s", async (_, sql, expected) => {
    expect((await query(lake, sql)).rows).toEqual([[expected]]);
  });
});
