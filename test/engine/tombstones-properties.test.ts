// Whatever happens to a dataset and its tombstones, every answer is that of a filter in the test's own code.
// SLUICE_TEST_RUNS=200 tries longer.
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AdministeredLake, openAdministeredLake } from "../support/administered-lake.js";

const runs = Number(process.env["SLUICE_TEST_RUNS"] ?? 12);

interface KeyKind {
  readonly type: string;
  /** SQL literals of different values. */
  readonly values: readonly string[];
}

const kinds: readonly KeyKind[] = [
  { type: "BIGINT", values: ["0", "1", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808"] },
  { type: "INTEGER", values: ["0", "7", "-2147483648", "2147483647", "10", "100"] },
  { type: "VARCHAR", values: ["''", "'a'", "'A'", "'it''s'", "' a'", "'\u{1f600}é'", "'1'", "'01'", "'NULL'"] },
  { type: "DECIMAL(10,2)", values: ["0.00", "1.10", "1.01", "-99999999.99", "12.00"] },
  { type: "DATE", values: ["'2024-02-29'", "'1969-12-31'", "'0044-03-15 (BC)'", "'infinity'", "'9999-12-31'"] },
  {
    type: "TIMESTAMP",
    values: ["'2024-02-29 12:00:00'", "'2024-02-29 12:00:00.000001'", "'1969-12-31 23:59:59.999999'"],
  },
  {
    type: "UUID",
    values: [
      "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
      "'00000000-0000-0000-0000-000000000000'",
      "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
    ],
  },
  { type: "DOUBLE", values: ["0.1", "'nan'", "'-infinity'", "1e300", "-2.5"] },
  { type: "BOOLEAN", values: ["true", "false"] },
];

interface Row {
  readonly n: number;
  /** Numbers among the kinds' values; null: NULL. */
  readonly key: readonly (number | null)[];
}

interface Shape {
  readonly kinds: readonly KeyKind[];
  /** Called as DuckDB calls places: then positions are not to be had. */
  readonly isKeysOnly: boolean;
  readonly way: keyof typeof bounds;
}

/** Each way of hiding rows is made to be taken. */
const bounds = {
  positions: { positionsJoinedMax: 1_000, bitmapBytesMax: 0 },
  bitmaps: { positionsJoinedMax: 0, bitmapBytesMax: 1_000_000 },
  keys: { positionsJoinedMax: 0, bitmapBytesMax: 0 },
};

const shape: fc.Arbitrary<Shape> = fc.record({
  kinds: fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 2 }),
  isKeysOnly: fc.boolean(),
  way: fc.constantFrom("positions" as const, "bitmaps" as const, "keys" as const),
});

type Step =
  | {
      readonly kind: "tombstone" | "tombstoneFrom" | "untombstone" | "hold";
      readonly keys: readonly (readonly number[])[];
    }
  | { readonly kind: "append" | "replace" | "recreate"; readonly rows: readonly (readonly (number | null)[])[] }
  | { readonly kind: "restart" };

