// The statements that change or show the session itself: BEGIN, SET, SHOW, DEALLOCATE and their kin.

import {
  batchOf,
  type Cell,
  type Execution,
  type Notice,
  type ResultColumn,
  type SessionCommand,
} from "../../engine/api.js";
import { ActiveSqlTransaction, NoActiveSqlTransaction, UnknownStatement } from "../../errors.js";
import { setRole, setSessionAuthorization } from "./identity.js";
import { notify, type Scope } from "./scope.js";
import type { StatementPlan } from "./statement-plan.js";
import { beginWith, modesOf, setMode, setModes } from "./transaction-modes.js";

interface Answer {
  readonly tag: string;
  readonly rows?: readonly (readonly Cell[])[];
  readonly notices?: readonly Notice[];
}

/** Others have files of their own: see statement-plan.ts. */
type PlainCommand = Exclude<
  SessionCommand,
  {
    readonly kind: "declareCursor" | "fetch" | "closeCursor" | "prepare" | "execute" | "copyOut" | "copyIn" | "explain";
  }
>;
type CommandOf<K extends SessionCommand["kind"]> = Extract<SessionCommand, { readonly kind: K }>;

export function planSessionCommand(scope: Scope, command: PlainCommand, sql: string): StatementPlan {
  const columns = command.kind === "show" ? shownColumns(scope, command) : undefined;
  return {
    parameterTypes: [],
    columns,
    async execute() {
      return executionOf(await run(scope, command, sql), columns);
    },
  };
}

async function run(scope: Scope, command: PlainCommand, sql: string): Promise<Answer> {
  switch (command.kind) {
    case "begin":
      return begin(scope, command, sql);
    case "commit":
      return commit(scope, command);
    case "rollback":
      return rollback(scope, command);
    case "savepoint":
      return savepoint(scope, command.name);
    case "release":
      return release(scope, command.name);
    case "rollbackTo":
      return rollbackTo(scope, command.name);
    case "set":
      return set(scope, command, sql);
    case "setTransaction":
      return setTransaction(scope, command);
    case "reset":
      return reset(scope, command, sql);
    case "setRole":
      setRole(scope, command.role, command.isLocal);
      return changed(scope, command, sql);
    case "setSessionAuthorization":
      setSessionAuthorization(scope, command.role, command.isLocal);
      return changed(scope, command, sql);
    case "show":
      return { tag: "SHOW", rows: shownRows(scope, command) };
    case "deallocate":
      return deallocate(scope, command);
    case "unlisten":
      return { tag: "UNLISTEN" };
    case "discard":
      return discard(scope, command);
  }
}

function begin(scope: Scope, { modes }: CommandOf<"begin">, sql: string): Answer {
  // Told before a mode is refused; and with a mode refused, there is no block.
  if (scope.transaction.isBlock) notify(scope, alreadyOpen);
  // The session's defaults may change while it is open; its modes stay.
  beginWith(scope, modesOf(scope));
  setModes(scope, modes, "transaction");
  if (!scope.transaction.isBlock) scope.activity.startTransaction();
  scope.transaction.begin();
  return { tag: firstWord(sql) === "START" ? "START TRANSACTION" : "BEGIN" };
}

async function commit(scope: Scope, { isChained }: CommandOf<"commit" | "rollback">): Promise<Answer> {
  const { transaction, portals, runs } = scope;
  const goOn = chain(scope, isChained, "COMMIT AND CHAIN");
  if (transaction.isFailed) await portals.closeFrom(0);
  else await portals.commit(scope, runs.life);
  const { outcome, wasBlock } = transaction.commit();
  goOn();
  return { tag: outcome === "committed" ? "COMMIT" : "ROLLBACK", notices: wasBlock ? [] : [noneOpen] };
}

async function rollback(scope: Scope, { isChained }: CommandOf<"commit" | "rollback">): Promise<Answer> {
  const { transaction, portals } = scope;
  const goOn = chain(scope, isChained, "ROLLBACK AND CHAIN");
  await portals.closeFrom(0);
  const { wasBlock } = transaction.rollback();
  goOn();
  return { tag: "ROLLBACK", notices: wasBlock ? [] : [noneOpen] };
}

/** Begins the next transaction in the modes of the present one, if it is to be chained. */
function chain(scope: Scope, isChained: boolean, what: string): () => void {
  if (!isChained) return () => undefined;
  checkInBlock(scope, what);
  const modes = modesOf(scope);
  return () => {
    scope.transaction.begin();
    scope.activity.startTransaction();
    beginWith(scope, modes);
  };
}

function savepoint(scope: Scope, name: string): Answer {
  checkInBlock(scope, "SAVEPOINT");
  scope.transaction.savepoint(name);
  return { tag: "SAVEPOINT" };
}

function release(scope: Scope, name: string): Answer {
  checkInBlock(scope, "RELEASE SAVEPOINT");
  scope.transaction.release(name);
  scope.portals.lower(scope.transaction.depth);
  return { tag: "RELEASE" };
}

