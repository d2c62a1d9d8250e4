// Tells the audit log what became of a statement, once it is over.

import { randomUUID } from "node:crypto";
import {
  type AuditLevel,
  auditLevels,
  type AuditRecord,
  type AuditSink,
  type SessionCommand,
  type Statement,
  type StatementAccess,
} from "../../engine/api.js";
import { toPgError } from "../../errors.js";
import { currentRoleOf, sessionRoleOf } from "./identity.js";
import type { Scope } from "./scope.js";

/** For doors that keep no log. */
export const noAudit: AuditSink = { level: "none", record: () => undefined, assertRecordable: () => undefined };

/** What is found out while it runs. */
export interface StatementFindings {
  access?: StatementAccess | undefined;
  rowsReturned?: number;
}

export interface AuditedStatement {
  readonly sql: string;
  /** Undefined: the text could not be parsed. */
  readonly statement: Statement | undefined;
  /** Of the portal that it goes on with; absent: it begins. */
  readonly id?: string;
  /** It is only looked at, and run later: told of only when that fails. */
  readonly isPreparation?: true;
}

/**
 * Runs a statement, and has it recorded as the session's level says; what was refused for want of rights is recorded in any case.
 * @throws IoError (58030) when it has to be recorded and cannot be; and whatever `run` throws.
 */
export async function audited<T>(
  scope: Scope,
  subject: AuditedStatement,
  run: (findings: StatementFindings) => Promise<T>,
): Promise<T> {
  const { audit, activity, settings } = scope;
  const isDue = isWithin(kindOf(subject.statement), levelOf(scope));
  if (isDue) audit.assertRecordable();
  const id = subject.id ?? newStatementId();
  activity.statementId = id;
  // As it is before: a statement may change the role, or end the session's.
  const [role, sessionRole] = [currentRoleOf(settings), sessionRoleOf(settings)];
  const findings: StatementFindings = {};
  const [at, startedAt] = [activity.now(), performance.now()];
  const record = (sqlstate: string | undefined): void => {
    const { peer } = scope;
    const { access, rowsReturned } = findings;
    audit.record({
      at,
      kind: "statement",
      role,
      sessionRole,
      session: peer.processId,
      clientAddress: peer.clientAddress,
      applicationName: settings.get("application_name") || undefined,
      database: peer.database,
      statementId: id,
      statement: subject.sql,
      access,
      rowsReturned: sqlstate === undefined ? rowsReturned : undefined,
      durationMs: Math.round((performance.now() - startedAt) * 1000) / 1000,
      sqlstate,
    } satisfies AuditRecord);
  };
  try {
    const result = await run(findings);
    if (isDue && subject.isPreparation !== true) record(undefined);
    return result;
  } catch (thrown) {
    const { sqlstate } = toPgError(thrown);
    if (isDue || sqlstate === insufficientPrivilege) record(sqlstate);
    throw thrown;
  }
}

export function newStatementId(): string {
  return randomUUID();
}

const insufficientPrivilege = "42501";

const readingCommands: ReadonlySet<SessionCommand["kind"]> = new Set([
  "declareCursor",
  "fetch",
  "execute",
  "copyOut",
  "explain",
]);

function kindOf(statement: Statement | undefined): Exclude<AuditLevel, "none"> {
  switch (statement?.kind) {
    case "call":
    case "administration":
      return "ddl";
    case "session":
      if (statement.command.kind === "copyIn") return "ddl";
      // What they give is read, however it is asked for.
      return readingCommands.has(statement.command.kind) ? "read" : "all";
    default:
      return "read";
  }
}

/** The role's own level, where it has one; nobody loosens theirs. */
function levelOf({ audit, settings }: Scope): AuditLevel {
  const own = settings.get("sluice.audit_statements");
  return auditLevels.find((level) => level === own) ?? audit.level;
}

function isWithin(kind: AuditLevel, level: AuditLevel): boolean {
  return auditLevels.indexOf(kind) <= auditLevels.indexOf(level);
}
