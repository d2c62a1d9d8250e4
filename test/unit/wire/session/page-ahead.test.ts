// Pages are made ready before they are asked for. Nobody may notice, whatever is asked for in between.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DataType } from "../../../../src/engine/api.js";
import { StatementParser } from "../../../../src/engine/sql/parse.js";
import { fakeEngine } from "../../../support/fake-engine.js";
import type { Heard, WireClient } from "../../../support/wire-client.js";
import { roles, serve } from "../../../support/wire-server.js";

const rowCount = 40;

const batchRows = 7;
const date: DataType = { id: "DATE" };

/** Days, since the session's settings say how they look. */
const engine = () =>
  fakeEngine(
    {
      columns: [{ name: "day", type: date }],
      async *batches() {
        for (let from = 0; from < rowCount; from += batchRows) {
          const days = Int32Array.from({ length: Math.min(batchRows, rowCount - from) }, (_, index) => from + index);
          const { length } = days;
          const data = new Uint8Array(days.buffer);
          yield {
            rowCount: length,
            columns: [{ layout: "fixed", type: date, length, width: 4, validity: undefined, data }],
          };
        }
      },
    },
    roles,
  );

function valuesOf(heard: readonly Heard[]): readonly unknown[] {
  return heard.flatMap((message) => (message.kind === "dataRow" ? message.values : []));
}

const dayOf = (row: number, style: Style): string => {
  const [year, month, day] = new Date(row * 86_400_000).toISOString().slice(0, 10).split("-");
  return style === "ISO" ? `${year}-${month}-${day}` : `${day}.${month}.${year}`;
};

type Style = "ISO" | "German";
type Act =
  | { readonly kind: "fetch"; readonly rows: number; readonly pauseMs: number }
  | { readonly kind: "move"; readonly rows: number }
  | { readonly kind: "execute"; readonly rows: number; readonly pauseMs: number }
  | { readonly kind: "style"; readonly style: Style };

const rows = fc.integer({ min: 1, max: 9 });
const pauseMs = fc.constantFrom(0, 1);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("fetch" as const), rows, pauseMs }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("execute" as const), rows, pauseMs }) },
  fc.record({ kind: fc.constant("move" as const), rows }),
  fc.record({ kind: fc.constant("style" as const), style: fc.constantFrom<Style>("ISO", "German") }),
);

async function answer(client: WireClient, one: Exclude<Act, { kind: "style" }>): Promise<readonly Heard[]> {
  if (one.kind !== "execute") return client.query(`${one.kind.toUpperCase()} ${one.rows} FROM c`);
  client.say({ kind: "execute", portal: "c", rowsMax: one.rows }, { kind: "sync" });
  return client.untilReady();
}

describe("pages that are made ready ahead", () => {
  it("have the rows, in the looks, that were asked for, whatever comes in between", async () => {
    const parser = await StatementParser.load(async () => undefined);
    const { login } = await serve({ ...engine(), parse: (script) => parser.parse(script) });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 12 }), async (acts) => {
        const client = await login();
        await client.query("BEGIN");
        await client.query("DECLARE c NO SCROLL CURSOR FOR select day");
        let [at, style] = [0, "ISO" as Style];
        for (const one of acts) {
          if (one.kind === "style") {
            style = one.style;
            await client.query(`SET DateStyle = '${style}'`);
            continue;
          }
          const wanted = Array.from({ length: Math.min(one.rows, rowCount - at) }, (_, index) => at + index);
          at += wanted.length;
          const expected = one.kind === "move" ? [] : wanted.map((row) => dayOf(row, style));
          expect(valuesOf(await answer(client, one))).toEqual(expected);
          if (one.kind !== "move" && one.pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, one.pauseMs));
        }
        client.close();
      }),
      { numRuns: 60 },
    );
  });
});
