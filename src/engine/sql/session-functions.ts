// Functions which tell of the session or the gateway: the gateway answers them, not DuckDB.
// https://www.postgresql.org/docs/15/functions-info.html
import { FeatureNotSupported, PgError } from "../../errors.js";
import { quoteLiteral } from "../duckdb/sandbox.js";

export interface SessionFacts {
  readonly role: string;
  readonly database: string;
  readonly sessionId: number;
  readonly serverVersion: string;
  setting(name: string): string | undefined;
}

export interface SessionFunction {
  /** SQL that stands for the call. */
  readonly sql: (facts: SessionFacts, constants: readonly (string | undefined)[]) => string;
  /** True: its answer differs between sessions of one role, so a plan with it is not shared. */
  readonly isOfOneSession: boolean;
}

const ofRole = (sql: (facts: SessionFacts) => string): SessionFunction => ({ sql, isOfOneSession: false });
const ofSession = (sql: SessionFunction["sql"]): SessionFunction => ({ sql, isOfOneSession: true });

const role = ofRole((facts) => quoteLiteral(facts.role));
const database = ofRole((facts) => quoteLiteral(facts.database));
const schema = ofRole(() => "'public'");

/** Written with parentheses. */
export const sessionFunctions: ReadonlyMap<string, SessionFunction> = new Map([
  ["version", ofRole((facts) => quoteLiteral(`PostgreSQL ${facts.serverVersion}`))],
  ["current_database", database],
  ["current_schema", schema],
  ["current_schemas", ofRole(() => "['pg_catalog', 'public']")],
  ["pg_backend_pid", ofSession((facts) => `${facts.sessionId}::INTEGER`)],
  [
    "current_setting",
    ofSession((facts, [name]) => {
      if (name === undefined) throw new FeatureNotSupported("current_setting() takes a constant");
      const value = facts.setting(name.toLowerCase());
      if (value === undefined) throw new PgError("42704", `unrecognized configuration parameter "${name}"`);
      return quoteLiteral(value);
    }),
  ],
]);

/** Written without parentheses: key words of PostgreSQL's, columns to DuckDB's parser. */
export const sessionKeywords: ReadonlyMap<string, SessionFunction> = new Map([
  ["current_user", role],
  ["session_user", role],
  ["current_role", role],
  ["user", role],
  ["current_catalog", database],
  ["current_schema", schema],
]);
