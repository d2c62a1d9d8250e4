// A portal: a bound statement, and how far it has come.
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
import { ObjectNotInPrerequisiteState } from "../../errors.js";
import { type CopyEncoder, createCopyEncoder } from "../encoding/copy-encoder.js";
import { pgTypeOf } from "../encoding/pg-types.js";
import { AheadEncoder } from "../encoding/ahead-encoder.js";
import { createRowEncoder, type RowEncoder } from "../encoding/row-encoder.js";
import type { EncodingSettings } from "../encoding/settings.js";
import type { Log } from "../log.js";
import { commandComplete, emptyQueryResponse, portalSuspended, rowDescription } from "../protocol/backend.js";
import type { Format } from "../protocol/format.js";
import { CursorRows } from "./cursor-rows.js";
import { PageAhead } from "./page-ahead.js";
import { type Destination, type Leg, RowCursor } from "./row-cursor.js";
import { encodingOf, notify, type Scope } from "./scope.js";
import { SleepingBatches } from "./sleeping-batches.js";
import { ResultBudget } from "./result-budget.js";
import { bytesOf } from "./setting-kinds.js";
import { statementTimeoutMs } from "./statement-timeout.js";
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
      readonly settings: EncodingSettings;
      readonly encoder: RowEncoder | undefined;
      /** Of a portal that may be read in pages. */
      readonly ahead: PageAhead | undefined;
      /** The same, where the rows go in a COPY. */
      readonly copy: CopyEncoder | undefined;
      readonly budget: ResultBudget;
      readonly controller: AbortController;
    }
  /** Without a tag, there were no rows, and it cannot be run again. */
  | { readonly kind: "finished"; readonly tag: string | undefined };

type OpenState = Extract<PortalState, { kind: "open" }>;

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

  /** It cannot be run again. */
  get isSpent(): boolean {
    return this.#state.kind === "finished" && this.#state.tag === undefined;
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
    await this.#orFail(
      scope.log,
      scope.runs.run(controller, timeoutMs, () => this.#runLeg(scope, plan, controller, options)),
    );
  }

  /** For SQL's FETCH: it runs from now on, on the snapshot of now. `signal` stops that. */
  async start(scope: Scope, signal: AbortSignal): Promise<Pick<Execution, "access">> {
    const plan = this.binding.content?.plan;
    if (plan === undefined) return {};
    if (this.#state.kind === "finished") {
      this.#tagOfNothing(this.#state.tag);
      return {};
    }
    const controller = this.#state.kind === "open" ? this.#state.controller : new AbortController();
    const opening = linked(signal, controller, () => this.#open(scope, plan, controller));
    const { execution } = await this.#orFail(scope.log, opening);
    this.#sleep();
    return execution.access === undefined ? {} : { access: execution.access };
  }

  /** @throws ObjectNotInPrerequisiteState (55000) for a way that it was not declared for. To be started before. */
  check(move: CursorMove): void {
    if (this.#state.kind === "open") this.#state.rows.check(move);
  }

  /** How many rows a move goes over. To be started before. */
  async move(move: CursorMove, { log }: Scope, signal: AbortSignal): Promise<number> {
    const state = this.#state;
    if (state.kind !== "open") return 0;
    const counting = linked(signal, state.controller, () => state.rows.countOf(move));
    return this.#orFail(log, counting).finally(() => this.#sleep());
  }

  /** The rows that a move gives. To be started before. */
  async *fetch(move: CursorMove, { log }: Scope, signal: AbortSignal): AsyncGenerator<Batch, undefined> {
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
    } catch (thrown) {
      await this.close(log);
      throw thrown;
    } finally {
      signal.removeEventListener("abort", stop);
      this.#sleep(move.kind === "by" ? move.rows : 0);
    }
  }

  /** For SQL's FETCH: the portal's own, unless values have to look otherwise. */
  encoderFor(settings: EncodingSettings, formats: readonly Format[]): RowEncoder | undefined {
    const state = this.#state;
    const isAlike = formats.every((format, index) => format === this.binding.formats[index]);
    return state.kind === "open" && state.settings === settings && isAlike ? state.encoder : undefined;
  }

  /** Where it is in its rows is not known once it has failed: it is not run again, as in PostgreSQL. */
  async #orFail<T>(log: Log, task: Promise<T>): Promise<T> {
    try {
      return await task;
    } catch (thrown) {
      await this.close(log);
      throw thrown;
    }
  }

  /** Until more is asked for: as many rows again, probably. */
  #sleep(rows = 0): void {
    if (this.#state.kind !== "open") return;
    this.#state.batches.sleep();
    if (rows > 0 && Number.isFinite(rows)) this.#state.ahead?.expect(rows);
  }

  /** Frees what it holds. It cannot be run again. */
  async close(log: Log): Promise<void> {
    const state = this.#state;
    this.#state = { kind: "finished", tag: undefined };
    if (state.kind !== "open") return;
    state.ahead?.end();
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
      this.#sleep(rowsMax);
      outlet.write(portalSuspended());
      return;
    }
    // What may be gone back to stays.
    const isAgain = copy === undefined && execution.columns !== undefined;
    if (kept === undefined) this.#state = { kind: "finished", tag: isAgain ? execution.tag(0) : undefined };
    outlet.write(commandComplete(execution.tag(leg.rowCount)));
  }

  async #open(scope: Scope, plan: StatementPlan, controller: AbortController): Promise<OpenState> {
    if (this.#state.kind === "open") return this.#restyled(this.#state, encodingOf(scope));
    const execution = await plan.execute(this.binding.parameters, {
      signal: controller.signal,
      formats: this.binding.formats,
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
    const budget = new ResultBudget(bytesOf(scope.settings.get("sluice.result_bytes_max") ?? "0"));
    const { keep } = execution;
    const keepRows = keep && (() => keep((reason) => controller.abort(reason)));
    const batches = new SleepingBatches(execution.batches, keepRows);
    const cursor = new RowCursor(batches);
    const kept = this.binding.isScrollable === true ? keepRows?.() : undefined;
    const rows = new CursorRows(cursor, kept);
    const given = copy ?? plan.encoder?.(settings, this.binding.formats);
    const written =
      given === undefined
        ? this.#written(columns, settings, kept === undefined ? cursor : undefined)
        : { encoder: given, ahead: undefined };
    const open = {
      kind: "open",
      execution,
      batches,
      cursor,
      rows,
      kept,
      settings,
      ...written,
      copy,
      budget,
      controller,
    } as const;
    this.#state = open;
    for (const notice of execution.notices) notify(scope, notice);
    return open;
  }

  /** `cursor`: of rows that are read in one direction, and may be made ready ahead. */
  #written(
    columns: readonly ResultColumn[] | undefined,
    settings: EncodingSettings,
    cursor: RowCursor | undefined,
  ): Pick<OpenState, "encoder" | "ahead"> {
    if (columns === undefined) return { encoder: undefined, ahead: undefined };
    const encoder = new AheadEncoder(createRowEncoder(columns, this.binding.formats, settings));
    return { encoder, ahead: cursor && new PageAhead(cursor, encoder) };
  }

  /** Values look as the settings say when they are sent, and not as they said when the first of them was. */
  #restyled(state: OpenState, settings: EncodingSettings): OpenState {
    if (state.copy !== undefined || state.settings === settings) return state;
    state.ahead?.end();
    const forward = state.kept === undefined ? state.cursor : undefined;
    const restyled = { ...state, settings, ...this.#written(state.execution.columns, settings, forward) };
    this.#state = restyled;
    return restyled;
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