async function rollbackTo(scope: Scope, name: string): Promise<Answer> {
  checkInBlock(scope, "ROLLBACK TO SAVEPOINT");
  scope.transaction.rollbackTo(name);
  await scope.portals.closeFrom(scope.transaction.depth);
  return { tag: "ROLLBACK" };
}

function set(scope: Scope, command: CommandOf<"set">, sql: string): Answer {
  setMode(scope, command);
  return changed(scope, command, sql);
}

function setTransaction(scope: Scope, { modes, of }: CommandOf<"setTransaction">): Answer {
  const isOutside = of === "transaction" && !scope.transaction.hasLocals;
  setModes(scope, modes, of);
  return { tag: "SET", notices: isOutside ? [outsideBlock("SET TRANSACTION")] : [] };
}

/** Whatever the setting is; without a value it is reset. */
export function changeSetting(
  scope: Scope,
  { name, value, isLocal }: { readonly name: string; readonly value: string | undefined; readonly isLocal: boolean },
): void {
  if (name === "role") setRole(scope, value, isLocal);
  else if (name === "session_authorization") setSessionAuthorization(scope, value, isLocal);
  else if (value === undefined) scope.settings.reset(name);
  else setMode(scope, { name, value, isLocal });
}

/** SET x TO DEFAULT resets by another name. */
function changed({ transaction }: Scope, { isLocal }: { readonly isLocal: boolean }, sql: string): Answer {
  const tag = firstWord(sql) === "RESET" ? "RESET" : "SET";
  return { tag, notices: isLocal && !transaction.hasLocals ? [outsideBlock("SET LOCAL")] : [] };
}

function reset({ settings, transaction }: Scope, { name }: CommandOf<"reset">, sql: string): Answer {
  if (name === undefined) settings.resetAll();
  else settings.reset(name);
  // PostgreSQL warns of this setting alone.
  const isOutside = name?.toLowerCase() === "transaction_isolation" && !transaction.hasLocals;
  // SET x TO DEFAULT does the same by another name.
  return {
    tag: firstWord(sql) === "SET" ? "SET" : "RESET",
    notices: isOutside ? [outsideBlock("RESET TRANSACTION")] : [],
  };
}

function deallocate({ statements }: Scope, { name }: CommandOf<"deallocate">): Answer {
  if (name === undefined) {
    statements.clear();
    return { tag: "DEALLOCATE ALL" };
  }
  // The unnamed statement has no name to be called by in SQL.
  if (name === "") throw new UnknownStatement(name);
  statements.get(name);
  statements.delete(name);
  return { tag: "DEALLOCATE" };
}

async function discard(scope: Scope, { target }: CommandOf<"discard">): Promise<Answer> {
  const { transaction, portals, settings, statements } = scope;
  if (target === "all") {
    if (transaction.hasLocals) throw new ActiveSqlTransaction("DISCARD ALL");
    await portals.closeAll();
    setSessionAuthorization(scope, undefined, false);
    settings.resetAll();
    statements.clear();
  }
  // We keep no plans, sequences or temporary tables of a session's own.
  return { tag: `DISCARD ${target.toUpperCase()}` };
}

function checkInBlock({ transaction }: Scope, what: string): void {
  if (!transaction.isBlock) throw new NoActiveSqlTransaction(what);
}

function shownColumns({ settings }: Scope, { name }: CommandOf<"show">): readonly ResultColumn[] {
  const names = name === undefined ? ["name", "setting", "description"] : [settings.show(name).name];
  return names.map((column) => ({ name: column, type: { id: "VARCHAR" } }));
}

function shownRows({ settings }: Scope, { name }: CommandOf<"show">): readonly (readonly Cell[])[] {
  return name === undefined
    ? settings.showAll().map((setting) => [setting.name, setting.value, setting.description])
    : [[settings.show(name).value]];
}

function executionOf(
  { tag, rows = [], notices = [] }: Answer,
  columns: readonly ResultColumn[] | undefined,
): Execution {
  return {
    columns,
    batches: (async function* () {
      if (columns !== undefined) yield batchOf(columns, rows);
    })(),
    tag: () => tag,
    notices,
  };
}

const skipped = /\s+|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//y;
const word = /\w+/y;

/** In capitals; comments before it do not count. */
function firstWord(sql: string): string | undefined {
  let at = 0;
  for (skipped.lastIndex = 0; skipped.test(sql); at = skipped.lastIndex);
  word.lastIndex = at;
  return word.exec(sql)?.[0].toUpperCase();
}

const alreadyOpen: Notice = {
  severity: "WARNING",
  sqlstate: "25001",
  message: "there is already a transaction in progress",
};
const noneOpen: Notice = { severity: "WARNING", sqlstate: "25P01", message: "there is no transaction in progress" };
function outsideBlock(what: string): Notice {
  return { severity: "WARNING", sqlstate: "25P01", message: `${what} can only be used in transaction blocks` };
}
