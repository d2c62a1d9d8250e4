// DuckDB's errors to PostgreSQL's SQLSTATEs: the only file that knows how DuckDB words them.
import {
  DiskFull,
  EngineFailed,
  FeatureNotSupported,
  InternalError,
  InvalidParameterValue,
  IoError,
  ObjectNotInPrerequisiteState,
  OutOfMemory,
  PgError,
  ProgramLimitExceeded,
  QueryCanceled,
  SyntaxError,
  UndefinedColumn,
  UndefinedFunction,
  UndefinedObject,
} from "../../errors.js";
import { momentOutOfRange } from "./moment-errors.js";
import { argumentError, numberOutOfRange, outOfRange } from "./number-errors.js";
import { raisedError } from "./raised-errors.js";

/** What `errors_as_json` gives, as far as it is used. */
interface DuckDBError {
  readonly exception_type: string;
  readonly exception_message: string;
  /** Byte offset into the text that DuckDB saw. */
  readonly position?: string;
  readonly error_subtype?: string;
  readonly name?: string;
  readonly call?: string;
}

/** A byte offset into the text that DuckDB ran; `positions.ts` brings it back to the client's. */
export class LocatedError extends PgError {
  readonly byteOffset: number;
  constructor(error: PgError, byteOffset: number) {
    super(error.sqlstate, error.message, {
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error.cause,
    });
    this.byteOffset = byteOffset;
  }
}

export function fromDuckDB(thrown: unknown): PgError {
  if (thrown instanceof PgError) return thrown;
  const error = parse(thrown);
  if (error === undefined) return new InternalError(thrown);
  const mapped =
    raisedError(error.exception_message) ??
    momentOutOfRange(firstLine(error.exception_message), thrown) ??
    argumentError(firstLine(error.exception_message), thrown) ??
    map(error, thrown);
  const byteOffset = Number(error.position);
  return error.position !== undefined && Number.isSafeInteger(byteOffset)
    ? new LocatedError(mapped, byteOffset)
    : mapped;
}

function parse(thrown: unknown): DuckDBError | undefined {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const brace = message.indexOf("{");
  if (brace !== -1) {
    try {
      const error = JSON.parse(message.slice(brace)) as DuckDBError;
      if (typeof error.exception_type === "string" && typeof error.exception_message === "string") return error;
    } catch {
      // Not JSON after all: read as plain text below.
    }
  }
  const plain = /^([A-Z][A-Za-z ]+?) Error: ([\s\S]*)$/.exec(message);
  return plain === null ? undefined : { exception_type: plain[1] as string, exception_message: plain[2] as string };
}

