// What the engine asks of those who hand it procedures, commands and system relations (src/admin, src/wire).
import type { Notice, StatementContext } from "./api.js";
import type { Batch } from "./batch.js";
import type { DataType, ResultColumn } from "./data-type.js";
import type { AdministrationCommand } from "./administration-command.js";
import type { ArgumentValue } from "./statement.js";
import type { StatementAccess } from "./statement-access.js";

/** A cell of a row made in JavaScript, as `rows.ts` takes it: number or bigint for integers, Date for timestamps. */
export type Cell = null | boolean | number | bigint | string | Date | readonly Cell[];

/** `CALL name(...)`. */
export interface Procedure {
  readonly name: string;
  /** In positional order. Every procedure also takes `actor` and `reason` by name. */
  readonly parameters: readonly ProcedureParameter[];
  /** What it returns; undefined: no rows. */
  readonly columns: readonly ResultColumn[] | DependentColumns | undefined;
  /** True: it changes the catalog, so it may not run in a transaction block. */
  readonly changesCatalog: boolean;
  /** Arguments by name, as given: unchecked, absent where not given. */
  run(invocation: Invocation): Promise<ProcedureResult>;
}

export interface ProcedureParameter {
  readonly name: string;
  /** For `$n` in its place, and for the documentation. */
  readonly type: DataType;
}

/** Columns that the value of one argument decides. */
export interface DependentColumns {
  readonly argument: string;
  of(value: ArgumentValue | undefined, context: StatementContext): readonly ResultColumn[];
}

export interface Invocation {
  readonly arguments: ReadonlyMap<string, ArgumentValue>;
  readonly context: StatementContext;
  readonly isSuperuser: boolean;
  /** Says something to the client at once. */
  readonly notify: (notice: Notice) => void;
  readonly signal: AbortSignal;
}

export interface ProcedureResult {
  /** In the columns' order. */
  readonly rows: readonly (readonly Cell[])[];
  /** Instead of them. */
  readonly batches?: AsyncIterable<Batch>;
  readonly notices?: readonly Notice[];
  /** What it reads of datasets, for the audit log. */
  readonly access?: StatementAccess;
}

/** Runs CREATE ROLE, GRANT and their kin. Resolves with the notices; the tag is the engine's. */
export type AdministrationHandler = (
  command: AdministrationCommand,
  context: StatementContext,
) => Promise<readonly Notice[]>;

/** `sluice.<name>`: the gateway's own state as a relation. */
export interface SystemRelation {
  readonly name: string;
  readonly columns: readonly ResultColumn[];
  /** True: only superusers may name it. Others decide by the context which rows they show. */
  readonly isForSuperusers: boolean;
  rows(reader: {
    readonly context: StatementContext;
    readonly isSuperuser: boolean;
    readonly signal?: AbortSignal;
  }): Promise<readonly (readonly Cell[])[]>;
}
