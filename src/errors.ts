// What a client may be told: one class per failure, grouped by SQLSTATE class.
// https://www.postgresql.org/docs/15/errcodes-appendix.html

export interface PgErrorFields {
  /** More of what happened. Never carries data values for a role that may not read them. */
  readonly detail?: string;
  /** What the reader can do about it. */
  readonly hint?: string;
  /** What was being done when it happened: PostgreSQL's CONTEXT. Data values are under the same rule as in `detail`. */
  readonly where?: string;
  /** Where in the statement's text, in characters, counting from 1. */
  readonly position?: number;
  readonly severity?: "ERROR" | "FATAL";
  /** The truth, for the log. Never sent. */
  readonly cause?: unknown;
}

/** A failure which a client may see, with its five-character SQLSTATE. */
export class PgError extends Error {
  readonly sqlstate: string;
  readonly severity: "ERROR" | "FATAL";
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly where: string | undefined;
  readonly position: number | undefined;

  constructor(sqlstate: string, message: string, fields: PgErrorFields = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = new.target.name;
    this.sqlstate = sqlstate;
    this.severity = fields.severity ?? "ERROR";
    this.detail = fields.detail;
    this.hint = fields.hint;
    this.where = fields.where;
    this.position = fields.position;
  }
}

/** A PgError as it is; anything else as XX000 with the truth in its cause. */
export function toPgError(thrown: unknown): PgError {
  return thrown instanceof PgError ? thrown : new InternalError(thrown);
}

/** The same failure, where it ends the connection: before there is a session, nothing can go on. */
export function fatal(error: PgError): PgError {
  return error.severity === "FATAL" ? error : restated(error, { severity: "FATAL", cause: error.cause });
}

/** The same failure, told otherwise: without its place in the text, or with another one. */
export function restated(
  error: PgError,
  changes: Pick<PgErrorFields, "severity" | "position" | "where" | "cause">,
): PgError {
  const { sqlstate, message, severity, detail, hint, where } = error;
  return new PgError(sqlstate, message, {
    severity,
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(where !== undefined && { where }),
    ...changes,
  });
}

// Class 08 - connection exception

/** Nobody is there to read it: it ends what runs for them. */
export class ConnectionLost extends PgError {
  constructor() {
    super("08006", "connection to client lost", { severity: "FATAL" });
  }
}

export class ProtocolViolation extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("08P01", message, { severity: "FATAL", ...fields });
  }
}

// Class 0A - feature not supported

export class FeatureNotSupported extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("0A000", message, fields);
  }
}

// Class 0L - invalid grantor

export class InvalidGrantOperation extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("0LP01", message, fields);
  }
}

// Class 22 - data exception

export class InvalidDatetimeFormat extends PgError {
  constructor(typeName: string, value: string) {
    super("22007", `invalid input syntax for type ${typeName}: "${value}"`);
  }
}

export class CharacterNotInRepertoire extends PgError {
  constructor(encoding: string, bytes: Uint8Array, fields: PgErrorFields = {}) {
    const shown = Array.from(bytes, (byte) => `0x${byte.toString(16).padStart(2, "0")}`).join(" ");
    super("22021", `invalid byte sequence for encoding "${encoding}": ${shown}`, fields);
  }
}

export class InvalidTextRepresentation extends PgError {
  constructor(typeName: string, value: string, fields: PgErrorFields = {}) {
    super("22P02", `invalid input syntax for type ${typeName}: "${value}"`, fields);
  }
}

export class InvalidBinaryRepresentation extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("22P03", message, fields);
  }
}

export class NumericValueOutOfRange extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("22003", message, fields);
  }
}

export class InvalidParameterValue extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("22023", message, fields);
  }
}

/** What comes in by COPY is not what its format says. */
export class BadCopyFileFormat extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("22P04", message, fields);
  }
}

// Class 23 - integrity constraint violation

export class NotNullViolation extends PgError {
  constructor(column: string, relation?: string, fields: PgErrorFields = {}) {
    super(
      "23502",
      `null value in column "${column}"${relation === undefined ? "" : ` of relation "${relation}"`} violates not-null constraint`,
      fields,
    );
  }
}

// Class 25 - invalid transaction state

export class ActiveSqlTransaction extends PgError {
  constructor(what: string) {
    super("25001", `${what} cannot run inside a transaction block`);
  }
}

export class NoActiveSqlTransaction extends PgError {
  constructor(what: string) {
    super("25P01", `${what} can only be used in transaction blocks`);
  }
}

