// A statement that is ready to run: by the engine, or by the session itself.

import { tagOf } from "../../engine/api.js";
import type {
  CopyFormat,
  DataType,
  ExecuteOptions,
  Execution,
  ExplainPlanOptions,
  ParameterValue,
  PlanNode,
  ResultColumn,
  Statement,
} from "../../engine/api.js";
import { ActiveSqlTransaction, InFailedTransaction, PgError, ReadOnlySqlTransaction, restated } from "../../errors.js";
import type { RowEncoder } from "../encoding/row-encoder.js";
import type { EncodingSettings } from "../encoding/settings.js";
import type { Format } from "../protocol/format.js";
import { planCopyIn } from "./copy-in-command.js";
import { planCopy } from "./copy-command.js";
import { planCursorCommand } from "./cursor-commands.js";
import { planExplain } from "./explain-command.js";
import { planPrepareCommand } from "./prepare-commands.js";
import { contextOf, type Scope } from "./scope.js";
import { planSessionCommand } from "./session-commands.js";
import { statementTimeoutMs } from "./statement-timeout.js";

export interface StatementPlan {
  readonly parameterTypes: readonly DataType[];
  /** Undefined: it returns no rows. */
  readonly columns: readonly ResultColumn[] | undefined;
  /** Present: the columns depend on the parameters' values. */
  columnsWith?(parameters: readonly ParameterValue[]): readonly ResultColumn[];
  /** Those of its columns for a client that does not say: FETCH from a binary cursor. Absent: all text. */
  readonly formats?: readonly Format[];
  /** Asked once it runs: who encodes its rows, where not an encoder of its own. */
  encoder?(settings: EncodingSettings, formats: readonly Format[]): RowEncoder | undefined;
  /** Its rows go in a COPY, whatever the client asks for. */
  readonly copy?: CopyFormat;
  execute(parameters: readonly ParameterValue[], options: ExecuteOptions): Promise<Execution>;
  /** Absent, or resolves with undefined: there is nothing to tell of how it is run. */
  explain?(parameters: readonly ParameterValue[], options: ExplainPlanOptions): Promise<PlanNode | undefined>;
}

/** Plans a query that is a part of a command. `types`: of its parameters; absent: as the client said of the command's. */
export type PlanInner = (
  query: Statement & { readonly kind: "query" },
  types?: readonly (DataType | undefined)[],
) => Promise<StatementPlan>;

/** `script` is the text that the statement was cut from: errors point into it. */
export async function planStatement(
  scope: Scope,
  statement: Statement,
  script: string,
  parameterTypes: readonly (DataType | undefined)[],
): Promise<StatementPlan> {
  if (statement.kind === "session") {
    const { command, sql, offset } = statement;
    const planInner: PlanInner = (query, types = parameterTypes) =>
      planStatement(scope, { ...query, offset: offset + query.offset }, script, types);
    switch (command.kind) {
      case "declareCursor":
      case "fetch":
      case "closeCursor":
        return planCursorCommand(scope, command, planInner);
      case "prepare":
      case "execute":
        return planPrepareCommand(scope, command, planInner);
      case "copyOut":
        return planCopy(command, planInner);
      case "copyIn":
        return planCopyIn(scope, command);
      case "explain":
        return planExplain(scope, command, planInner, (task) => pointInto(script, offset, task));
      default:
        return planSessionCommand(scope, command, sql);
    }
  }
  const pointing = <T>(task: Promise<T>): Promise<T> => pointInto(script, statement.offset, task);
  const controller = new AbortController();
  const prepared = await pointing(
    scope.runs.run(controller, statementTimeoutMs(scope.settings), () =>
      scope.engine.prepare(statement, contextOf(scope), parameterTypes, controller.signal),
    ),
  );
  scope.runs.throwIfCanceled();
  return {
    parameterTypes: prepared.parameterTypes,
    columns: prepared.columns,
    ...(prepared.columnsWith === undefined
      ? {}
      : { columnsWith: (parameters) => prepared.columnsWith?.(parameters, contextOf(scope)) ?? [] }),
    explain: (parameters, options) =>
      pointing(Promise.resolve(prepared.explain?.(parameters, contextOf(scope), options))),
    execute(parameters, options) {
      if (prepared.changesCatalog) checkMayChangeCatalog(scope, statement);
      return pointing(prepared.execute(parameters, contextOf(scope), options));
    },
  };
}

/** In a failed block nothing runs but what ends it. */
export function checkNotFailed(scope: Scope, statement: Statement | undefined): void {
  const endsBlock =
    statement?.kind === "session" && ["commit", "rollback", "rollbackTo"].includes(statement.command.kind);
  if (scope.transaction.isFailed && !endsBlock) throw new InFailedTransaction();
}

/** Such a change takes effect at once, and could not be rolled back. */
function checkMayChangeCatalog(scope: Scope, statement: Statement): void {
  const what = commandWords(statement);
  if (scope.transaction.isBlock) throw new ActiveSqlTransaction(what);
  if (scope.settings.get("transaction_read_only") === "on") throw new ReadOnlySqlTransaction(what);
}

function commandWords(statement: Statement): string {
  switch (statement.kind) {
    case "call":
      return `CALL ${statement.call.procedure}`;
    case "administration":
      return tagOf(statement.command);
    default:
      return "this statement";
  }
}

/** A position counts from the statement's beginning; the client counts from the beginning of what it sent. */
async function pointInto<T>(script: string, offset: number, task: Promise<T>): Promise<T> {
  try {
    return await task;
  } catch (thrown) {
    if (offset === 0 || !(thrown instanceof PgError) || thrown.position === undefined) throw thrown;
    throw restated(thrown, { position: thrown.position + charactersOf(script.slice(0, offset)), cause: thrown });
  }
}

/** PostgreSQL counts characters, JavaScript UTF-16 units. */
function charactersOf(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
