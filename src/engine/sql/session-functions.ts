// Functions which tell of the session or the gateway: the gateway answers them, not DuckDB.
// https://www.postgresql.org/docs/15/functions-info.html
import { UndefinedObject } from "../../errors.js";
import { quoteLiteral } from "../duckdb/sandbox.js";
import { searchPathOf } from "./search-path.js";

export interface SessionFacts {
  /** `current_user`. */
  readonly role: string;
  /** `session_user`. */
  readonly sessionRole: string;
  readonly database: string;
  readonly sessionId: number;
  readonly serverVersion: string;
  /** Absent: it began with the statement. */
  readonly transactionStartedAt?: Date | undefined;
  setting(name: string): string | undefined;
}

export interface SessionFunction {
  /** SQL that stands for the call; undefined: the call itself. */
  readonly sql: (facts: SessionFacts, constants: readonly (string | null)[]) => string | undefined;
  readonly argumentCounts: readonly number[];
  /** True: its answer differs between sessions of one role, so a plan with it is not shared. */
  readonly isOfOneSession: boolean;
}

const ofRole = (sql: SessionFunction["sql"], argumentCounts: readonly number[] = [0]): SessionFunction => ({
  sql,
  argumentCounts,
  isOfOneSession: false,
});
const ofSession = (sql: SessionFunction["sql"], argumentCounts: readonly number[] = [0]): SessionFunction => ({
  sql,
  argumentCounts,
  isOfOneSession: true,
});

/** A bare literal would mean something else after ORDER BY. */
const text = (value: string): string => `CAST(${quoteLiteral(value)} AS VARCHAR)`;

/** Schemas that are not there are in it, too: whether one is there is not for everybody to know. */
function searchPath(facts: SessionFacts): readonly string[] {
  return searchPathOf(facts.setting("search_path"));
}

const role = ofRole((facts) => text(facts.role));
const database = ofRole((facts) => text(facts.database));
const schema = ofSession((facts) => {
  const [first] = searchPath(facts);
  return first === undefined ? "CAST(NULL AS VARCHAR)" : text(first);
});

/** Of the transaction's start, which is a statement's own to DuckDB. */
const moment = (type?: string): SessionFunction =>
  ofSession(({ transactionStartedAt }) => {
    if (transactionStartedAt === undefined) return undefined;
    const start = `CAST(${quoteLiteral(transactionStartedAt.toISOString())} AS TIMESTAMP WITH TIME ZONE)`;
    return type === undefined ? start : `CAST(${start} AS ${type})`;
  });

/** Written with parentheses. */
export const sessionFunctions: ReadonlyMap<string, SessionFunction> = new Map([
  ["version", ofRole((facts) => text(`PostgreSQL ${facts.serverVersion}`))],
  ["current_database", database],
  ["current_user", role],
  ["session_user", ofRole((facts) => text(facts.sessionRole))],
  ["current_schema", schema],
  [
    "current_schemas",
    ofSession(
      (facts, [withImplicit]) => {
        if (withImplicit === null) return "CAST(NULL AS VARCHAR[])";
        const path = searchPath(facts);
        const implicit = withImplicit?.startsWith("t") === true && !path.includes("pg_catalog") ? ["pg_catalog"] : [];
        return `CAST([${[...implicit, ...path].map(quoteLiteral).join(", ")}] AS VARCHAR[])`;
      },
      [1],
    ),
  ],
  // Pools ask for it whenever a connection comes back. There are no such locks; its type, void, is shown as an empty text.
  ["pg_advisory_unlock_all", ofRole(() => text(""))],
  ["now", moment()],
  ["transaction_timestamp", moment()],
  ["pg_backend_pid", ofSession((facts) => `CAST(${facts.sessionId} AS INTEGER)`)],
  [
    "current_setting",
    ofSession(
      (facts, [name = "", isMissingFine]) => {
        if (name === null || isMissingFine === null) return "CAST(NULL AS VARCHAR)";
        const value = facts.setting(name.toLowerCase());
        if (value !== undefined) return text(value);
        if (isMissingFine?.startsWith("t") === true) return "CAST(NULL AS VARCHAR)";
        throw new UndefinedObject(`unrecognized configuration parameter "${name}"`);
      },
      [1, 2],
    ),
  ],
]);

/** Written without parentheses: key words of PostgreSQL's, columns to DuckDB's parser. */
export const sessionKeywords: ReadonlyMap<string, SessionFunction> = new Map([
  ["current_user", role],
  ["session_user", ofRole((facts) => text(facts.sessionRole))],
  ["current_role", role],
  ["user", role],
  ["current_catalog", database],
  ["current_schema", schema],
  ["current_date", moment("DATE")],
  ["current_time", moment("TIME WITH TIME ZONE")],
  ["current_timestamp", moment()],
  ["localtime", moment("TIME")],
  ["localtimestamp", moment("TIMESTAMP")],
]);
