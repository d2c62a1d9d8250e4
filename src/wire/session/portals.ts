// Portals: bound statements, and how far each has come. They share one namespace with SQL cursors.
// https://www.postgresql.org/docs/15/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY

import type {
  Batch,
  CursorMove,
  Execution,
  KeptRows,
  ParameterValue,
  ResultColumn,
  Statement,
} from "../../engine/api.js";
import { DuplicateCursor, ObjectNotInPrerequisiteState, ProgramLimitExceeded, UnknownPortal } from "../../errors.js";
import { limits } from "../../limits.js";
import { type CopyEncoder, createCopyEncoder } from "../encoding/copy-encoder.js";
import { pgTypeOf } from "../encoding/pg-types.js";
import { createRowEncoder, type RowEncoder } from "../encoding/row-encoder.js";
import type { Log } from "../log.js";
import { commandComplete, emptyQueryResponse, portalSuspended, rowDescription } from "../protocol/backend.js";
import type { Format } from "../protocol/format.js";
import { CursorRows } from "./cursor-rows.js";
import { type Destination, type Leg, RowCursor } from "./row-cursor.js";
import { encodingOf, notify, type Scope } from "./scope.js";
import { SleepingBatches } from "./sleeping-batches.js";
import { ResultBudget } from "./result-budget.js";
import { bytesOf, millisecondsOf } from "./setting-kinds.js";
import type { Settings } from "./settings.js";
import { newStatementId, type StatementFindings } from "./statement-audit.js";
import type { StatementPlan } from "./statement-plan.js";

type PortalState =
  | { readonly kind: "notStarted" }
  | {
      readonly kind: "open";
      readonly execution: Execution;
      readonly batches: SleepingBatches;
      readonly cursor: RowCursor;
      readonly rows: CursorRows;
      readonly kept: KeptRows | undefined;
      readonly encoder: RowEncoder | undefined;
      /** The same, where the rows go in a COPY. */
      readonly copy: CopyEncoder | undefined;
      readonly budget: ResultBudget;
      readonly controller: AbortController;
    }
  /** Without a tag, there were no rows, and it cannot be run again. */
  | { readonly kind: "finished"; readonly tag: string | undefined };

export interface Binding {
  readonly name: string;
  readonly sql: string;
  /** Undefined: the text holds no statement. */
  readonly content: { readonly statement: Statement; readonly plan: StatementPlan } | undefined;
  readonly parameters: readonly ParameterValue[];
  /** Undefined: it returns no rows. */
  readonly columns: readonly ResultColumn[] | undefined;
  /** One per column. */
  readonly formats: readonly Format[];
  /** What the parameters' values take. */
  readonly heldBytes: number;
  /** How many savepoints there were: it goes with the last of them. */
  readonly depth: number;
  /** WITH HOLD: it outlives the transaction that declares it. */
  readonly isHeld?: boolean;
  /** SCROLL: its rows are kept, so that it may be gone back. */
  readonly isScrollable?: boolean;
}

export interface RunOptions {
  /** 0: no limit. */
  readonly rowsMax: number;
  /** A simple query is told the columns before the rows come. */
  readonly isDescribed: boolean;
  /** Where the audit log looks for what came of it. */
  readonly findings: StatementFindings;
}

export class Portal {
  readonly binding: Binding;
  /** One for all that is fetched from it. */
  readonly statementId = newStatementId();
  depth: number;
  #state: PortalState = { kind: "notStarted" };

  constructor(binding: Binding) {
    this.binding = binding;
    this.depth = binding.depth;
  }

  get columns(): readonly ResultColumn[] | undefined {
    return this.binding.columns;
  }

