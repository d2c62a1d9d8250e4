// Asks a real PostgreSQL 15 for its types, casts, functions and operators, as far as they are over types that are served:
// src/engine/sql/dialect/postgres-catalog.json, a row a line.
// Usage: node scripts/record-postgres-catalog.mjs postgres://sluice@127.0.0.1:5432/postgres
import { writeFileSync } from "node:fs";
import pg from "pg";

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error("the URL of a PostgreSQL server is missing");

const served = [
  ..."bool int2 int4 int8 float4 float8 numeric text varchar bpchar name char bytea date time timetz timestamp".split(
    " ",
  ),
  ..."timestamptz interval uuid json jsonb jsonpath bit varbit oid unknown".split(" "),
];
/** They stand for others; `void` is what functions without a result return. */
const pseudo =
  "any anyelement anyarray anynonarray anyenum anycompatible anycompatiblearray anycompatiblenonarray record _record void regclass".split(
    " ",
  );

const client = new pg.Client({ connectionString: url });
await client.connect();

/** @param {string} sql @param {readonly unknown[]} [values] @returns {Promise<unknown[][]>} */
async function rows(sql, values = []) {
  return (await client.query({ text: sql, values: [...values], rowMode: "array" })).rows;
}

const names =
  "(SELECT array_agg(t.typname::text ORDER BY n) FROM unnest(%) WITH ORDINALITY AS a(o, n) JOIN pg_type t ON t.oid = a.o)";
const known = [...served, ...served.map((name) => `_${name}`), ...pseudo];
const types = await rows(
  `SELECT typname::text, oid::int4, typcategory::text, typispreferred, typlen,
     coalesce((SELECT e.typname::text FROM pg_type e WHERE e.oid = t.typelem AND t.typcategory = 'A'), '')
   FROM pg_type t WHERE typname::text = ANY ($1) AND typnamespace = 'pg_catalog'::regnamespace ORDER BY t.oid::int4`,
  [known],
);
const casts = await rows(
  `SELECT s.typname::text, t.typname::text, castcontext::text, castmethod::text FROM pg_cast c
   JOIN pg_type s ON s.oid = castsource JOIN pg_type t ON t.oid = casttarget
   WHERE s.typname::text = ANY ($1) AND t.typname::text = ANY ($1) ORDER BY 1, 2`,
  [known],
);
const functions = await rows(
  `SELECT proname::text, coalesce(${names.replace("%", "proargtypes::oid[]")}, '{}'), (SELECT typname::text FROM pg_type WHERE oid = prorettype),
     prokind::text, proretset, (provariadic <> 0), pronargdefaults::int4,
     coalesce((SELECT array_agg(t.typname::text ORDER BY n) FROM unnest(proallargtypes, proargmodes) WITH ORDINALITY AS a(o, m, n)
       JOIN pg_type t ON t.oid = a.o WHERE m IN ('o', 't', 'b')), '{}'),
     coalesce((SELECT array_agg(name ORDER BY n) FROM unnest(proargnames, proargmodes) WITH ORDINALITY AS a(name, m, n) WHERE m IN ('o', 't', 'b')), '{}')
   FROM pg_proc p WHERE pronamespace = 'pg_catalog'::regnamespace
     AND prorettype IN (SELECT oid FROM pg_type WHERE typname::text = ANY ($1))
     AND NOT EXISTS (SELECT FROM unnest(proargtypes) a JOIN pg_type t ON t.oid = a WHERE NOT typname::text = ANY ($1))
     AND NOT (proname::text ~ '(in|out|recv|send|typmodin|typmodout|sel|joinsel)$' AND proargtypes::oid[] && ARRAY[2275, 2281, 2287]::oid[])
   ORDER BY 1, 2`,
  [known],
);
const operators = await rows(
  `SELECT oprname::text, coalesce((SELECT typname::text FROM pg_type WHERE oid = oprleft), ''), (SELECT typname::text FROM pg_type WHERE oid = oprright),
     (SELECT typname::text FROM pg_type WHERE oid = oprresult)
   FROM pg_operator WHERE (oprleft = 0 OR oprleft IN (SELECT oid FROM pg_type WHERE typname::text = ANY ($1)))
     AND oprright IN (SELECT oid FROM pg_type WHERE typname::text = ANY ($1))
     AND oprresult IN (SELECT oid FROM pg_type WHERE typname::text = ANY ($1)) ORDER BY 1, 2, 3`,
  [known],
);
await client.end();

/** @param {unknown[][]} list @param {(row: any[]) => unknown[]} compact */
const lines = (list, compact = (row) => row) => `[\n${list.map((row) => JSON.stringify(compact(row))).join(",\n")}\n]`;
/** What is usual is left out at the end. @param {unknown[]} row @param {readonly unknown[]} usual */
const short = (row, usual) => {
  while (row.length > 0 && JSON.stringify(row.at(-1)) === JSON.stringify(usual[row.length - 1])) row.pop();
  return row;
};
const array = (/** @type {unknown} */ value) => (Array.isArray(value) ? value : []);
const text = `{
"types": ${lines(types)},
"casts": ${lines(casts)},
"functions": ${lines(functions, ([name, parameters, result, kind, isSet, isVariadic, defaults, outs, outNames]) =>
  short(
    [
      name,
      array(parameters).join(" "),
      result,
      kind,
      isSet,
      isVariadic,
      defaults,
      array(outs).join(" "),
      array(outNames).join(" "),
    ],
    [undefined, undefined, undefined, "f", false, false, 0, "", ""],
  ),
)},
"operators": ${lines(operators)}
}
`;
writeFileSync(new URL("../src/engine/sql/dialect/postgres-catalog.json", import.meta.url), text);