export class ReadOnlySqlTransaction extends PgError {
  constructor(what: string) {
    super("25006", `cannot execute ${what} in a read-only transaction`);
  }
}

export class IdleInTransactionTimeout extends PgError {
  constructor() {
    super("25P03", "terminating connection due to idle-in-transaction timeout", { severity: "FATAL" });
  }
}

export class InFailedTransaction extends PgError {
  constructor() {
    super("25P02", "current transaction is aborted, commands ignored until end of transaction block");
  }
}

// Class 26 - invalid statement name

export class UnknownStatement extends PgError {
  constructor(name: string) {
    super(
      "26000",
      name === "" ? "unnamed prepared statement does not exist" : `prepared statement "${name}" does not exist`,
    );
  }
}

// Class 28 - invalid authorization

export class WrongPassword extends PgError {
  constructor(role: string, fields: PgErrorFields = {}) {
    super("28P01", `password authentication failed for user "${role}"`, { severity: "FATAL", ...fields });
  }
}

export class InvalidAuthorization extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("28000", message, { severity: "FATAL", ...fields });
  }
}

// Class 2B - dependent objects still exist

export class DependentObjectsStillExist extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("2BP01", message, fields);
  }
}

// Class 34 - invalid cursor name

export class UnknownPortal extends PgError {
  constructor(name: string) {
    super("34000", `portal "${name}" does not exist`);
  }
}

export class UnknownCursor extends PgError {
  constructor(name: string) {
    super("34000", `cursor "${name}" does not exist`);
  }
}

/** Why a kept result is not there. */
export type ResultGone = "unknown" | "closed" | "newer" | "full";

const goneHints: Readonly<Record<ResultGone, string>> = {
  unknown: "Results are kept until the gateway stops, each for the role that made it. Call query_paged again.",
  closed: "It was closed. Call query_paged again.",
  newer:
    "It was given up for newer results of the role. Call query_paged again, and close results that are no longer needed.",
  full: "It was given up, since there was no room for more rows. Call query_paged again.",
};

export class UnknownResult extends PgError {
  constructor(id: string, why: ResultGone) {
    super("34000", `result "${id}" does not exist`, { hint: goneHints[why] });
  }
}

// Class 3B - savepoint exception

export class UnknownSavepoint extends PgError {
  constructor(name: string) {
    super("3B001", `savepoint "${name}" does not exist`);
  }
}

// Class 3D - invalid catalog name

export class UnknownDatabase extends PgError {
  constructor(name: string) {
    super("3D000", `database "${name}" does not exist`, { severity: "FATAL" });
  }
}

// Class 3F - invalid schema name

export class UndefinedSchema extends PgError {
  constructor(name: string) {
    super("3F000", `schema "${name}" does not exist`);
  }
}

// Class 40 - transaction rollback

export class SerializationFailure extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("40001", message, fields);
  }
}

// Class 42 - syntax error or access rule violation

export class SyntaxError extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("42601", message, fields);
  }
}

export class InsufficientPrivilege extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("42501", message, fields);
  }
}

export class UndefinedTable extends PgError {
  constructor(name: string, fields: PgErrorFields = {}) {
    super("42P01", `relation "${name}" does not exist`, fields);
  }
}

export class UndefinedColumn extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("42703", message, fields);
  }
}

export class UndefinedParameter extends PgError {
  constructor(index: number) {
    super("42P02", `there is no parameter $${index}`);
  }
}

export class UndefinedFunction extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("42883", message, fields);
  }
}

/** A dataset, bucket, role or other object of that name is not there. */
export class UndefinedObject extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("42704", message, fields);
  }
}

/** A dataset, bucket, role or other object of that name is there already. */
export class DuplicateObject extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("42710", message, fields);
  }
}

export class DuplicateTable extends PgError {
  constructor(name: string, fields: PgErrorFields = {}) {
    super("42P07", `relation "${name}" already exists`, fields);
  }
}

export class DuplicateColumn extends PgError {
  constructor(name: string) {
    super("42701", `column "${name}" specified more than once`);
  }
}

export class InvalidName extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("42602", message, fields);
  }
}

export class ReservedName extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("42939", message, fields);
  }
}

export class DuplicatePreparedStatement extends PgError {
  constructor(name: string) {
    super("42P05", `prepared statement "${name}" already exists`);
  }
}

export class DuplicateCursor extends PgError {
  constructor(name: string) {
    super("42P03", `cursor "${name}" already exists`);
  }
}