function map(error: DuckDBError, cause: unknown): PgError {
  // Only the first line: the others list candidates, and quote text that the client did not write.
  const message = firstLine(error.exception_message);
  switch (error.exception_type.toLowerCase()) {
    case "parser":
    case "syntax":
      return new SyntaxError(message, { cause });
    case "binder":
      return fromBinder(error, message, cause);
    case "catalog":
      if (error.error_subtype === "MISSING_ENTRY" && /function/i.test(message)) {
        return new UndefinedFunction(`function ${error.name ?? "?"} does not exist`, {
          hint: "No function of that name is known here.",
          cause,
        });
      }
      if (/^Type with name/.test(message))
        return new UndefinedObject(`type "${error.name ?? "?"}" does not exist`, { cause });
      if (/^Collation with name/.test(message))
        return new UndefinedObject(`collation "${error.name ?? "?"}" for encoding "UTF8" does not exist`, { cause });
      return new InternalError(cause);
    case "conversion":
      return fromConversion(message, cause);
    case "out of range":
      return outOfRange(message, cause);
    case "invalid input":
      // It is about an object, and its path is nobody's business.
      if (/\bfile\b[^'"]*['"]\//i.test(message)) return unreadable(cause);
      if (/^More than one row returned by a subquery/.test(message)) {
        return new PgError("21000", "more than one row returned by a subquery used as an expression", { cause });
      }
      if (/^Division by zero/i.test(message)) return new PgError("22012", "division by zero", { cause });
      return new PgError("22000", message, { cause });
    case "mismatch type":
    case "invalid type":
      return new PgError("42804", message, { cause });
    case "not implemented":
      if (/^Unknown TimeZone/.test(message)) {
        return new InvalidParameterValue(`time zone "${/'(.*)'/.exec(message)?.[1] ?? "?"}" not recognized`, { cause });
      }
      if (/join on subquery/i.test(message)) {
        return new FeatureNotSupported("a subquery in the condition of an outer join is not supported", {
          hint: "Select what it gives in a subquery in FROM, under a name, and join that.",
          cause,
        });
      }
      return new FeatureNotSupported(message, { cause });
    case "interrupt":
      return new QueryCanceled();
    case "out of memory":
      return /temp|disk|max_temp_directory_size/i.test(message)
        ? new DiskFull("the statement needs more temporary space than there is", { cause })
        : new OutOfMemory("out of memory", {
            hint: "The statement needs more than engine.memory_limit allows.",
            cause,
          });
    case "permission":
      return new PgError("42501", "permission denied: files and settings are out of reach here", { cause });
    case "io":
      return /no space left/i.test(message) ? new DiskFull("no space left on device", { cause }) : unreadable(cause);
    case "http": {
      if (/\betag\b/i.test(message))
        return new ObjectNotInPrerequisiteState("an object has changed while it was read", { cause });
      const [, status] = /HTTP (\d{3})/.exec(message) ?? [];
      return new IoError(`the data cannot be read${status === undefined ? "" : `: the server says ${status}`}`, {
        cause,
      });
    }
    case "parameter not resolved":
      return new PgError("42P18", "could not determine data type of a parameter", { cause });
    case "parameter not allowed":
      return new InvalidParameterValue(message, { cause });
    case "expression":
    case "constraint":
      return new PgError("22000", message, { cause });
    case "fatal":
    case "internal":
      return new EngineFailed(cause);
    default:
      return new InternalError(cause);
  }
}

function unreadable(cause: unknown): PgError {
  return new IoError("the data cannot be read", { hint: "The gateway's log names the object.", cause });
}

function fromBinder(error: DuckDBError, message: string, cause: unknown): PgError {
  switch (error.error_subtype) {
    case "COLUMN_NOT_FOUND":
      return new UndefinedColumn(`column "${error.name ?? "?"}" does not exist`, { cause });
    case "NO_MATCHING_FUNCTION":
      return new UndefinedFunction(`function ${(error.call ?? error.name ?? "?").toLowerCase()} does not exist`, {
        hint: "No function matches the given name and argument types. You might need to add explicit type casts.",
        cause,
      });
    default:
  }
  const missing =
    /^(?:Referenced column "([^"]*)" not found|(?:Table|Values list) "[^"]*" does not have a column named "([^"]*)"|Cannot extract field '([^']*)')/.exec(
      message,
    );
  if (missing !== null)
    return new UndefinedColumn(`column "${missing[1] ?? missing[2] ?? missing[3]}" does not exist`, { cause });
  const noTable = /^Referenced table "([^"]*)" not found/.exec(message);
  if (noTable !== null) return new PgError("42P01", `missing FROM-clause entry for table "${noTable[1]}"`, { cause });
  if (/^Ambiguous reference to column name "([^"]*)"/.test(message)) {
    const name = /"([^"]*)"/.exec(message)?.[1];
    return new PgError("42702", `column reference "${name}" is ambiguous`, { cause });
  }
  if (
    /must appear in the GROUP BY clause|cannot contain aggregates|aggregate function calls cannot be nested/i.test(
      message,
    )
  ) {
    return new PgError("42803", message, { cause });
  }
  if (/expression depth/i.test(message)) return new ProgramLimitExceeded("statement is nested too deeply", { cause });
  if (/^Could not choose a best candidate function/.test(message)) return new PgError("42725", message, { cause });
  if (/Cannot (compare|mix) values|cannot be cast|Cannot cast|could not be cast/i.test(message)) {
    return new PgError("42804", message, { cause });
  }
  return new PgError("42601", message, { cause });
}

function fromConversion(message: string, cause: unknown): PgError {
  const text = /^Could not convert string '([\s\S]*)' to (\w+)/.exec(message);
  if (text !== null)
    return new PgError("22P02", `invalid input syntax for type ${postgresName(text[2] ?? "")}: "${text[1]}"`, {
      cause,
    });
  const number = numberOutOfRange(message, cause);
  if (number !== undefined) return number;
  const array = /^Type VARCHAR with value '([\s\S]*)' can't be cast to the destination type .*\[\]/.exec(message)?.[1];
  if (array !== undefined) {
    const hasNone = !/^\s*[{[]/.test(array);
    const detail = 'Array value must start with "{" or dimension information.';
    return new PgError("22P02", `malformed array literal: "${array}"`, { cause, ...(hasNone && { detail }) });
  }
  if (/^Unimplemented type for cast/.test(message)) return new PgError("42846", message, { cause });
  if (/(timestamp|date|time) field value out of range/i.test(message)) return new PgError("22008", message, { cause });
  if (/out of range|overflow/i.test(message)) return new PgError("22003", message, { cause });
  if (/invalid (timestamp|date|time|interval)/i.test(message)) return new PgError("22007", message, { cause });
  return new PgError("22P02", message, { cause });
}

const postgresNames: Readonly<Record<string, string>> = {
  BOOL: "boolean",
  INT8: "smallint",
  INT16: "smallint",
  INT32: "integer",
  INT64: "bigint",
  FLOAT: "real",
  DOUBLE: "double precision",
};

function postgresName(name: string): string {
  return postgresNames[name] ?? name.toLowerCase();
}

/** A message that quotes a long text of the client's is cut within it: not all that is looked for is found in one pass. */
const messageCharactersMax = 8_192;

function firstLine(message: string): string {
  const end = message.indexOf("\n");
  const line = end === -1 ? message : message.slice(0, end);
  return line.length <= messageCharactersMax
    ? line
    : `${line.slice(0, messageCharactersMax).replace(/[\ud800-\udbff]$/, "")}...`;
}
