// A SELECT: planned when it is prepared, planned again when rights or relations have changed, run as a stream.
import { type Catalog, isSuperuser as isSuperuserIn, type Snapshot } from "../catalog/api.js";
import { FeatureNotSupported, type PgError, toPgError, UndefinedParameter } from "../errors.js";
import type { Admission } from "./admission.js";
import type { Explainer } from "./explain/explainer.js";
import type { Execution, ExecuteOptions, PreparedStatement, StatementContext } from "./api.js";
import type { Batch } from "./batch.js";
import { oneBatch } from "./call-statement.js";
import type { DataType, ResultColumn } from "./data-type.js";
import type { ConnectionPool } from "./duckdb/connection-pool.js";
import { ErasableRows } from "./results/kept-rows.js";
import type { ResultStore } from "./results/result-store.js";
import { openStream } from "./duckdb/stream.js";
import type { ParameterValue } from "./parameter.js";
import { type Placed, placed, type Runnable } from "./placed-plan.js";
import type { Plan, Planner } from "./plan.js";
import type { Cell, SystemRelation } from "./procedure.js";
import { ErasureGuard } from "./erasure-guard.js";
import type { Relations } from "./relations/relations.js";
import type { RunningReads } from "./running-reads.js";
import { planningToken, type SystemRows } from "./relations/system-rows.js";
import type { CatalogRelationMap } from "./system-catalog/catalog-relations.js";
import { snapshotOf } from "./snapshot-pin.js";
import { announcedAs } from "./sql/dialect/result-types.js";

export interface SystemRowsParts {
  readonly catalog: Pick<Catalog, "snapshot">;
  readonly systemRows: SystemRows;
  readonly systemRelations: ReadonlyMap<string, SystemRelation>;
  /** Those of PostgreSQL's system catalog that are known by now. */
  readonly catalogRelations: () => CatalogRelationMap;
}

export interface QueryParts extends SystemRowsParts {
  readonly catalog: Catalog;
  readonly assertFresh: () => void;
  readonly planner: Planner;
  readonly pool: ConnectionPool;
  readonly admission: Admission;
  readonly warn: (message: string) => void;
  readonly relations: Relations;
  readonly reads: RunningReads;
  readonly store: ResultStore;
  readonly explainer: Explainer;
}

export interface Keepable extends Execution {
  readonly keep: (onOutdated: (reason: PgError) => void) => ErasableRows;
}

export interface PrepareOptions {
  /** Ends the wait for a turn. */
  readonly signal?: AbortSignal | undefined;
  /** Given: it may name relations of PostgreSQL's system catalog. */
  readonly catalogRelations?: CatalogRelationMap;
}

export async function prepareQuery(
  parts: QueryParts,
  sql: string,
  context: StatementContext,
  givenTypes: readonly (DataType | undefined)[],
  { signal: preparing, catalogRelations }: PrepareOptions = {},
): Promise<PreparedStatement> {
  const planFor = (reader: StatementContext, state: States, signal?: AbortSignal): Promise<Plan> =>
    parts.planner.plan({
      sql,
      context: reader,
      ...state,
      parameterTypes: givenTypes,
      ...(catalogRelations === undefined ? {} : { catalogRelations }),
      ...(signal === undefined ? {} : { signal }),
    });
  const described = await planFor(context, statesOf(parts, context), preparing);
  return {
    parameterTypes: described.parameterTypes,
    columns: described.columns,
    changesCatalog: false,
    explain: async (parameters, reader, { signal, isVerbose }) => {
      const plan = await planFor(reader, statesOf(parts, reader), signal);
      return parts.explainer.explain(plan, { parameters, isVerbose, timeZone: reader.timeZone, signal });
    },
    execute: async (parameters, reader, options) => {
      parts.assertFresh();
      const states = statesOf(parts, reader);
      const plan = await planFor(reader, states, options.signal);
      if (parameters.length < plan.parameterTypes.length) throw new UndefinedParameter(parameters.length + 1);
      if (!sameColumns(plan.columns, described.columns)) {
        throw new FeatureNotSupported("cached plan must not change result type");
      }
      return plan.isConstant
        ? runConstant(parts, plan, reader, options)
        : runQuery(parts, { plan, ...states }, parameters, reader, options);
    },
  };
}

/** What is read, and who may read it: always as of now, whatever a transaction has pinned. */
interface States {
  readonly snapshot: Snapshot;
  readonly rights: Snapshot;
}

export function statesOf({ catalog }: Pick<QueryParts, "catalog">, context: StatementContext): States {
  return { snapshot: snapshotOf(context, catalog), rights: catalog.snapshot };
}

export interface PlannedQuery extends States {
  readonly plan: Plan;
}