  /** Runs it to its end or its limit, and sends what comes of it. */
  async run(scope: Scope, options: RunOptions): Promise<void> {
    const plan = this.binding.content?.plan;
    if (plan === undefined) {
      scope.outlet.write(emptyQueryResponse());
      return;
    }
    if (this.#state.kind === "finished") {
      scope.outlet.write(commandComplete(this.#tagOfNothing(this.#state.tag)));
      return;
    }
    const controller = this.#state.kind === "open" ? this.#state.controller : new AbortController();
    const timeoutMs = statementTimeoutMs(scope.settings);
    try {
      await scope.runs.run(controller, timeoutMs, () => this.#runLeg(scope, plan, controller, options));
    } catch (thrown) {
      await this.close(scope.log);
      throw thrown;
    }
  }

  /** For SQL's FETCH: it runs from now on, on the snapshot of now. `signal` stops that. */
  async start(scope: Scope, signal: AbortSignal): Promise<Pick<Execution, "access">> {
    const plan = this.binding.content?.plan;
    if (plan === undefined || this.#state.kind === "finished") return {};
    const controller = this.#state.kind === "open" ? this.#state.controller : new AbortController();
    const { execution } = await linked(signal, controller, () => this.#open(scope, plan, controller));
    this.#sleep();
    return execution.access === undefined ? {} : { access: execution.access };
  }

  /** How many rows a move goes over. To be started before. */
  async move(move: CursorMove, signal: AbortSignal): Promise<number> {
    const state = this.#state;
    if (state.kind !== "open") return 0;
    return linked(signal, state.controller, () => state.rows.countOf(move)).finally(() => this.#sleep());
  }

  /** The rows that a move gives. To be started before. */
  async *fetch(move: CursorMove, signal: AbortSignal): AsyncGenerator<Batch, undefined> {
    const state = this.#state;
    if (state.kind !== "open") return undefined;
    const stop = (): void => state.controller.abort(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    try {
      for await (const batch of state.rows.go(move)) {
        state.controller.signal.throwIfAborted();
        yield batch;
      }
      return undefined;
    } finally {
      signal.removeEventListener("abort", stop);
      this.#sleep();
    }
  }

  /** Until more is asked for. */
  #sleep(): void {
    if (this.#state.kind === "open") this.#state.batches.sleep();
  }

  /** Frees what it holds. It cannot be run again. */
  async close(log: Log): Promise<void> {
    const state = this.#state;
    this.#state = { kind: "finished", tag: undefined };
    if (state.kind !== "open") return;
    try {
      await Promise.all([state.cursor.close(), state.kept?.close()]);
    } catch (thrown) {
      // Whoever closes a portal has got its failure already, or wants nothing more of it.
      log.debug({ err: thrown }, "a result could not be closed");
    }
  }

  async #runLeg(
    scope: Scope,
    plan: StatementPlan,
    controller: AbortController,
    { rowsMax, isDescribed, findings }: RunOptions,
  ): Promise<void> {
    const { outlet, activity } = scope;
    const { execution, cursor, rows, kept, encoder, copy, budget } = await this.#open(scope, plan, controller);
    findings.access = execution.access;
    if (copy !== undefined) outlet.write(copy.begin());
    else if (isDescribed && execution.columns !== undefined) {
      outlet.write(describeColumns(execution.columns, this.binding.formats));
    }
    const destination = { encoder, budget, outlet, activity, signal: controller.signal };
    // A COPY goes on to its end, as in PostgreSQL.
    const limit = rowsMax > 0 && copy === undefined ? rowsMax : Number.POSITIVE_INFINITY;
    const leg = kept === undefined ? await cursor.send(destination, limit) : await sendOnward(rows, destination, limit);
    if (copy !== undefined) outlet.write(copy.end());
    if (execution.columns !== undefined) findings.rowsReturned = leg.rowCount;
    if (!leg.isAtEnd) {
      this.#sleep();
      outlet.write(portalSuspended());
      return;
    }
    // What may be gone back to stays.
    if (kept === undefined) this.#state = { kind: "finished", tag: execution.columns && execution.tag(0) };
    outlet.write(commandComplete(execution.tag(leg.rowCount)));
  }

  async #open(
    scope: Scope,
    plan: StatementPlan,
    controller: AbortController,
  ): Promise<Extract<PortalState, { kind: "open" }>> {
    if (this.#state.kind === "open") return this.#state;
    const execution = await plan.execute(this.binding.parameters, {
      signal: controller.signal,
      onState: (state) => scope.activity.follow(state),
      onNotice: (notice) => {
        notify(scope, notice);
        scope.outlet.flush();
      },
      onOutdated: (reason) => controller.abort(reason),
    });
    const { columns } = execution;
    const settings = encodingOf(scope);
    const copy = columns && plan.copy && createCopyEncoder(columns, plan.copy, settings);
    const encoder = copy ?? (columns && createRowEncoder(columns, this.binding.formats, settings));
    const budget = new ResultBudget(bytesOf(scope.settings.get("sluice.result_bytes_max") ?? "0"));
    const { keep } = execution;
    const keepRows = keep && (() => keep((reason) => controller.abort(reason)));
    const batches = new SleepingBatches(execution.batches, keepRows);
    const cursor = new RowCursor(batches);
    const kept = this.binding.isScrollable === true ? keepRows?.() : undefined;
    const rows = new CursorRows(cursor, kept);
    const open = { kind: "open", execution, batches, cursor, rows, kept, encoder, copy, budget, controller } as const;
    this.#state = open;
    for (const notice of execution.notices) notify(scope, notice);
    return open;
  }

  #tagOfNothing(tag: string | undefined): string {
    if (tag === undefined) throw new ObjectNotInPrerequisiteState(`portal "${this.binding.name}" cannot be run`);
    return tag;
  }
}

/** From where the cursor is, wherever SQL has moved it. */
async function sendOnward(rows: CursorRows, destination: Destination, rowsMax: number): Promise<Leg> {
  const { rowCount } = await new RowCursor(rows.go({ kind: "by", rows: rowsMax })).send(
    destination,
    Number.POSITIVE_INFINITY,
  );
  return { rowCount, isAtEnd: rowCount < rowsMax };
}

async function linked<T>(signal: AbortSignal, controller: AbortController, work: () => Promise<T>): Promise<T> {
  const stop = (): void => controller.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** 0: none. The session may set its own, but not beyond what its role is allowed. */
function statementTimeoutMs(settings: Settings): number {
  const [own = 0, most = 0] = ["statement_timeout", "sluice.statement_timeout_max"].map((name) =>
    millisecondsOf(settings.get(name) ?? "0"),
  );
  return own === 0 || (most !== 0 && most < own) ? most : own;
}

export function describeColumns(columns: readonly ResultColumn[], formats: readonly Format[]): Buffer {
  return rowDescription(
    columns.map(({ name, type }, index) => {
      const { oid, size, modifier } = pgTypeOf(type);
      return {
        name,
        tableOid: 0,
        columnNumber: 0,
        typeOid: oid,
        typeSize: size,
        typeModifier: modifier,
        format: formats[index] ?? "text",
      };
    }),
  );
}

/** The depth of a held cursor whose transaction is over: no savepoint takes it along. */
const outlived = -1;

export class Portals {
  readonly #log: Log;
  readonly #portals = new Map<string, Portal>();
  #heldBytes = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  has(name: string): boolean {
    return this.#portals.has(name);
  }

  get(name: string): Portal {
    const portal = this.#portals.get(name);
    if (portal === undefined) throw new UnknownPortal(name);
    return portal;
  }

  /** The unnamed portal makes room for the next one; a named one has to be closed first. */
  async add(portal: Portal): Promise<void> {
    const { name, heldBytes } = portal.binding;
    if (name === "") await this.close("");
    if (this.#portals.has(name)) throw new DuplicateCursor(name);
    if (this.#portals.size >= limits.portalsPerSessionMax) {
      throw new ProgramLimitExceeded(`a session can have at most ${limits.portalsPerSessionMax} portals`);
    }
    if (this.#heldBytes + heldBytes > limits.heldBytesPerSessionMax) {
      throw new ProgramLimitExceeded("the values bound to this session's portals take too much memory", {
        detail: `They can take at most ${limits.heldBytesPerSessionMax} bytes.`,
        hint: "Close portals that are no longer needed.",
      });
    }
    this.#portals.set(name, portal);
    this.#heldBytes += heldBytes;
  }

  async close(name: string): Promise<void> {
    const portal = this.#portals.get(name);
    if (portal === undefined) return;
    this.#portals.delete(name);
    this.#heldBytes -= portal.binding.heldBytes;
    await portal.close(this.#log);
  }

  /** Closes what was made under the savepoint of that depth, or a later one; 0 is all. */
  async closeFrom(depth: number): Promise<void> {
    const names = [...this.#portals].filter(([, portal]) => portal.depth >= depth).map(([name]) => name);
    await Promise.all(names.map((name) => this.close(name)));
  }

  /** The transaction is done: held cursors are not its own any more. What they read is what it read. */
  async commit(scope: Scope, signal: AbortSignal): Promise<void> {
    for (const portal of this.#portals.values()) {
      if (portal.binding.isHeld !== true || portal.depth === outlived) continue;
      await portal.start(scope, signal);
      portal.depth = outlived;
    }
    await this.closeFrom(0);
  }

  /** Those that outlived their transactions, too. */
  closeAll(): Promise<void> {
    return this.closeFrom(outlived);
  }

  /** A savepoint was released: what was made under it goes with the one before. */
  lower(depth: number): void {
    for (const portal of this.#portals.values()) portal.depth = Math.min(portal.depth, depth);
  }
}
