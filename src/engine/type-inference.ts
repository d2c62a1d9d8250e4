// The types of a statement's parameters and columns, which DuckDB infers from the very text that it will run.
import { FeatureNotSupported, PgError, SyntaxError } from "../errors.js";
import type { DataType, ResultColumn } from "./data-type.js";
import type { ConnectionPool } from "./duckdb/connection-pool.js";
import { type Described, describePrepared } from "./duckdb/describe.js";
import { sqlNameOf } from "./duckdb/logical-type.js";
import { located } from "./located.js";
import type { PlanOrder } from "./plan.js";
import type { Reading, ReadingForm } from "./reading.js";
import { systemRowsFunction } from "./relations/system-rows.js";
import { parameterEdits } from "./sql/parameters.js";
import type { Resolution } from "./sql/resolve.js";
import { selectTree } from "./sql/select-tree.js";
import { type Edit, Splice } from "./sql/splice.js";
import { castFor } from "./sql/dialect/result-types.js";
import { resultEdits, variantCast } from "./sql/variants.js";
import { verifyResolved } from "./sql/verify.js";
import type { TreeNode } from "./sql/walk.js";

/** A statement that is being planned. */
export interface Subject {
  /** UTF-8. */
  readonly text: Buffer;
  readonly tree: TreeNode;
  readonly resolution: Resolution;
  readonly reading: Reading;
  /** Edits that are the same in both forms. */
  readonly plain: readonly Edit[];
}

export interface Typed {
  readonly splice: Splice;
  readonly parameterTypes: readonly DataType[];
  readonly columns: readonly ResultColumn[];
}

export class TypeInference {
  readonly #pool: ConnectionPool;

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
  }

  /** That what is put to DuckDB reads what was resolved, and nothing else. */
  async verify(sql: string, reading: Reading, form: ReadingForm): Promise<void> {
    let tree: TreeNode;
    try {
      tree = await selectTree(this.#pool, sql);
    } catch (thrown) {
      if (!(thrown instanceof SyntaxError)) throw thrown;
      // What the client wrote could be read; what was put in its place cannot stand there.
      throw new FeatureNotSupported("this way to name a relation or to place a parameter is not supported", {
        cause: thrown,
      });
    }
    verifyResolved(tree, {
      relations: form.names,
      tableFunctions: new Set(reading.systemRelations.size > 0 ? [systemRowsFunction] : []),
    });
  }

  /** DuckDB infers what it can. Where it cannot, a few types are tried, text first, as PostgreSQL takes unknown to be text. */
  async infer(order: PlanOrder, subject: Subject, form: ReadingForm): Promise<Typed> {
    const { text, reading, resolution, plain } = subject;
    const given = Array.from({ length: resolution.parameterCount }, (_, index) => order.parameterTypes[index]);
    let failure: unknown;
    const attempts: readonly (DataType | undefined)[] = [undefined, ...guesses];
    let unresolved: ReadonlySet<number> = new Set();
    for (const guess of attempts) {
      if (guess !== undefined && unresolved.size === 0) break;
      const types = given.map((type, index) => type ?? (unresolved.has(index) ? guess : undefined));
      const splice = new Splice(text, [
        ...plain,
        ...form.edits,
        ...parameterEdits(
          order.sql,
          types.map((type) => (type === undefined ? undefined : sqlNameOf(type))),
        ),
      ]);
      try {
        const described = await located(order.sql, text, splice, async () => {
          await this.verify(splice.text, reading, form);
          return describePrepared(this.#pool, splice.text, order.context.timeZone);
        });
        if (described.parameterTypes.length !== resolution.parameterCount)
          throw unusedParameter(order.sql, resolution.parameterCount);
        // A cast may hide a parameter's type from DuckDB; the cast's own is known.
        const known = described.parameterTypes.map((type, index) => types[index] ?? type);
        const open = known.flatMap((type, index) => (type === undefined ? [index] : []));
        const columns =
          described.columns ??
          (open.length === 0 ? await this.#columnsOfNulls(order, subject, form, known) : undefined);
        if (open.length === 0 && columns !== undefined) {
          return {
            ...(await this.#withCasts(splice, columns, described, { order, text, reading, form })),
            parameterTypes: known as readonly DataType[],
          };
        }
        if (guess === undefined) unresolved = new Set(open);
      } catch (thrown) {
        if (guess === undefined) throw thrown;
        failure ??= thrown;
      }
    }
    const first = Math.min(...unresolved) + 1;
    throw new PgError("42P18", `could not determine data type of parameter $${first}`, {
      hint: `Say its type: $${first}::text.`,
      cause: failure,
    });
  }

  /** Where a parameter is an argument of a table function, DuckDB has no columns before it has values. */
  async #columnsOfNulls(
    order: PlanOrder,
    { text, reading, plain }: Subject,
    form: ReadingForm,
    types: readonly (DataType | undefined)[],
  ): Promise<readonly ResultColumn[] | undefined> {
    const names = types.map((type) => (type === undefined ? undefined : sqlNameOf(type)));
    const splice = new Splice(text, [...plain, ...form.edits, ...parameterEdits(order.sql, names, () => "NULL")]);
    await this.verify(splice.text, reading, form);
    return (await describePrepared(this.#pool, splice.text, order.context.timeZone)).columns;
  }

  async #withCasts(
    splice: Splice,
    columns: readonly ResultColumn[],
    { variants }: Described,
    {
      order,
      text,
      reading,
      form,
    }: Pick<Subject, "text" | "reading"> & { readonly order: PlanOrder; readonly form: ReadingForm },
  ): Promise<Pick<Typed, "splice" | "columns">> {
    const wanted = columns.map((column, index) => castFor(column.type, order.columnTypes?.[index]));
    const casts = wanted.map((cast, index) => (variants.has(index) ? variantCast : cast?.sql));
    const typed = columns.map((column, index) => ({ name: column.name, type: wanted[index]?.type ?? column.type }));
    if (casts.every((cast) => cast === undefined)) return { splice, columns: typed };
    const wrapped = splice.with(resultEdits(text.length, casts));
    await this.verify(wrapped.text, reading, form);
    return { splice: wrapped, columns: typed };
  }
}

/** PostgreSQL, too, has no type for a parameter that nothing uses. */
function unusedParameter(sql: string, parameterCount: number): PgError {
  const used = new Set(Array.from(sql.matchAll(/\$(\d+)/g), ([, number]) => Number(number)));
  let unused = 1;
  while (used.has(unused) && unused < parameterCount) unused += 1;
  return new PgError("42P18", `could not determine data type of parameter $${unused}`);
}

const guesses: readonly DataType[] = [
  { id: "VARCHAR" },
  { id: "INTEGER" },
  { id: "DOUBLE" },
  { id: "LIST", child: { id: "VARCHAR" } },
  { id: "TIMESTAMP" },
];