export async function runQuery(
  parts: QueryParts,
  { plan, snapshot, rights }: PlannedQuery,
  parameters: readonly ParameterValue[],
  context: StatementContext,
  options: ExecuteOptions,
): Promise<Keepable> {
  const guard = new ErasureGuard(options, plan.tombstones.size > 0 ? parts.assertFresh : () => undefined);
  const forget = parts.reads.add({
    tombstones: plan.tombstones,
    isPulled: () => guard.isPulled,
    stop: (reason) => guard.stop(reason),
  });
  let releaseRelations = (): void => undefined;
  let running: Placed | undefined;
  let token: string | undefined;
  const release = (): void => {
    forget();
    guard.end();
    releaseRelations();
    running?.release();
    if (token !== undefined) parts.systemRows.forget(token);
  };
  const { signal } = guard;
  // What is wrong with those is nothing of the datasets: it is told as it is.
  const gathered = await guard
    .while(() => gatherSystemRows(parts, plan, context, signal))
    .catch((thrown: unknown) => {
      release();
      throw toPgError(thrown);
    });
  try {
    const run = await guard.while(() => placed(plan, { snapshot, rights, context, parameters, signal }));
    running = run;
    releaseRelations = await parts.relations.hold(run.relations);
    if (gathered !== undefined) token = parts.systemRows.keep(gathered);
    const stream = await guard.while(() =>
      openStream(parts, {
        sql: run.sql(token ?? planningToken),
        // Its text is seen once, and its plan would keep the rows alive.
        isKeptPrepared: token === undefined,
        parameters,
        timeZone: context.timeZone,
        signal,
        onState: (state) => options.onState?.(state),
        isSmall: plan.isSmall,
        isKnownHeavy: plan.isHeavy,
        onHeavy: () => {
          plan.isHeavy = true;
        },
      }),
    );
    const columns = plan.columns.map((column, index) => ({
      name: column.name,
      type: announcedAs(stream.types[index] ?? column.type, column.type),
    }));
    if (!sameColumns(columns, plan.columns)) {
      await stream.batches.return?.();
      throw new FeatureNotSupported("a parameter's value changes the type of a column", {
        hint: "Cast the parameter in the statement: $1::numeric(12,2).",
      });
    }
    return {
      columns,
      batches: releasing(stream.batches, release, run, guard),
      tag: tagOfSelect,
      notices: run.notices,
      // A cached plan may be of an older state in which all that it reads was the same.
      access: { ...plan.access, snapshot: snapshot.version },
      keep: keepOf(parts, plan, columns),
    };
  } catch (thrown) {
    release();
    throw (running ?? plan).tell(toPgError(thrown));
  }
}

/** PERF: a call into DuckDB is a way to another thread and back, most of what `SELECT 1` takes. See bench/. */
async function runConstant(
  parts: QueryParts,
  plan: Plan,
  context: StatementContext,
  options: ExecuteOptions,
): Promise<Execution> {
  options.signal.throwIfAborted();
  options.onState?.("running");
  const { kept } = plan;
  if (kept !== undefined) {
    const keep = keepOf(parts, plan, kept.columns);
    return { columns: kept.columns, batches: oneBatch(kept.batch), tag: tagOfSelect, notices: [], keep };
  }
  const execution = await runQuery(parts, { plan, ...statesOf(parts, context) }, [], context, options);
  const batches: Batch[] = [];
  // They are handed out again and again: nobody gives their memory back.
  for await (const { rowCount, columns } of execution.batches) batches.push({ rowCount, columns });
  const [batch] = batches;
  if (batch === undefined || batches.length > 1) throw new Error("a row of constants came in several batches");
  plan.kept = { columns: execution.columns ?? [], batch };
  return { ...execution, batches: oneBatch(batch) };
}

function keepOf(parts: QueryParts, { tombstones }: Plan, columns: readonly ResultColumn[]): Keepable["keep"] {
  const types = columns.map(({ type }) => type);
  return (onOutdated) => new ErasableRows(parts, { types, tombstones, onOutdated });
}

function tagOfSelect(rowCount: number): string {
  return `SELECT ${rowCount}`;
}

/** The gateway's own relations are read before DuckDB runs: it cannot wait for them. */
export async function gatherSystemRows(
  parts: SystemRowsParts,
  plan: Plan,
  context: StatementContext,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, readonly (readonly Cell[])[]> | undefined> {
  if (plan.systemRelations.length === 0) return undefined;
  const isSuperuser = isSuperuserIn(parts.catalog.snapshot, context.role);
  const gathered = new Map<string, readonly (readonly Cell[])[]>();
  for (const name of plan.systemRelations) {
    const relation = parts.systemRelations.get(name) ?? parts.catalogRelations().get(name);
    if (relation === undefined) throw new Error(`no system relation ${name}`);
    gathered.set(name, await relation.rows({ context, isSuperuser, ...(signal === undefined ? {} : { signal }) }));
  }
  return gathered;
}

function releasing(
  inner: AsyncIterableIterator<Batch>,
  release: () => void,
  running: Runnable,
  guard: ErasureGuard,
): AsyncIterable<Batch> {
  const iterator: AsyncIterableIterator<Batch> = {
    next: async () => {
      try {
        const step = await guard.pull(() => inner.next());
        if (step.done === true) release();
        return step;
      } catch (thrown) {
        release();
        throw running.tell(toPgError(thrown));
      }
    },
    return: async () => {
      try {
        return (await inner.return?.()) ?? { done: true, value: undefined };
      } finally {
        release();
      }
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

/** Decimals may differ in width and scale: to PostgreSQL they are all numeric. */
export function sameColumns(left: readonly ResultColumn[], right: readonly ResultColumn[]): boolean {
  return (
    left.length === right.length &&
    left.every((column, index) => {
      const other = right[index] as ResultColumn;
      return column.name === other.name && sameType(column.type, other.type);
    })
  );
}

function sameType(left: DataType, right: DataType): boolean {
  if (left.id === "DECIMAL" && right.id === "DECIMAL") return true;
  if (left.id === "LIST" && right.id === "LIST") return sameType(left.child, right.child);
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
