// What became of a statement's text: resolved, authorised, and with its types known.
import type { WantedType } from "./sql/dialect/result-types.js";
import { type Dataset, type Rights, sameRights, type Snapshot } from "../catalog/api.js";
import { PgError } from "../errors.js";
import { limits } from "../limits.js";
import type { Admission } from "./admission.js";
import type { StatementContext } from "./api.js";
import type { Batch } from "./batch.js";
import type { DataType, ResultColumn } from "./data-type.js";
import type { ConnectionPool } from "./duckdb/connection-pool.js";
import { locate, located } from "./located.js";
import type { SystemRelation } from "./procedure.js";
import { accessOf, type StatementAccess } from "./statement-access.js";
import { tombstoneState, type TombstoneStates } from "./running-reads.js";
import { type ReadingForm, readingOf, typeNameOf } from "./reading.js";
import type { EngineRelation } from "./relations/engine-relation.js";
import type { Relations } from "./relations/relations.js";
import type { Placeable, Placed, PlaceOrder, Runnable } from "./placed-plan.js";
import { type ExplainableStatement, explainable } from "./explain/explainable.js";
import { namingBuckets } from "./httpfs/elsewhere-errors.js";
import { areAtHand, type DatasetObjects } from "./relations/dataset-objects.js";
import type { ObjectPruning } from "./relations/object-pruning.js";
import { pruningPlaces } from "./pruning-places.js";
import { StatementObjects, type Wanted } from "./relations/statement-objects.js";
import type { SystemRows } from "./relations/system-rows.js";
import { byteaLiteralEdits } from "./sql/bytea-literals.js";
import { isLeakproof } from "./sql/leakproof.js";
import { LeastRecentlyUsed } from "./sql/least-recently-used.js";
import { patternEdits } from "./sql/patterns.js";
import { postgresNames } from "./sql/column-names.js";
import { dialectSetting, translated, withoutPostgresTypes } from "./translated-plan.js";
import { deniedColumn } from "./sql/column-rights.js";
import { duckDBText } from "./sql/duckdb-text.js";
import { literalEdits } from "./sql/literals.js";
import { resolve } from "./sql/resolve.js";
import { selectTree } from "./sql/select-tree.js";
import type { SessionFacts } from "./sql/session-functions.js";
import { isConstantResult, isSmallResult } from "./sql/small-results.js";
import type { Splice } from "./sql/splice.js";
import { tryEdits } from "./sql/try-calls.js";
import { untypedNullEdits } from "./sql/untyped-nulls.js";
import { type Subject, type Typed, TypeInference } from "./type-inference.js";
import type { TreeNode } from "./sql/walk.js";
import type { CatalogRelationMap } from "./system-catalog/catalog-relations.js";
import { concealed, concealedPlanning } from "./views/concealment.js";
import type { GovernedRelations } from "./views/governed-relations.js";

export interface Plan extends Placeable {
  /** All that are read, also by way of views. */
  readonly datasets: readonly Dataset[];
  /** As they were when it was made, of the datasets that it reads without erased rows. */
  readonly tombstones: TombstoneStates;
  readonly systemRelations: readonly string[];
  readonly parameterTypes: readonly DataType[];
  readonly columns: readonly ResultColumn[];
  readonly access: StatementAccess;
  /** Its result is small for certain. */
  readonly isSmall: boolean;
  /** A statement that once ran for long goes straight to the heavy lane. */
  isHeavy: boolean;
  /** Its result is the same each time, and is kept once it was made. */
  readonly isConstant: boolean;
  kept: KeptResult | undefined;
  /** The statement over what stands in for its relations, for EXPLAIN. */
  standingIn(): ExplainableStatement;
  /** Of datasets whose objects have to be fetched: which may hold rows that it wants. */
  wanted(order: PlaceOrder): Promise<Wanted>;
}

export interface KeptResult {
  readonly columns: readonly ResultColumn[];
  readonly batch: Batch;
}

