import duckdb from "@duckdb/node-bindings";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readChunk } from "../../../../src/engine/duckdb/read-chunk.js";
import { createRowEncoder } from "../../../../src/wire/encoding/row-encoder.js";
import { defaultEncodingSettings } from "../../../../src/wire/encoding/settings.js";
import { readDataRows } from "./data-rows.js";

let database: duckdb.Database;
let connection: duckdb.Connection;

beforeAll(async () => {
  database = await duckdb.open(":memory:");
  connection = await duckdb.connect(database);
});

afterAll(() => {
  duckdb.disconnect_sync(connection);
  duckdb.close_sync(database);
});

/** The value in both forms, from vectors as DuckDB itself lays them out. */
async function served(expression: string): Promise<{ readonly text: string | null; readonly binary: string | null }> {
  const result = await duckdb.query(connection, `select ${expression} as v`);
  const chunk = await duckdb.fetch_chunk(result);
  if (chunk === null) throw new Error("no chunk");
  const batch = readChunk(chunk);
  const fields = batch.columns.map(({ type }) => ({ name: "v", type }));
  const [text, binary] = (["text", "binary"] as const).map((format) => {
    const encoder = createRowEncoder(fields, [format], defaultEncodingSettings);
    return readDataRows(Buffer.concat([...encoder.encode(batch)]))[0]?.[0] ?? null;
  });
  return { text: text?.toString("utf8") ?? null, binary: binary?.toString("hex") ?? null };
}

/** Expression, text, binary. */
const values: readonly (readonly [string, string, string])[] = [
  ["'-5'::TINYINT", "-5", "fffb"],
  ["255::UTINYINT", "255", "00ff"],
  ["65535::USMALLINT", "65535", "0000ffff"],
  ["4294967295::UINTEGER", "4294967295", "00000000ffffffff"],
  ["18446744073709551615::UBIGINT", "18446744073709551615", "000500040000000007341a5802e103bb064f"],
  ["(-1)::HUGEINT", "-1", "00010000400000000001"],
  [
    "340282366920938463463374607431768211455::UHUGEINT",
    "340282366920938463463374607431768211455",
    "000a00090000000001540b071a2403aa121a18c111ff10dd1aa505af",
  ],
  [
    "'123456789012345678901234567890123456789012345'::BIGNUM",
    "123456789012345678901234567890123456789012345",
    "000c000b00000000000109291a85007b11d722c509291a85007b11d722c50929",
  ],
  [
    "'-123456789012345678901234567890123456789012345'::BIGNUM",
    "-123456789012345678901234567890123456789012345",
    "000c000b40000000000109291a85007b11d722c509291a85007b11d722c50929",
  ],
  ["'0'::BIGNUM", "0", "0000000000000000"],
  ["'-1'::BIGNUM", "-1", "00010000400000000001"],
  ["'100000000'::BIGNUM", "100000000", "00010002000000000001"],
  ["1.5::DECIMAL(4,1)", "1.5", "00020000000000010001" + "1388"],
  ["'101'::BIT", "101", "00000003a0"],
  ["'10110011'::BIT", "10110011", "00000008b3"],
  ["'101100111'::BIT", "101100111", "00000009b380"],
  ["'12:34:56.123456789'::TIME_NS", "12:34:56.123456", "0000000a8bdbfe40"],
  ["'12:00:00+02'::TIMETZ", "12:00:00+02", "0000000a0eebb000ffffe3e0"],
  ["'12:00:00-05:30:15'::TIMETZ", "12:00:00-05:30:15", "0000000a0eebb00000004d67"],
  ["'2000-01-01 00:00:01'::TIMESTAMP_S", "2000-01-01 00:00:01", "00000000000f4240"],
  ["'2000-01-01 00:00:00.001'::TIMESTAMP_MS", "2000-01-01 00:00:00.001", "00000000000003e8"],
  ["'2000-01-01 00:00:00.000001999'::TIMESTAMP_NS", "2000-01-01 00:00:00.000001", "0000000000000001"],
  ["'1999-12-31 23:59:59.999999999'::TIMESTAMP_NS", "1999-12-31 23:59:59.999999", "ffffffffffffffff"],
  ["'infinity'::TIMESTAMP_S", "infinity", "7fffffffffffffff"],
  ["'infinity'::TIMESTAMP_MS", "infinity", "7fffffffffffffff"],
  ["'-infinity'::TIMESTAMP_NS", "-infinity", "8000000000000000"],
  ["'infinity'::TIMESTAMP", "infinity", "7fffffffffffffff"],
  ["'-infinity'::TIMESTAMPTZ", "-infinity", "8000000000000000"],
  ["'infinity'::DATE", "infinity", "7fffffff"],
  ["'-infinity'::DATE", "-infinity", "80000000"],
  ["'2000-01-02'::DATE", "2000-01-02", "00000001"],
  ["'0044-03-15 (BC)'::DATE", "0044-03-15 BC", "fff49d7b"],
  ["INTERVAL '1 year 2 days 3 seconds'", "1 year 2 days 00:00:03", "00000000002dc6c0000000020000000c"],
  [
    "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID",
    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    "a0eebc999c0b4ef8bb6d6bb9bd380a11",
  ],
  ["'\\x00\\xFF'::BLOB", "\\x00ff", "00ff"],
  ["'b'::ENUM('a', 'b')", "b", "62"],
  ["'{\"a\": 1}'::JSON", '{"a": 1}', Buffer.from('{"a": 1}').toString("hex")],
  [
    "[1, NULL, 3]",
    "{1,NULL,3}",
    `${"00000001 00000001 00000017 00000003 00000001 00000004 00000001 ffffffff 00000004 00000003".replaceAll(" ", "")}`,
  ],
  [
    "[1, 2]::INTEGER[2]",
    "{1,2}",
    `${"00000001 00000000 00000017 00000002 00000001 00000004 00000001 00000004 00000002".replaceAll(" ", "")}`,
  ],
];

