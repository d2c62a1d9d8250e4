// What the doors may know of the engine: statements in, batches out.
import type { PgError } from "../errors.js";
import type { Batch } from "./batch.js";
import type { DataType, ResultColumn } from "./data-type.js";
import type { PlanNode } from "./explain/plan-node.js";
import type { Intake } from "./intake.js";
import type { ParameterValue } from "./parameter.js";
import type { Statement } from "./statement.js";
import type { StatementAccess } from "./statement-access.js";

export type { AccessExplainer } from "./access-explainer.js";
export type * from "./administration-command.js";
export type * from "./audit-record.js";
export type * from "./statement-access.js";
export type * from "./batch.js";
export { isNull } from "./batch.js";
export { byteaOf } from "./bytea-text.js";
export { formatType } from "./format-type.js";
export * from "./date-time/calendar.js";
export * from "./date-time/date-time-input.js";
export * from "./date-time/time-zone.js";
export type * from "./data-type.js";
export type * from "./parameter.js";
export type * from "./intake.js";
export type * from "./procedure.js";
export type * from "./statement.js";
export type { SessionDeeds, SettingDeed } from "./duckdb/register-deeds.js";
export type * from "./ingest/parquet-files.js";
export type { RemoteCopies } from "./relations/dataset-objects.js";
export type * from "./tombstones/erasure.js";
export type * from "./results/results.js";
export { tagOf } from "./administration-command.js";
export type * from "./views/row-rules.js";
export { auditLevels } from "./audit-record.js";
export { sliceBatch } from "./batch-slice.js";
export { batchOf } from "./rows.js";
export { cutNameNotices } from "./sql/cut-names.js";
export type { PlanNode } from "./explain/plan-node.js";
export type { ExplainedRun } from "./explain/explained.js";
export { explainOptions, formatOf } from "./explain/options.js";
export { explainedColumns, explainedExecution } from "./explain/print.js";

export interface Engine {
  /**
   * Cuts a script into statements and says what each is. An empty script has none.
   * @throws SyntaxError (42601) with its position; ProgramLimitExceeded (54000, 54001) for text too long or too deep.
   */
  parse(script: string): Promise<readonly Statement[]>;

  /**
   * Resolves names, checks rights, and finds the types. `parameterTypes[n - 1]` is what the client said of `$n`; undefined: infer it.
   * Session commands are not for the engine and are refused with a plain Error.
   */
  prepare(
    statement: Statement,
    context: StatementContext,
    parameterTypes: readonly (DataType | undefined)[],
    /** Ends what it waits for: its turn, or the system catalog. What it rejects with then is the signal's reason. */
    signal?: AbortSignal,
  ): Promise<PreparedStatement>;

  /** Takes rows that a client sends into a dataset. */
  takeRows: Intake;

  /** The newest state, to be read by every statement of a transaction. */
  pinSnapshot(): SnapshotPin;

  /** Who may come in, and what they prove themselves with. Undefined: no such role. */
  findRole(name: string): LoginRole | undefined;

  /** Whether a role may act for another: SET ROLE. Superusers may for all. */
  mayBecome(name: string, other: string): boolean;

  /** Calls back whenever roles have changed. Returns how to stop. */
  watchRoles(listener: () => void): () => void;
}

export interface LoginRole {
  readonly name: string;
  readonly canLogin: boolean;
  readonly isSuperuser: boolean;
  /** SCRAM verifier in PostgreSQL's notation; undefined: no password is accepted. */
  readonly verifier: string | undefined;
  /** Sessions at once; absent: no limit of its own. */
  readonly connectionsMax?: number;
  /** Its password is not accepted from then on. */
  readonly validUntil?: Date;
  /** The roles that it is a member of, itself included. */
  readonly memberOf?: ReadonlySet<string>;
  /** What its sessions begin with: by the setting's name, least important first. */
  readonly settings?: readonly (readonly [name: string, value: string])[];
}

declare const snapshotPin: unique symbol;
/** A state of the catalog, held. Opaque to the doors. */
export interface SnapshotPin {
  readonly [snapshotPin]: never;
}