export interface PlanParts {
  /** Makes what a text calls of PostgreSQL's functions. */
  readonly prepareDialect: (sql: string) => Promise<void>;
  readonly pool: ConnectionPool;
  readonly relations: Relations;
  readonly systemRows: SystemRows;
  readonly systemRelations: ReadonlyMap<string, SystemRelation>;
  readonly engineRelations: ReadonlyMap<string, EngineRelation>;
  readonly governed: GovernedRelations;
  readonly objects: DatasetObjects;
  readonly pruning: ObjectPruning;
  readonly serverVersion: string;
  readonly admission: Admission;
}

export interface PlanOrder {
  readonly sql: string;
  readonly context: StatementContext;
  /** What is read. */
  readonly snapshot: Snapshot;
  /** Who may read it: always as of now, whatever a transaction has pinned. */
  readonly rights: Snapshot;
  readonly parameterTypes: readonly (DataType | undefined)[];
  /** PostgreSQL's names of the types that the columns are to have, as far as they are known. */
  readonly columnTypes?: readonly WantedType[] | undefined;
  /** Absent: it may name none. */
  readonly catalogRelations?: CatalogRelationMap;
  /** Ends the wait for a turn. */
  readonly signal?: AbortSignal;
}

interface Cached {
  readonly plan: Plan;
  readonly rights: Rights;
}

/** What is kept of a planned statement whose objects are not at hand. */
interface Planned extends Pick<Subject, "resolution" | "reading"> {
  readonly form: ReadingForm;
  readonly splice: Splice;
  readonly runnable: (splice: Splice) => Omit<Runnable, "relations">;
  readonly wanted: Wanted;
}

export class Planner {
  readonly #parts: PlanParts;
  readonly #types: TypeInference;
  readonly #cache = new LeastRecentlyUsed<string, Cached>(limits.planCacheEntriesMax);

  constructor(parts: PlanParts) {
    this.#parts = parts;
    this.#types = new TypeInference(parts.pool);
  }

  /** @throws PgError, with its position in the statement. */
  async plan(order: PlanOrder): Promise<Plan> {
    const { sql, context, snapshot, rights, parameterTypes } = order;
    const key = [
      context.role,
      context.sessionRole ?? context.role,
      context.database,
      // In a block, what asks for the time has that of its start.
      context.transactionStartedAt === undefined ? "" : "block",
      // What texts of dates and times mean.
      context.timeZone,
      context.setting("datestyle"),
      context.setting(dialectSetting),
      parameterTypes.map((type) => (type === undefined ? "" : JSON.stringify(type))).join(),
      sql,
    ].join("\0");
    const cached = this.#cache.get(key);
    if (cached !== undefined && isCurrent(cached, snapshot, rights)) return cached.plan;
    const { plan, isOfOneSession } = await this.#makePlan(order);
    if (!isOfOneSession && sql.length <= limits.cachedStatementCharactersMax) {
      this.#cache.set(key, { plan, rights: rightsOf(rights) });
    }
    return plan;
  }

