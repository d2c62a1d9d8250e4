// Every function and operator over numbers, in every declared combination, value by value against PostgreSQL.
import { afterAll, beforeAll, expect, it } from "vitest";
import { mathFunctions, mathFunctionsAsText } from "../../src/engine/sql/dialect/functions/math.js";
import { seededRandom } from "../support/random.js";
import { describeWith } from "../support/require.js";
import {
  type Both,
  duckdbCall,
  duckdbTypes,
  parseSignature,
  postgresCall,
  type Signature,
  startBoth,
  valueOfNumeric,
} from "./math-support.js";

const callsOfEach = 24;
const random = seededRandom(15);

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

function wholeNumber(bits: number): string {
  const most = 2n ** BigInt(bits - 1);
  const edges = [-most, -most + 1n, -1n, 0n, 1n, 2n, 3n, 7n, 10n, most - 1n];
  if (random() < 0.4) return String(pick(edges));
  const size = BigInt(Math.floor(random() * (bits - 1)));
  const value = BigInt(Math.floor(random() * 2 ** 52)) % 2n ** (size + 1n);
  return String(random() < 0.5 ? value % most : -(value % most));
}

const oddFloats = [
  "0",
  "-0",
  "1",
  "-1",
  "0.5",
  "-0.5",
  "1.5",
  "2.5",
  "NaN",
  "Infinity",
  "-Infinity",
  "30",
  "45",
  "60",
  "90",
  "180",
  "-270",
  "720",
];
const oddDoubles = [
  ...oddFloats,
  "1e308",
  "-1.7e308",
  "1e-308",
  "5e-324",
  "4503599627370497.5",
  "1e15",
  "123456789012345680",
];
const oddReals = [...oddFloats, "3e38", "-1e38", "1e-38", "1e-45", "16777217"];

function decimal(scale: number): string {
  const odd = ["0", "1", "-1", "10", "9999", "10000", "10001", "99999999", "100000000", "3", "7"];
  const digits = random() < 0.3 ? pick(odd) : String(Math.floor(random() * 10 ** Math.floor(1 + random() * 12)));
  const padded = digits.replace("-", "").padStart(scale + 1, "0");
  const sign = digits.startsWith("-") || random() < 0.3 ? "-" : "";
  return sign + (scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`);
}

function valueOf(type: string, scale: number): string {
  switch (type) {
    case "int2":
      return wholeNumber(16);
    case "int4":
      return wholeNumber(32);
    case "int8":
      return wholeNumber(64);
    case "float4":
      return random() < 0.4 ? pick(oddReals) : String(Math.fround((random() - 0.5) * 10 ** (random() * 12 - 6)));
    case "float8":
      return random() < 0.4 ? pick(oddDoubles) : String((random() - 0.5) * 10 ** (random() * 20 - 10));
    case "bool":
      return String(random() < 0.5);
    case "oid":
      return String(Math.floor(random() * 2 ** 32));
    default:
      return decimal(scale);
  }
}

/** What has to be within reason, or stand among the polymorphic ones, gets values of its own. */
function argumentsOf({ name, parameters }: Signature, scale: number): readonly string[] {
  const values = parameters.filter(Boolean).map((type) => valueOf(type, scale));
  if (/^(round|trunc)$/.test(name) && values.length === 2) return [values[0] as string, String(placesOf.places)];
  if (name === "factorial") return [String(Math.floor(random() * 40) - 3)];
  // Of bounds near the end of float8's range PostgreSQL 15 gives -2147483648.
  if (name.startsWith("width_bucket"))
    return [
      ...values.slice(0, 3).map((value) => (/^-?\d(\.\d+)?e30\d$|^-?1\.7e308$/.test(value) ? "1e9" : value)),
      String(Math.floor(random() * 20) - 1),
    ];
  if (name === "exp" && parameters[0] === "numeric") return [(random() * 80 - 40).toFixed(scale)];
  if (/^(\^|pow|power)$/.test(name) && parameters[0] === "numeric")
    return [(random() * 20 - 2).toFixed(scale), (random() * 16 - 8).toFixed(random() < 0.5 ? scale : 0)];
  return values;
}
const placesOf = { places: 0 };

/** Beyond a DECIMAL of 38 digits: an error here, that says so. */
const tooWide = /^!22003 value out of range for a numeric of 38 digits/;

describeWith(["postgres"], "functions and operators over numbers", () => {
  let both: Both;
  beforeAll(async () => {
    both = await startBoth();
  }, 60_000);
  afterAll(() => both.stop());

  const compared = Object.entries(mathFunctions).filter(
    ([key, { kind }]) => kind !== "refused" && !/any|random|numeric_inc/.test(key),
  );
  it.each([
    ...compared.map(([key, lowering]) => [key, "", lowering] as const),
    ...Object.entries(mathFunctionsAsText).map(([key, lowering]) => [key, ", as text", lowering] as const),
  ])("answers %s as PostgreSQL does%s", async (key, asText, lowering) => {
    const signature = parseSignature(key);
    const types = signature.parameters.filter(Boolean);
    for (const scale of types.includes("numeric") ? [0, 2, 5] : [0]) {
      placesOf.places = Math.floor(random() * 8) - 3;
      const rows = Array.from({ length: types.length === 0 ? 1 : callsOfEach }, () => argumentsOf(signature, scale));
      const wanted = await both.postgres(rows.map((values) => postgresCall(signature, values)));
      const operands = types.map((type, index) =>
        /^(round|trunc)$/.test(signature.name) && index === 1
          ? String(placesOf.places)
          : `CAST(c${index} AS ${duckdbTypes[type] ?? `DECIMAL(18, ${scale})`})`,
      );
      const call = duckdbCall(signature, lowering, operands);
      const shown = `CASE typeof(${call}) WHEN 'DOUBLE' THEN pg.float8_text(TRY_CAST(${call} AS DOUBLE)) WHEN 'FLOAT' THEN pg.float4_text(TRY_CAST(${call} AS FLOAT)) ELSE CAST(${call} AS VARCHAR) END`;
      const ask = (asked: readonly (readonly string[])[]): Promise<readonly string[]> =>
        both.duckdb(
          types.length === 0
            ? `SELECT ${shown}`
            : `SELECT ${shown} FROM (VALUES ${asked.map((values) => `(${values.map((value) => `'${value}'`).join(", ")})`).join(", ")}) AS v(${types.map((_, index) => `c${index}`).join(", ")})`,
        );
      // Those that PostgreSQL answers are asked for together, as columns; and one by one where one of them fails.
      const answered = rows.filter((_, index) => !wanted[index]?.startsWith("!"));
      const together = answered.length === 0 ? [] : await ask(answered);
      const found = new Map(
        together.length === answered.length && !together[0]?.startsWith("!")
          ? answered.map((row, index) => [row, together[index] as string])
          : [],
      );
      for (const [index, row] of rows.entries()) {
        const got = found.get(row) ?? (await ask([row]))[0] ?? "";
        if (tooWide.test(got)) continue;
        const told = `${postgresCall(signature, row)} = `;
        const settle = asText === "" ? valueOfNumeric : (text: string): string => text;
        expect.soft(told + settle(got)).toBe(told + settle(wanted[index] ?? ""));
      }
    }
  });
});
