// Asks a real PostgreSQL how it writes values of every type, and how it reads parameters: test/golden/encodings.json
// and test/golden/parameters.json.
// Usage: node scripts/record-encodings.mjs postgres://postgres@127.0.0.1:5432/postgres
import { writeFileSync } from "node:fs";
import pg from "pg";
import { encodingCases } from "./encoding-cases.mjs";
import { parameterCases } from "./parameter-cases.mjs";

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error("the URL of a PostgreSQL server is missing");

/**
 * What the value is made of, told by PostgreSQL in other words than its text: the tests build vectors from it.
 *
 * @type {Readonly<Record<string, (expression: string) => string>>}
 */
const contentOf = {
  FLOAT: (e) => `encode(float4send(${e}), 'hex')`,
  DOUBLE: (e) => `encode(float8send(${e}), 'hex')`,
  BLOB: (e) => `encode(${e}, 'hex')`,
  DATE: (e) => `case when isfinite(${e}) then ((${e}) - date '1970-01-01')::text else (${e})::text end`,
  TIME: (e) => `(extract(epoch from ${e}) * 1000000)::int8::text`,
  TIMETZ: (e) => `(extract(epoch from (${e})::time) * 1000000)::int8 || ' ' || extract(timezone from ${e})::int`,
  TIMESTAMP: (e) => instant(e),
  TIMESTAMPTZ: (e) => instant(e),
  INTERVAL: (e) =>
    `(extract(year from ${e}) * 12 + extract(month from ${e}))::int || ' ' || extract(day from ${e})::int || ' ' ||
     (extract(hour from ${e}) * 3600000000 + extract(minute from ${e}) * 60000000 + extract(microseconds from ${e}))::int8`,
};

/** @param {string} e */
function instant(e) {
  return `case when isfinite(${e}) then (extract(epoch from ${e}) * 1000000)::int8::text else (${e})::text end`;
}

const raw = { getTypeParser: () => (/** @type {string} */ value) => value };

/**
 * @param {pg.Client} client
 * @param {import("./encoding-cases.mjs").EncodingCase} one
 */
async function record(client, { expression, type, settings = {}, content }) {
  for (const [name, value] of Object.entries(settings))
    await client.query(`select set_config($1, $2, false)`, [name, value]);
  const ask = async (/** @type {string} */ sql) => {
    const { fields, rows } = await client.query({ text: sql, rowMode: "array", types: raw });
    const [field] = fields;
    if (field === undefined) throw new Error(`no column: ${sql}`);
    return { field, value: /** @type {string} */ (rows[0]?.[0]) };
  };
  const text = await ask(`select ${expression}`);
  // The driver has no use for binary results; the type's send function makes the same bytes.
  const send = (await ask(`select typsend from pg_type where oid = ${text.field.dataTypeID}`)).value;
  const binary = await ask(`select encode(${send}(${expression}), 'hex')`);
  const words = contentOf[type.id] ?? ((/** @type {string} */ e) => `(${e})::text`);
  const told = content ?? (await ask(`select (${words(expression)})::text`)).value;
  await client.query("reset all");
  return {
    expression,
    settings,
    type,
    content: told,
    oid: text.field.dataTypeID,
    size: text.field.dataTypeSize,
    modifier: text.field.dataTypeModifier,
    text: text.value,
    binary: binary.value,
  };
}

/**
 * @param {pg.Client} client
 * @param {import("./parameter-cases.mjs").ParameterCase} one
 */
async function recordParameter(client, { type, id, text, settings }) {
  for (const [name, value] of Object.entries(settings))
    await client.query(`select set_config($1, $2, false)`, [name, value]);
  const words =
    contentOf[id] ?? ((/** @type {string} */ e) => (type.endsWith("[]") ? `array_to_json(${e})` : `(${e})::text`));
  try {
    const result = await client.query({
      text: `select (${words("v")})::text from (select $1::${type} as v) p`,
      values: [text],
      rowMode: "array",
    });
    return { type, text, settings, content: /** @type {unknown} */ (result.rows[0]?.[0]) };
  } catch (thrown) {
    // A refusal is what is to be recorded, too.
    if (!(thrown instanceof pg.DatabaseError)) throw thrown;
    return { type, text, settings, error: { sqlstate: thrown.code, message: thrown.message } };
  } finally {
    await client.query("reset all");
  }
}

/**
 * @param {string} name
 * @param {string} version
 * @param {readonly unknown[]} cases
 */
function write(name, version, cases) {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  const document = `{\n  "server": ${JSON.stringify(`PostgreSQL ${version}`)},\n  "cases": [\n${lines}\n  ]\n}\n`;
  writeFileSync(new URL(`../test/golden/${name}`, import.meta.url), document);
  console.log(`${cases.length} values recorded from PostgreSQL ${version} in ${name}`);
}

const client = new pg.Client({ connectionString: url, options: "-c timezone=UTC" });
await client.connect();
try {
  const version = (await client.query("show server_version")).rows[0].server_version;
  const encodings = [];
  for (const one of encodingCases) encodings.push(await record(client, one));
  write("encodings.json", version, encodings);
  const parameters = [];
  for (const one of parameterCases) parameters.push(await recordParameter(client, one));
  write("parameters.json", version, parameters);
} finally {
  await client.end();
}