  /** DuckDB works constants out while it plans, however long that takes, and does not let itself be interrupted there. */
  async #inLane<T>({ signal }: PlanOrder, work: () => Promise<T>): Promise<T> {
    const ticket = await this.#parts.admission.enterPlanning(signal);
    try {
      return await work();
    } finally {
      ticket.leave();
    }
  }

  /** In PostgreSQL's dialect, unless the session or the text itself says that it is in DuckDB's. */
  async #makePlan(order: PlanOrder): Promise<{ plan: Plan; isOfOneSession: boolean }> {
    const translation = translated(order, this.#parts);
    if (translation === undefined) {
      return this.#planOf({ ...order, parameterTypes: withoutPostgresTypes(order.parameterTypes) });
    }
    const { sql, parameterTypes, columnTypes } = translation;
    await this.#parts.prepareDialect(sql);
    try {
      const { plan, isOfOneSession } = await this.#planOf({ ...order, sql, parameterTypes, columnTypes });
      return { plan: translation.inDialect(plan), isOfOneSession: isOfOneSession || translation.isOfNow };
    } catch (thrown) {
      throw thrown instanceof PgError ? translation.tell(thrown) : thrown;
    }
  }

  async #planOf(order: PlanOrder): Promise<{ plan: Plan; isOfOneSession: boolean }> {
    const { context, snapshot, rights } = order;
    const { sql, removed } = duckDBText(order.sql);
    const text = Buffer.from(sql);
    const facts = factsOf(context, this.#parts.serverVersion);
    const { tree, resolution, written } = await located(sql, text, undefined, async () => {
      const tree = await this.#inLane(order, () => selectTree(this.#parts.pool, sql));
      const { role, sessionRole = role } = context;
      const { systemRelations, engineRelations } = this.#parts;
      const { catalogRelations = none } = order;
      const names = { snapshot, rights, role, sessionRole, systemRelations, engineRelations, catalogRelations };
      const resolution = resolve({ text, removed, tree, names, facts });
      const written = [
        ...resolution.edits,
        ...untypedNullEdits(text, tree),
        ...byteaLiteralEdits(text, tree),
        ...tryEdits(text, tree),
      ];
      return { tree, resolution, written };
    });
    // Outside of the lane: where erased rows lie may have to be found out first, in objects that are new.
    const objects = StatementObjects.ofColumns(this.#parts.objects);
    const reading = await readingOf(this.#parts, { resolution, snapshot, rights, role: context.role, facts, objects });
    try {
      const { typeOfColumn } = reading;
      const literals = literalEdits(text, tree, { typeOfColumn, taken: written });
      const plain = [...written, ...literals, ...patternEdits(text, tree)];
      const { form, splice, columns, parameterTypes } = await this.#inLane(order, () =>
        this.#chooseReadable({ ...order, sql }, { text, tree, reading, resolution, plain }),
      );
      const { systemRows } = this.#parts;
      const runnable = (placed: Splice): Omit<Runnable, "relations"> => ({
        sql: (token) =>
          reading.systemRelations.size === 0
            ? placed.text
            : placed.withEdits((edit) => systemRows.withToken(edit, token)).text,
        tell: (error) => locate(reading.concealsValues ? concealed(error) : error, sql, text, placed),
      });
      const wanted: Plan["wanted"] = ({ snapshot: state, context: { timeZone }, parameters }) => {
        const far = reading.datasets.filter((dataset) => !areAtHand(state, dataset));
        return this.#parts.pruning.wanted(far, { places: pruningPlaces(tree, resolution), parameters, timeZone });
      };
      const plan: Plan = {
        datasets: reading.datasets,
        tombstones: reading.tombstones,
        relations: form.relations,
        systemRelations: [...reading.systemRelations],
        parameterTypes,
        columns: withNames(columns, tree),
        access: accessOf(tree, resolution, reading, snapshot.version),
        ...runnable(splice),
        place: reading.datasets.every((dataset) => areAtHand(snapshot, dataset))
          ? undefined
          : async (given) =>
              this.#place(given, { resolution, reading, form, splice, runnable, wanted: await wanted(given) }),
        wanted,
        isSmall: isSmallResult(tree),
        isHeavy: false,
        isConstant: isConstantResult(tree) && sql.length <= limits.constantStatementCharactersMax,
        kept: undefined,
        standingIn: () => explainable({ sql, text, plain, parameterTypes, seen: reading.seen }),
      };
      return { plan, isOfOneSession: resolution.isOfOneSession || reading.isOfOneSession };
    } catch (thrown) {
      throw reading.concealsValues && thrown instanceof PgError ? concealedPlanning(thrown) : thrown;
    }
  }

  /** Names its relations anew: those of columns become those of rows. */
  async #place(
    { snapshot, rights, context, signal }: PlaceOrder,
    { resolution, reading, form, splice, runnable, wanted }: Planned,
  ): Promise<Placed> {
    const facts = factsOf(context, this.#parts.serverVersion);
    const objects = StatementObjects.ofRows(this.#parts.objects, { wanted, signal });
    try {
      const order = { resolution, snapshot, rights, role: context.role, facts, objects };
      const placed = await readingOf(this.#parts, order);
      const placedForm = form === reading.fast ? placed.fast : placed.barrier;
      const edits = new Map(form.edits.map((edit, index) => [edit, placedForm.edits[index]]));
      const moved = splice.withEdits((edit) => edits.get(edit) ?? edit);
      await this.#types.verify(moved.text, placed, placedForm);
      const { sql, tell } = runnable(moved);
      const { elsewhere } = objects;
      return {
        sql,
        tell: (error) => tell(namingBuckets(error, elsewhere)),
        relations: placedForm.relations,
        notices: objects.notices,
        release: () => objects.release(),
      };
    } catch (thrown) {
      const { elsewhere } = objects;
      objects.release();
      throw thrown instanceof PgError ? namingBuckets(thrown, elsewhere) : thrown;
    }
  }

  /** What DuckDB does not find may be what the role may not read. */
  async #chooseReadable(order: PlanOrder, subject: Subject): Promise<Typed & { readonly form: ReadingForm }> {
    try {
      return await this.#chooseForm(order, subject);
    } catch (thrown) {
      const isMissing = thrown instanceof PgError && thrown.sqlstate === "42703";
      throw (isMissing ? deniedColumn(subject.tree, subject.resolution.restricted) : undefined) ?? thrown;
    }
  }

  /** The fast form for what can raise no error over a row that the reader must not see; the barrier for all else. */
  async #chooseForm(order: PlanOrder, subject: Subject): Promise<Typed & { readonly form: ReadingForm }> {
    const { tree, reading, resolution } = subject;
    const typed = async (given: PlanOrder, form: ReadingForm): Promise<Typed & { readonly form: ReadingForm }> => {
      const release = await this.#parts.relations.hold(form.relations);
      try {
        return { form, ...(await this.#types.infer(given, subject, form)) };
      } finally {
        release();
      }
    };
    if (!reading.isGoverned) return typed(order, reading.fast);
    const isSafe = (parameterTypes: PlanOrder["parameterTypes"]): boolean =>
      isLeakproof(tree, {
        typeOfColumn: reading.typeOfColumn,
        typeOfParameter: (number) => {
          const type = parameterTypes[number - 1];
          // A decimal comes in the width that its value has, and is cast.
          return type === undefined || type.id === "DECIMAL" || type.id === "LIST" ? undefined : typeNameOf(type);
        },
      });
    if (isSafe(order.parameterTypes)) return typed(order, reading.fast);
    const barred = await typed(order, reading.barrier);
    const { parameterTypes } = barred;
    // With the parameters' types, which DuckDB has found, more is known.
    if (resolution.parameterCount === 0 || !isSafe(parameterTypes)) return barred;
    return typed({ ...order, parameterTypes }, reading.fast);
  }
}

const none: CatalogRelationMap = new Map<string, never>();

function withNames(columns: readonly ResultColumn[], tree: TreeNode): readonly ResultColumn[] {
  const names = postgresNames(
    tree,
    columns.map((column) => column.name),
  );
  return columns.map((column, index) => ({ name: names[index] ?? column.name, type: column.type }));
}

/** The rights are the same, every relation is what it was, and no row was erased or restored. */
function isCurrent({ plan, rights: known }: Cached, snapshot: Snapshot, rights: Snapshot): boolean {
  return (
    sameRights(known, rights) &&
    plan.datasets.every(({ name, version }) => snapshot.datasets.get(name)?.version === version) &&
    [...plan.tombstones].every(([name, state]) => tombstoneState(name, rights) === state)
  );
}

/** Without the rest of the state, which would be kept alive with the plan. */
function rightsOf({ roles, members, grants, owners, views, bindings, rowSecurity }: Snapshot): Rights {
  return { roles, members, grants, owners, views, bindings, rowSecurity };
}

function factsOf(context: StatementContext, serverVersion: string): SessionFacts {
  return {
    role: context.role,
    sessionRole: context.sessionRole ?? context.role,
    database: context.database,
    sessionId: context.sessionId,
    serverVersion,
    transactionStartedAt: context.transactionStartedAt,
    setting: (name) => context.setting(name),
  };
}
