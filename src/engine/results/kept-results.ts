// Keeps results by their ids, the most recently used ones of each role, and makes those again that are out of date.
import { randomUUID } from "node:crypto";
import type { Snapshot } from "../../catalog/api.js";
import { FeatureNotSupported, InvalidParameterValue, type ResultGone, UnknownResult } from "../../errors.js";
import { limits } from "../../limits.js";
import type { StatementContext } from "../api.js";
import type { ResultColumn } from "../data-type.js";
import type { Plan } from "../plan.js";
import { type PlannedQuery, type QueryParts, runQuery, sameColumns } from "../query-statement.js";
import { planningToken } from "../relations/system-rows.js";
import { pin, snapshotOf } from "../snapshot-pin.js";
import { LeastRecentlyUsed } from "../sql/least-recently-used.js";
import type { StatementParser } from "../sql/parse.js";
import type { ErasableRows } from "./kept-rows.js";
import type { KeptResult, Page, Results } from "./results.js";

interface Entry {
  readonly id: string;
  readonly role: string;
  readonly sql: string;
  /** It stays as it was made, whoever reads it. */
  readonly timeZone: string;
  readonly snapshot: Snapshot;
  readonly madeAt: Date;
  readonly pageSize: number;
  usedAt: Date;
  made: Made;
  /** Under way, for whoever asked first. */
  making: Promise<Made> | undefined;
}

interface Made {
  readonly columns: readonly ResultColumn[];
  /** What DuckDB was asked: another one is an answer to something else. */
  readonly text: string;
  readonly rows: ErasableRows;
  readonly isOutdated: boolean;
}

type Recipe = Pick<Entry, "sql" | "snapshot">;

/** Rows may be erased again and again while a result is being made. */
const attemptsMax = 3;

export interface KeptResultsParts extends QueryParts {
  readonly parser: StatementParser;
}