/** Who asks, and in what surroundings. */
export interface StatementContext {
  /** The process id that the session goes by (BackendKeyData). */
  readonly sessionId: number;
  /** Whose rights count: `current_user`. */
  readonly role: string;
  /** Whose session it is: `session_user`. Absent: the role's own. */
  readonly sessionRole?: string;
  readonly database: string;
  readonly clientAddress: string | undefined;
  /** The statement's, for the journal and the audit log. */
  readonly statementId?: string | undefined;
  /** IANA name or UTC offset, as DuckDB's `TimeZone` takes it. */
  readonly timeZone: string;
  /** When the block that it is in began. Absent: it is in none. */
  readonly transactionStartedAt?: Date | undefined;
  /** Absent: each statement reads the newest state. */
  readonly snapshot: SnapshotPin | undefined;
  /** Every setting of the session by its name, for `current_setting` and `sluice.settings`. */
  setting(name: string): string | undefined;
}

export interface PreparedStatement {
  /** One per `$n`, as given or inferred. */
  readonly parameterTypes: readonly DataType[];
  /** Undefined: it returns no rows. */
  readonly columns: readonly ResultColumn[] | undefined;
  /** Present: the columns depend on the values, and these are what it has with some. */
  columnsWith?(parameters: readonly ParameterValue[], context: StatementContext): readonly ResultColumn[];
  /** True: it changes the catalog at once, and so cannot be part of a transaction block (25001). */
  readonly changesCatalog: boolean;
  /**
   * Runs it. It is resolved and authorised again when rights or relations changed since; a changed result type is 0A000.
   * May be called many times, also at once.
   */
  execute(
    parameters: readonly ParameterValue[],
    context: StatementContext,
    options: ExecuteOptions,
  ): Promise<Execution>;
  /** How it would be run, told over empty stand-ins for what it reads. Absent: it is not planned here. */
  explain?(
    parameters: readonly ParameterValue[],
    context: StatementContext,
    options: ExplainPlanOptions,
  ): Promise<PlanNode>;
}

export interface ExplainPlanOptions {
  readonly signal: AbortSignal;
  readonly isVerbose: boolean;
}

export interface ExecuteOptions {
  /** Aborts it, waiting or running: what is awaited then rejects with the signal's reason, a PgError (57014, 57P01). */
  readonly signal: AbortSignal;
  /** One for each column: in which values of types of PostgreSQL's own are wanted. Absent: text. */
  readonly formats?: readonly ("text" | "binary")[];
  /** Told whenever it begins to wait for its turn, and when it runs. */
  onState?(state: "waiting" | "running"): void;
  /** Told what is to be said to the client while it still runs. */
  onNotice?(notice: Notice): void;
  /** Told when the engine stops it: rows were erased from what it reads. What was taken of it and not sent shall not be sent. */
  onOutdated?(reason: PgError): void;
}

export interface Execution {
  /** Undefined: it returns no rows. */
  readonly columns: readonly ResultColumn[] | undefined;
  /** To be read once, to its end or to `return()`; either frees what it holds. Not pulling is back-pressure. */
  readonly batches: AsyncIterable<Batch>;
  /** The command tag, given how many rows were sent: `SELECT 5`. */
  tag(rowCount: number): string;
  readonly notices: readonly Notice[];
  /** What it reads; absent: nothing, or what the audit log is not told of. */
  readonly access?: StatementAccess;
  /** A place for its rows, so that they may be gone back to; to be closed. `onOutdated`: they are gone, since some were erased. */
  readonly keep?: (onOutdated: (reason: PgError) => void) => KeptRows;
}

/** Rows of a result, to be read from any place, any number of times; in memory, and in encrypted files beyond a bound. */
export interface KeptRows {
  /** So far. */
  readonly rowCount: number;
  /** What they take, in memory and in files. */
  readonly bytes: number;
  /** The batch's memory is not to be given back. Resolves when there is room for more. @throws PgError 53400 when there is none. */
  append(batch: Batch): Promise<void>;
  /** From `first` on (0 is the first one), at most so many. @throws ObjectNotInPrerequisiteState (55000) once rows were erased. */
  read(first: number, rowsMax: number): AsyncIterable<Batch>;
  close(): Promise<void>;
}

export interface Notice {
  readonly severity: "WARNING" | "NOTICE" | "INFO";
  readonly sqlstate: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
}