const many = 9;
const key = fc.tuple(fc.nat(many), fc.nat(many));
const rowKeys = fc.array(fc.tuple(fc.option(fc.nat(many), { freq: 5 }), fc.option(fc.nat(many), { freq: 5 })), {
  minLength: 1,
  maxLength: 12,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("tombstone" as const),
      keys: fc.array(key, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("tombstoneFrom" as const),
      keys: fc.array(key, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("untombstone" as const),
      keys: fc.array(key, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("hold" as const), keys: fc.array(key, { minLength: 1, maxLength: 2 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("append" as const, "replace" as const, "recreate" as const),
      rows: rowKeys,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "restart" as const }) },
);

function quoted(literal: string): string {
  return literal.startsWith("'") ? literal : `'${literal}'`;
}

/** The test's own idea of what there is. */
class Model {
  readonly shape: Shape;
  rows: Row[] = [];
  readonly tombstoned = new Set<string>();
  #next = 0;

  constructor(given: Shape) {
    this.shape = given;
  }

  /** A number as a place in the kind's values. */
  part(index: number, number: number): number {
    return number % (this.shape.kinds[index]?.values.length ?? 1);
  }

  keyOf(numbers: readonly (number | null)[]): readonly (number | null)[] {
    return this.shape.kinds.map((_, index) => {
      const number = numbers[index] ?? null;
      return number === null ? null : this.part(index, number);
    });
  }

  add(keys: readonly (readonly (number | null)[])[]): readonly Row[] {
    const added = keys.map((numbers): Row => ({ n: this.#next++, key: this.keyOf(numbers) }));
    this.rows = [...this.rows, ...added];
    return added;
  }

  get visible(): readonly Row[] {
    return this.rows.filter(({ key: own }) => own.includes(null) || !this.tombstoned.has(own.join()));
  }

  has(one: readonly (number | null)[]): boolean {
    return this.rows.some(({ key: own }) => own.join() === one.join() && !own.includes(null));
  }

  literal(index: number, number: number | null): string {
    const kind = this.shape.kinds[index] as KeyKind;
    return number === null ? `NULL::${kind.type}` : `${quoted(kind.values[number] as string)}::${kind.type}`;
  }

  /** A SELECT that makes these rows. */
  sql(rows: readonly Row[]): string {
    const columns = this.shape.kinds.map((_, index) => `k${index}`);
    const place = this.shape.isKeysOnly ? ", 0 AS file_index" : "";
    return rows
      .map(({ n, key: own }) => {
        const items = own.map((number, index) => `${this.literal(index, number)} AS ${columns[index]}`);
        return `SELECT ${n} AS n, 'text ' || ${n} AS t, ${items.join(", ")}${place}`;
      })
      .join(" UNION ALL ");
  }

  get keyColumns(): string {
    return `ARRAY[${this.shape.kinds.map((_, index) => `'k${index}'`).join(", ")}]`;
  }

  /** As arguments: texts, as somebody might write them. */
  argument(one: readonly (number | null)[]): string {
    const parts = one.map((number, index) => {
      return quoted((this.shape.kinds[index] as KeyKind).values[number ?? 0] as string);
    });
    return parts.length === 1 ? (parts[0] as string) : `ARRAY[${parts.join(", ")}]`;
  }
}

const questions: readonly { readonly sql: string; readonly answer: (rows: readonly Row[]) => readonly string[] }[] = [
  {
    sql: "SELECT n FROM X ORDER BY n",
    answer: (rows) => rows.map(({ n }) => String(n)).sort((a, b) => Number(a) - Number(b)),
  },
  {
    sql: "SELECT count(*), coalesce(sum(n), 0) FROM X",
    answer: (rows) => [`${rows.length}|${rows.reduce((sum, { n }) => sum + n, 0)}`],
  },
  // May fail over a row, so it is read through the barrier.
  {
    sql: "SELECT coalesce(sum(substr(t, 6)::INTEGER), -1) FROM X WHERE substr(t, 6)::INTEGER >= 0",
    answer: (rows) => [String(rows.length === 0 ? -1 : rows.reduce((sum, { n }) => sum + n, 0))],
  },
  { sql: "SELECT count(*) FROM X a JOIN X b ON a.n = b.n", answer: (rows) => [String(rows.length)] },
  {
    sql: "SELECT count(*) FROM X WHERE n IN (SELECT n FROM X WHERE n % 2 = 0)",
    answer: (rows) => [String(rows.filter(({ n }) => n % 2 === 0).length)],
  },
];

async function check(lake: AdministeredLake, model: Model): Promise<void> {
  const visible = model.visible;
  for (const { sql, answer } of questions) {
    expect(await lake.rows(sql.replaceAll("X", "things"))).toEqual(answer(visible));
    expect(await lake.rows(sql.replaceAll("X", "safe"))).toEqual(answer(visible.filter(({ n }) => n % 3 !== 0)));
  }
  expect(await lake.rows("SELECT count(*) FROM things", "odd")).toEqual([
    String(visible.filter(({ n }) => n % 2 === 1).length),
  ]);
  expect(await lake.rows("SELECT count(*) FROM __raw__things")).toEqual([String(model.rows.length)]);
  expect(await lake.rows("SELECT count(*) FROM sluice.tombstones")).toEqual([String(model.tombstoned.size)]);
}

/** Does it, and says what the tombstones' answers must be. */
async function take(lake: AdministeredLake, model: Model, one: Step): Promise<AdministeredLake> {
  switch (one.kind) {
    case "tombstone":
    case "tombstoneFrom": {
      const keys = one.keys.map((numbers) => model.keyOf(numbers));
      const statuses = keys.map((each) => {
        if (model.tombstoned.has(each.join())) return "already tombstoned";
        if (!model.has(each)) return "no such row";
        model.tombstoned.add(each.join());
        return "tombstoned";
      });
      if (one.kind === "tombstone") {
        const list = keys.map((each) => model.argument(each)).join(", ");
        const rows = await lake.rows(`CALL tombstone('things', ${model.keyColumns}, ARRAY[${list}])`);
        expect(rows.map((row) => /\|(tombstoned|already tombstoned|no such row|bad value)\|/.exec(row)?.[1])).toEqual(
          statuses,
        );
      } else {
        const query = keys
          .map((each) => `SELECT ${each.map((number, index) => model.literal(index, number)).join(", ")}`)
          .join(" UNION ALL ");
        const rows = await lake.rows(
          `CALL tombstone_from('things', ${model.keyColumns}, '${query.replaceAll("'", "''")}')`,
        );
        const counts = Object.fromEntries(rows.map((row) => row.split("|").slice(0, 2)));
        expect(Number(counts["tombstoned"])).toBe(statuses.filter((status) => status === "tombstoned").length);
        expect(Number(counts["bad value"])).toBe(0);
      }
      return lake;
    }
    case "untombstone": {
      const keys = one.keys.map((numbers) => model.keyOf(numbers));
      for (const each of keys) model.tombstoned.delete(each.join());
      await lake.run(
        `CALL untombstone('things', ${model.keyColumns}, ARRAY[${keys.map((each) => model.argument(each)).join(", ")}])`,
      );
      return lake;
    }
    case "hold":
      await lake.run(
        `CALL hold('things', ${model.keyColumns}, ARRAY[${one.keys.map((numbers) => model.argument(model.keyOf(numbers))).join(", ")}])`,
      );
      return lake;
    case "append":
      await lake.append("things", model.sql(model.add(one.rows)));
      return lake;
    case "replace":
    case "recreate":
      model.rows = [];
      if (one.kind === "replace") await lake.replace("things", model.sql(model.add(one.rows)));
      else {
        await lake.run("CALL drop_dataset('things')");
        await lake.add("things", model.sql(model.add(one.rows)), "primary", randomUUID());
        await lake.run("GRANT SELECT ON things TO odd");
        await lake.run("CREATE POLICY odd ON things USING (n % 2 = 1)");
        await lake.run("ALTER TABLE things ENABLE ROW LEVEL SECURITY");
      }
      return lake;
    case "restart":
      return lake.reopen();
  }
}

describe("tombstones in any history", () => {
  it(`are those of a filter (${runs} runs)`, { timeout: 30_000 + runs * 20_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(shape, rowKeys, fc.array(step, { minLength: 1, maxLength: 7 }), async (given, first, steps) => {
        const model = new Model(given);
        let lake = await openAdministeredLake({ hiddenRowBounds: bounds[given.way] });
        try {
          await lake.add("things", model.sql(model.add(first)));
          await lake.run("CREATE ROLE odd LOGIN");
          await lake.run("GRANT SELECT ON things TO odd");
          await lake.run("CREATE POLICY odd ON things USING (n % 2 = 1)");
          await lake.run("ALTER TABLE things ENABLE ROW LEVEL SECURITY");
          await lake.run(
            "CALL create_view('safe', base => 'things', columns => ARRAY['n', 't'], row_filter => 'n % 3 <> 0')",
          );
          for (const one of steps) {
            lake = await take(lake, model, one);
            await check(lake, model);
          }
        } finally {
          await lake.close();
        }
      }),
      { numRuns: runs },
    );
  });
});