/** Served as JSON, which looks the same in both forms. */
const documents: readonly (readonly [string, string])[] = [
  ["{'a': 1, 'b': 'x\"y', 'c': NULL, 'd': [1.5, NULL]}", '{"a":1,"b":"x\\"y","c":null,"d":[1.5,null]}'],
  ["MAP {'k': 1, 'l\"': NULL}", '{"k":1,"l\\"":null}'],
  ["MAP {1: 'x', 2: NULL}", '[{"key":1,"value":"x"},{"key":2,"value":null}]'],
  ["MAP {}", "[]"],
  ["union_value(num := 7)", "7"],
  ["'x'::UNION(num INTEGER, str VARCHAR)", '"x"'],
  [
    "{'u': NULL::UNION(num INTEGER, str VARCHAR), 'n': NULL::STRUCT(x INTEGER), 'l': NULL::INTEGER[]}",
    '{"u":null,"n":null,"l":null}',
  ],
  [
    "{'h': 170141183460469231731687303715884105727::HUGEINT, 'b': '1'::BIT, 't': '2024-01-02 03:04:05'::TIMESTAMP_S}",
    '{"h":170141183460469231731687303715884105727,"b":"1","t":"2024-01-02T03:04:05"}',
  ],
  ["[[[[[[[1]]]]]]]", "[[[[[[[1]]]]]]]"],
  [
    "{'e': 'b'::ENUM('a', 'b'), 'f': true, 'j': '[1]'::JSON, 'x': '\\x00'::BLOB, 'y': chr(1)}",
    '{"e":"b","f":true,"j":[1],"x":"\\\\x00","y":"\\u0001"}',
  ],
];

describe("a value of DuckDB", () => {
  it.each(values)("%s is served as %s", async (expression, text, binary) => {
    expect(await served(expression)).toEqual({ text, binary });
  });

  it.each(documents)("%s is served as the document %s", async (expression, document) => {
    expect(await served(expression)).toEqual({ text: document, binary: Buffer.from(document).toString("hex") });
  });

  it("is nothing where it is NULL", async () => {
    for (const expression of ["NULL", "NULL::INTEGER", "NULL::VARCHAR", "NULL::INTEGER[]", "NULL::STRUCT(a INTEGER)"]) {
      expect(await served(expression)).toEqual({ text: null, binary: null });
    }
  });

  it("is an array of documents where a list holds structs or maps", async () => {
    expect((await served("[{'a': 1}, NULL]")).text).toBe('{"{\\"a\\":1}",NULL}');
    expect((await served("[MAP {1: 2}]")).text).toBe('{"[{\\"key\\":1,\\"value\\":2}]"}');
  });

  it("is refused where nested lists differ in length, as PostgreSQL's arrays cannot", async () => {
    for (const expression of ["[[1], [2, 3]]", "[[1], NULL]", "[[], [1]]", "[[[1], [2]], [[3]]]"]) {
      await expect(served(expression)).rejects.toMatchObject({ sqlstate: "2202E" });
    }
  });
});