// Class 53 - insufficient resources

export class TooManyConnections extends PgError {
  constructor(connectionsMax: number) {
    super("53300", "sorry, too many clients already", {
      severity: "FATAL",
      hint: `This gateway allows ${connectionsMax} connections at once.`,
    });
  }
}

export class TooManyConnectionsForRole extends PgError {
  constructor(role: string) {
    super("53300", `too many connections for role "${role}"`, { severity: "FATAL" });
  }
}

export class DiskFull extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("53100", message, fields);
  }
}

export class OutOfMemory extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("53200", message, fields);
  }
}

// Class 54 - program limit exceeded

export class ProgramLimitExceeded extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("54000", message, fields);
  }
}

// Class 55 - object not in prerequisite state

export class ObjectNotInPrerequisiteState extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("55000", message, fields);
  }
}

/** An object that the catalog knows, and its bucket does not have. */
export class MissingObject extends ObjectNotInPrerequisiteState {
  constructor(url: string, detail?: string) {
    super(`object "${url}" is gone`, {
      ...(detail === undefined ? {} : { detail }),
      hint: "Somebody else has written there. Drop the dataset, and register or ingest it again.",
    });
  }
}

/** An object that is not what the catalog knows under its name. */
export function changedObject(url: string): ObjectNotInPrerequisiteState {
  return new ObjectNotInPrerequisiteState(`object "${url}" has changed since it became a part of its dataset`, {
    hint: "Somebody else has written there. Drop the dataset, and register or ingest it again.",
  });
}

export class ObjectInUse extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("55006", message, fields);
  }
}

/** A setting that only we set. */
export class CannotChangeParameter extends PgError {
  constructor(name: string) {
    super("55P02", `parameter "${name}" cannot be changed`);
  }
}

// Class 57 - operator intervention

export class QueryCanceled extends PgError {
  constructor(message = "canceling statement due to user request", fields: PgErrorFields = {}) {
    super("57014", message, fields);
  }
}

/** It took longer than it may. */
export class StatementTimeout extends QueryCanceled {
  constructor() {
    super("canceling statement due to statement timeout");
  }
}

export class AuthenticationTimeout extends PgError {
  constructor() {
    super("57014", "canceling authentication due to timeout", { severity: "FATAL" });
  }
}

export class AdminShutdown extends PgError {
  constructor() {
    super("57P01", "terminating connection due to administrator command", { severity: "FATAL" });
  }
}

/** Its role was dropped, or goes by another name. */
export class RoleGone extends PgError {
  constructor(role: string) {
    super("57P01", "terminating connection due to administrator command", {
      severity: "FATAL",
      detail: `Role "${role}" was dropped or renamed.`,
    });
  }
}

export class IdleSessionTimeout extends PgError {
  constructor() {
    super("57P05", "terminating connection due to idle-session timeout", { severity: "FATAL" });
  }
}

/** DuckDB has failed in itself and answers nothing more; it is opened anew for the next statement. */
export class EngineFailed extends PgError {
  constructor(cause: unknown) {
    super("57P02", "the engine failed and is being started anew", {
      hint: "Other statements can be tried again. The one that did this is a fault of the engine: the log tells more.",
      cause,
    });
  }
}

export class CannotConnectNow extends PgError {
  constructor(message: string) {
    super("57P03", message, { severity: "FATAL" });
  }
}

// Class 58 - system error

export class IoError extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("58030", message, fields);
  }
}

export class UndefinedFile extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("58P01", message, fields);
  }
}

// Class XX - internal error

/** Stored bytes are not what was written. */
export class DataCorrupted extends PgError {
  constructor(message: string, fields: PgErrorFields = {}) {
    super("XX001", message, fields);
  }
}

/** An entry of the catalog's journal is not what was written there, or is gone. Never skipped, never guessed at. */
export class JournalDamaged extends DataCorrupted {
  /** The entry's number. */
  readonly version: number;

  constructor(version: number, why: string, fields: PgErrorFields = {}) {
    super(`journal entry ${version} ${why}`, {
      hint: "Bring the entry back from a backup. The catalog does not open without it, rather than guess at your data.",
      ...fields,
    });
    this.version = version;
  }
}

/** A fault of ours. The client learns only that it happened; the log has the cause. */
export class InternalError extends PgError {
  constructor(cause: unknown) {
    super("XX000", "internal error", { cause, hint: "The gateway's log has the details." });
  }
}
