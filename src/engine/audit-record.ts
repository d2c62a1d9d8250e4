// What the doors tell the audit log, and how much of it is kept. admin/audit keeps it.
import type { StatementAccess } from "./statement-access.js";

export interface AuditRecord {
  readonly at: Date;
  readonly kind: "login" | "login refused" | "statement";
  /** Whose rights counted, and whose session it was. */
  readonly role: string;
  readonly sessionRole: string;
  /** The process id that the session goes by; undefined: there was none. */
  readonly session: number | undefined;
  readonly clientAddress: string | undefined;
  readonly applicationName: string | undefined;
  readonly database: string | undefined;
  /** The same for every part of a result that is fetched in parts; the journal has it for what changed the catalog. */
  readonly statementId: string | undefined;
  /** As the client sent it. The log replaces its literals. */
  readonly statement: string | undefined;
  /** Undefined: it came to nothing before that was known, or reads nothing. */
  readonly access: StatementAccess | undefined;
  /** Undefined: it failed, or returns none. */
  readonly rowsReturned: number | undefined;
  readonly durationMs: number | undefined;
  /** Undefined: it succeeded. */
  readonly sqlstate: string | undefined;
}

/** Which statements are kept, each word including those before: none; administration; also what reads; also SET, BEGIN and their kin. */
export const auditLevels = ["none", "ddl", "read", "all"] as const;
export type AuditLevel = (typeof auditLevels)[number];

/** Where the doors tell what happened. */
export interface AuditSink {
  /** For roles that have no level of their own. */
  readonly level: AuditLevel;
  record(record: AuditRecord): void;
  /** @throws IoError (58030) while nothing can be kept, and what is not kept must not happen. */
  assertRecordable(): void;
}
