import { beforeAll, describe, expect, it } from "vitest";
import { emptySnapshot } from "../../../src/catalog/api.js";
import { prepareCall } from "../../../src/engine/call-statement.js";
import type { ParameterValue } from "../../../src/engine/parameter.js";
import type { Procedure } from "../../../src/engine/procedure.js";
import { StatementParser } from "../../../src/engine/sql/parse.js";
import { QueryCanceled } from "../../../src/errors.js";
import { contextOf } from "../../support/lake.js";
import { textOf } from "../../support/values.js";

/** Gives its arguments back as JSON. */
const echo: Procedure = {
  name: "echo",
  parameters: [
    { name: "dataset", type: { id: "VARCHAR" } },
    { name: "keys", type: { id: "LIST", child: { id: "BIGINT" } } },
    { name: "dry_run", type: { id: "BOOLEAN" } },
  ],
  columns: [{ name: "arguments", type: { id: "VARCHAR" } }],
  changesCatalog: true,
  run: (invocation) =>
    Promise.resolve({ rows: [[JSON.stringify([...invocation.arguments])], [String(invocation.isSuperuser)]] }),
};

const catalog = {
  snapshot: { ...emptySnapshot, roles: new Map([["admin", { name: "admin", isSuperuser: true, canLogin: true }]]) },
};

let parser: StatementParser;
beforeAll(async () => {
  parser = await StatementParser.load(() => Promise.resolve(undefined));
});

const prepare = async (sql: string, types: Parameters<typeof prepareCall>[2] = []) => {
  const [statement] = await parser.parse(sql);
  if (statement?.kind !== "call") throw new Error("no CALL");
  return prepareCall({ catalog, procedures: new Map([["echo", echo]]) }, statement.call, types, contextOf("admin"));
};
const run = async (sql: string, parameters: readonly ParameterValue[] = [], signal = new AbortController().signal) => {
  const execution = await (await prepare(sql)).execute(parameters, contextOf("admin"), { signal });
  const rows: (string | null)[] = [];
  for await (const batch of execution.batches) {
    for (let row = 0; row < batch.rowCount; row++) rows.push(textOf(batch.columns[0]!, row));
  }
  expect(execution.tag(rows.length)).toBe("CALL");
  return rows;
};

describe("a CALL", () => {
  it.each([
    ["CALL echo('people', ARRAY[1, 2], true)", '[["dataset","people"],["keys",[1,2]],["dry_run",true]]'],
    [
      "CALL echo(dry_run => false, dataset => 'people', reason => 'why', actor => 'me')",
      '[["dry_run",false],["dataset","people"],["reason","why"],["actor","me"]]',
    ],
    ["CALL echo()", "[]"],
  ])("puts its arguments in their places: %s", async (sql, expected) => {
    expect(await run(sql)).toEqual([expected, "true"]);
  });

  it("takes parameters, in arrays too, as plain values", async () => {
    const [given] = await run("CALL echo($2, ARRAY[$1, $3], $4)", [
      { type: { id: "BIGINT" }, value: 2n ** 60n },
      { type: { id: "VARCHAR" }, value: "people" },
      { type: { id: "DECIMAL", width: 5, scale: 2 }, value: -105n },
      { type: { id: "SQLNULL" }, value: null },
    ]);
    expect(given).toBe('[["dataset","people"],["keys",["1152921504606846976","-1.05"]],["dry_run",null]]');
  });

  it("says what types its parameters have: the client's, the procedure's, or text", async () => {
    const { parameterTypes } = await prepare("CALL echo($1, $2, reason => $3, dry_run => $5)", [
      undefined,
      { id: "LIST", child: { id: "VARCHAR" } },
    ]);
    expect(parameterTypes.map((type) => type.id)).toEqual(["VARCHAR", "LIST", "VARCHAR", "VARCHAR", "BOOLEAN"]);
  });

  it.each([
    ["CALL nothing()", "42883", /nothing does not exist/],
    ["CALL other.echo()", "42883", /other\.echo does not exist/],
    ["CALL echo(1, 2, 3, 4)", "42883", /takes 3 arguments, not 4/],
    ["CALL echo(nope => 1)", "42883", /no argument named "nope"/],
    ["CALL echo('a', dataset => 'b')", "42883", /given twice/],
  ])("is refused: %s", async (sql, sqlstate, message) => {
    await expect(prepare(sql)).rejects.toMatchObject({ sqlstate, message: expect.stringMatching(message) });
  });

  it("is refused when a parameter is missing or has no plain form", async () => {
    await expect(run("CALL echo($1)")).rejects.toMatchObject({ sqlstate: "42P02" });
    await expect(run("CALL echo($1)", [{ type: { id: "BLOB" }, value: new Uint8Array(1) }])).rejects.toMatchObject({
      sqlstate: "42804",
    });
  });

  it("does not begin when it was cancelled before", async () => {
    await expect(run("CALL echo()", [], AbortSignal.abort(new QueryCanceled()))).rejects.toMatchObject({
      sqlstate: "57014",
    });
  });
});
