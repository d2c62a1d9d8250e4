// The same messages, whole and cut anywhere: bytes come as networks bring them, and the answers are the same.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { encode, type Heard, type Said, WireClient } from "../support/wire-client.js";

const dataDir = makeDataDir();
let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway(dataDir);
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

const query = (sql: string): Said => ({ kind: "query", sql });
const sync: Said = { kind: "sync" };

/** Each by itself, so that any of them may follow any other. */
const pieces: readonly (readonly Said[])[] = [
  [query("select 1 as one, 'zwölf' as two; select 3")],
  [query("select id, species from animals order by id limit 3")],
  [query("select * from nowhere")],
  [query("begin; savepoint a; select 'x'::int"), query("rollback")],
  [query("copy (select 1, 'a') to stdout")],
  [
    { kind: "parse", sql: "select $1::int + 1 as n" },
    { kind: "describe", statement: "" },
    { kind: "bind", values: ["41"], resultFormats: [1] },
    { kind: "execute" },
    sync,
  ],
  [{ kind: "parse", sql: "select $1::int" }, { kind: "bind", values: ["x"] }, { kind: "execute" }, sync],
  [
    { kind: "parse", sql: "select g from generate_series(1, 5) g" },
    { kind: "bind", portal: "p" },
    { kind: "execute", portal: "p", rowsMax: 2 },
    { kind: "execute", portal: "p" },
    sync,
  ],
  [{ kind: "bytes", hex: "64 00000005 41 63 00000004" }, sync],
  [{ kind: "close", statement: "nope" }, { kind: "flush" }, sync],
];

async function answersTo(bytes: Buffer, cuts: readonly number[]): Promise<readonly Heard[]> {
  const { client } = await WireClient.login(gateway, "sluice", gateway.password, { database: "lake" });
  client.socket.setNoDelay(true);
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    client.send(bytes.subarray(start, cut));
    start = cut;
    // Each piece goes by itself.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return client.untilClosed();
}

it("are answered alike", async () => {
  const script = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      script,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
      async (said, places) => {
        const bytes = Buffer.concat([...said.flat(), { kind: "terminate" }].map(encode));
        const cuts = places.map((place) => Math.floor(place * bytes.length)).sort((left, right) => left - right);
        const whole = await answersTo(bytes, []);
        expect(whole.length).toBeGreaterThan(0);
        expect(await answersTo(bytes, cuts)).toEqual(whole);
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

it("are answered alike, byte by byte", async () => {
  const bytes = Buffer.concat([...pieces.flat(), { kind: "terminate" }].map(encode));
  const everywhere = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
  expect(await answersTo(bytes, everywhere)).toEqual(await answersTo(bytes, []));
}, 120_000);
