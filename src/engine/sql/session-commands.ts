// Reads transaction and settings statements from PostgreSQL's syntax tree.
import type { Node, TransactionStmt, VariableSetStmt } from "libpg-query";
import { FeatureNotSupported, SyntaxError } from "../../errors.js";
import type { SettingChange } from "../administration-command.js";
import type { SessionCommand, TransactionMode } from "../statement.js";
import type { StatementKind } from "./classify.js";

export function sessionCommandOf(node: Node): StatementKind | undefined {
  if ("TransactionStmt" in node) return transactionOf(node.TransactionStmt);
  if ("VariableSetStmt" in node) return settingOf(node.VariableSetStmt);
  if ("VariableShowStmt" in node) {
    const name = node.VariableShowStmt.name ?? "";
    return session({ kind: "show", name: name === "all" ? undefined : name });
  }
  if ("DeallocateStmt" in node) {
    return session({
      kind: "deallocate",
      name: node.DeallocateStmt.isall === true ? undefined : (node.DeallocateStmt.name ?? ""),
    });
  }
  if ("UnlistenStmt" in node) return session({ kind: "unlisten" });
  if ("DiscardStmt" in node) {
    switch (node.DiscardStmt.target) {
      case "DISCARD_ALL":
        return session({ kind: "discard", target: "all" });
      case "DISCARD_PLANS":
        return session({ kind: "discard", target: "plans" });
      case "DISCARD_SEQUENCES":
        return session({ kind: "discard", target: "sequences" });
      default:
        return session({ kind: "discard", target: "temp" });
    }
  }
  return undefined;
}

function session(command: SessionCommand): StatementKind {
  return { kind: "session", command };
}

function transactionOf(statement: TransactionStmt): StatementKind {
  const name = statement.savepoint_name ?? "";
  switch (statement.kind) {
    case "TRANS_STMT_BEGIN":
    case "TRANS_STMT_START":
      return session({ kind: "begin", modes: transactionModes(statement.options ?? []) });
    case "TRANS_STMT_COMMIT":
      return session({ kind: "commit", isChained: statement.chain === true });
    case "TRANS_STMT_ROLLBACK":
      return session({ kind: "rollback", isChained: statement.chain === true });
    case "TRANS_STMT_SAVEPOINT":
      return session({ kind: "savepoint", name });
    case "TRANS_STMT_RELEASE":
      return session({ kind: "release", name });
    case "TRANS_STMT_ROLLBACK_TO":
      return session({ kind: "rollbackTo", name });
    default:
      return { kind: "unsupported", message: "two-phase commit is not supported" };
  }
}

function transactionModes(options: readonly Node[]): readonly TransactionMode[] {
  return options.flatMap((option): readonly TransactionMode[] => {
    if (!("DefElem" in option)) return [];
    const { defname, arg } = option.DefElem;
    const name = (["isolation", "read_only", "deferrable"] as const).find((one) => defname === `transaction_${one}`);
    if (name === undefined || arg === undefined) return [];
    const value = constantText(arg);
    return [{ name, value: name === "isolation" ? value : value === "0" ? "off" : "on" }];
  });
}

function settingOf(statement: VariableSetStmt): StatementKind {
  const name = (statement.name ?? "").toLowerCase();
  switch (statement.kind) {
    case "VAR_RESET_ALL":
      return session({ kind: "reset", name: undefined });
    case "VAR_RESET":
    case "VAR_SET_DEFAULT":
    case "VAR_SET_VALUE":
      return identityOf(statement, name) ?? plainSettingOf(statement, name);
    case "VAR_SET_MULTI":
      if (statement.name === "TRANSACTION SNAPSHOT")
        return { kind: "unsupported", message: "SET TRANSACTION SNAPSHOT is not supported" };
      return session({
        kind: "setTransaction",
        modes: transactionModes(statement.args ?? []),
        of: statement.name === "TRANSACTION" ? "transaction" : "session",
      });
    default:
      return { kind: "unsupported", message: "SET FROM CURRENT is not supported" };
  }
}

function plainSettingOf(statement: VariableSetStmt, name: string): StatementKind {
  if (statement.kind !== "VAR_SET_VALUE") return session({ kind: "reset", name });
  return session({ kind: "set", name, value: valueOf(statement.args ?? []), isLocal: statement.is_local === true });
}

/** SET ROLE and SET SESSION AUTHORIZATION, however they are written. */
function identityOf(statement: VariableSetStmt, name: string): StatementKind | undefined {
  if (name !== "role" && name !== "session_authorization") return undefined;
  const role = statement.kind === "VAR_SET_VALUE" ? valueOf(statement.args ?? []) : undefined;
  const isLocal = statement.is_local === true;
  return name === "role"
    ? session({ kind: "setRole", role, isLocal })
    : session({ kind: "setSessionAuthorization", role, isLocal });
}

/** ALTER ROLE ... SET and RESET. */
export function settingChangeOf(statement: VariableSetStmt): SettingChange {
  const name = (statement.name ?? "").toLowerCase();
  switch (statement.kind) {
    case "VAR_RESET_ALL":
      return { kind: "reset", name: undefined };
    case "VAR_RESET":
    case "VAR_SET_DEFAULT":
      return { kind: "reset", name };
    case "VAR_SET_VALUE":
      return { kind: "set", name, value: valueOf(statement.args ?? []) };
    default:
      throw new FeatureNotSupported("SET FROM CURRENT is not supported");
  }
}

/** Several values are one list, as PostgreSQL's list settings take it. */
function valueOf(args: readonly Node[]): string {
  return args.map((arg) => constantText(arg)).join(", ");
}

function constantText(node: Node): string {
  if ("A_Const" in node) {
    const constant = node.A_Const;
    if (constant.sval !== undefined) return constant.sval.sval ?? "";
    if (constant.ival !== undefined) return String(constant.ival.ival ?? 0);
    if (constant.fval !== undefined) return constant.fval.fval ?? "0";
    if (constant.boolval !== undefined) return constant.boolval.boolval === true ? "true" : "false";
  }
  throw new SyntaxError("a setting takes a constant");
}