export class KeptResults implements Results {
  readonly #parts: KeptResultsParts;
  /** The least recently used first. */
  readonly #entries = new Map<string, Entry>();
  readonly #gone = new LeastRecentlyUsed<string, { readonly role: string; readonly why: ResultGone }>(
    limits.goneResultsKnownMax,
  );

  constructor(parts: KeptResultsParts) {
    this.#parts = parts;
    parts.store.onFull(() => this.#giveUp("full", ({ making }) => making === undefined));
  }

  async keep({ sql, pageSize, context, signal }: Parameters<Results["keep"]>[0]): ReturnType<Results["keep"]> {
    const { catalog, parser } = this.#parts;
    const query = await parser.parseQuery(sql, "Pages are made of one SELECT.");
    const recipe = { sql: query.sql, snapshot: snapshotOf(context, catalog) };
    const { made, plan } = await this.#make(recipe, context, signal);
    const now = new Date();
    const { role, timeZone } = context;
    const entry: Entry = {
      ...recipe,
      id: randomUUID(),
      role,
      timeZone,
      pageSize,
      madeAt: now,
      usedAt: now,
      made,
      making: undefined,
    };
    this.#entries.set(entry.id, entry);
    const own = [...this.#entries.values()].filter((other) => other.role === role);
    if (own.length > limits.keptResultsPerRoleMax) this.#giveUp("newer", (other) => other.role === role);
    return { ...shown(entry), access: accessOf(plan, entry) };
  }

  columns(id: string, context: StatementContext): readonly ResultColumn[] {
    return this.#find(id, context).made.columns;
  }

  async page({ id, page, size, context, signal }: Parameters<Results["page"]>[0]): Promise<Page> {
    const entry = this.#find(id, context);
    const { plan } = await this.#plan(entry, { ...context, timeZone: entry.timeZone }, signal);
    const { columns, rows } = await this.#ready(entry, plan, context, signal);
    entry.usedAt = new Date();
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    const pageSize = size ?? entry.pageSize;
    const pageCount = Math.ceil(rows.rowCount / pageSize);
    if (page > Math.max(1, pageCount)) {
      throw new InvalidParameterValue(`the result has no page ${page}`, {
        detail: `It has ${rows.rowCount} rows: ${pageCount} pages of ${pageSize}.`,
      });
    }
    return { columns, batches: rows.read((page - 1) * pageSize, pageSize), access: accessOf(plan, entry) };
  }

  async close(id: string, context: StatementContext): Promise<void> {
    await this.#end(this.#find(id, context), "closed");
  }

  list(role: string | undefined): readonly KeptResult[] {
    const entries = [...this.#entries.values()].filter((entry) => role === undefined || entry.role === role);
    return entries.map(shown).reverse();
  }

  #find(id: string, { role }: StatementContext): Entry {
    const entry = this.#entries.get(id);
    if (entry?.role === role) return entry;
    const gone = this.#gone.get(id);
    throw new UnknownResult(id, gone?.role === role ? gone.why : "unknown");
  }

  /** As its reader may read it now. */
  async #plan(recipe: Recipe, context: StatementContext, signal: AbortSignal): Promise<PlannedQuery> {
    this.#parts.assertFresh();
    const { planner, catalog } = this.#parts;
    const { sql, snapshot } = recipe;
    const states = { snapshot, rights: catalog.snapshot };
    return { plan: await planner.plan({ sql, context, ...states, parameterTypes: [], signal }), ...states };
  }

  /** Made again when rows were erased from it, or when its reader's rights make another statement of it. */
  async #ready(entry: Entry, plan: Plan, context: StatementContext, signal: AbortSignal): Promise<Made> {
    const text = plan.sql(planningToken);
    for (;;) {
      if (!entry.made.isOutdated && entry.made.text === text) return entry.made;
      if (entry.making === undefined) {
        const before = entry.made;
        entry.making = this.#make(entry, { ...context, timeZone: entry.timeZone }, signal)
          .then(async ({ made }) => {
            if (!sameColumns(made.columns, before.columns)) {
              await made.rows.close();
              throw new FeatureNotSupported("the result has other columns now", { hint: "Call query_paged again." });
            }
            entry.made = made;
            await before.rows.close();
            // It was closed meanwhile.
            if (this.#entries.get(entry.id) !== entry) await made.rows.close();
            return made;
          })
          .finally(() => {
            entry.making = undefined;
          });
        return entry.making;
      }
      // Whoever it is made for is told if it fails.
      await entry.making.catch(() => undefined);
      signal.throwIfAborted();
    }
  }

  async #make(
    recipe: Recipe,
    context: StatementContext,
    signal: AbortSignal,
  ): Promise<{ readonly made: Made; readonly plan: Plan }> {
    for (let attempt = 1; ; attempt++) {
      const planned = await this.#plan(recipe, context, signal);
      const { plan } = planned;
      if (plan.parameterTypes.length > 0) {
        throw new InvalidParameterValue("the query has parameters", { hint: "Write their values into it." });
      }
      const reader = { ...context, snapshot: pin(recipe.snapshot) };
      const execution = await runQuery(this.#parts, planned, [], reader, { signal });
      let isOutdated = false;
      const rows = execution.keep(() => {
        isOutdated = true;
      });
      const made = {
        columns: execution.columns ?? [],
        text: plan.sql(planningToken),
        rows,
        get isOutdated() {
          return isOutdated;
        },
      };
      try {
        for await (const batch of execution.batches) await rows.append(batch);
        return { made, plan };
      } catch (thrown) {
        await rows.close();
        if (!isOutdated || signal.aborted || attempt >= attemptsMax) throw thrown;
      }
    }
  }

  /** The least recently used one that may go. */
  #giveUp(why: ResultGone, mayGo: (entry: Entry) => boolean): boolean {
    for (const entry of this.#entries.values()) {
      if (!mayGo(entry)) continue;
      void this.#end(entry, why);
      return true;
    }
    return false;
  }

  #end(entry: Entry, why: ResultGone): Promise<void> {
    this.#entries.delete(entry.id);
    this.#gone.set(entry.id, { role: entry.role, why });
    return entry.made.rows.close();
  }
}

function accessOf({ access }: Plan, { snapshot }: Recipe): Page["access"] {
  return { ...access, snapshot: snapshot.version };
}

function shown({ id, role, sql, snapshot, madeAt, usedAt, pageSize, made }: Entry): KeptResult {
  const { rowCount, memoryBytes, fileBytes } = made.rows;
  const pageCount = Math.ceil(rowCount / pageSize);
  const version = snapshot.version;
  const sizes = { rowCount, pageSize, pageCount, memoryBytes, fileBytes };
  return { id, role, sql, snapshot: version, madeAt, usedAt, ...sizes, isReady: !made.isOutdated };
}
