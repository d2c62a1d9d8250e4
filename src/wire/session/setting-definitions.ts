// The settings that a session knows: names as they are shown, defaults, values, and who hears of a change.
// https://www.postgresql.org/docs/15/runtime-config-client.html

import { auditLevels } from "../../engine/api.js";
import { limits } from "../../limits.js";
import { inertSettings } from "./inert-settings.js";
import { byteaOutputs, clientEncoding, dateStyle, intervalStyles, timeZone } from "./locale-settings.js";
import {
  boolean,
  booleanOnly,
  choice,
  fixed,
  integer,
  printableName,
  type SettingKind,
  text,
} from "./setting-kinds.js";

export interface SettingDefinition {
  /** In PostgreSQL's own case. */
  readonly name: string;
  readonly kind: SettingKind;
  /** Empty for a fixed setting: its value is given when the session begins. */
  readonly fallback: string;
  /** For SHOW ALL. */
  readonly description: string;
  /** The client is told of its value at login and of every change, by ParameterStatus. */
  readonly isReported?: boolean;
  /** Only superusers may set it, for themselves or for others. */
  readonly isForSuperusers?: boolean;
  /** Its fallback is this setting's value; and it holds for one transaction at most. */
  readonly defaultsTo?: string;
}

const timeout = integer({ min: 0, max: 2_147_483_647, unit: "ms" });
const isolationLevel = choice(["serializable", "repeatable read", "read committed", "read uncommitted"]);
const messageLevels = choice(["debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning", "error"]);

const definitions: readonly SettingDefinition[] = [
  // What clients are told of.
  {
    name: "application_name",
    kind: printableName,
    fallback: "",
    isReported: true,
    description: "Sets the application name to be reported in statistics and logs.",
  },
  {
    name: "client_encoding",
    kind: clientEncoding,
    fallback: "UTF8",
    isReported: true,
    description: "Sets the client's character set encoding.",
  },
  {
    name: "DateStyle",
    kind: dateStyle,
    fallback: "ISO, MDY",
    isReported: true,
    description: "Sets the display format for date and time values.",
  },
  {
    name: "default_transaction_read_only",
    kind: boolean,
    fallback: "off",
    isReported: true,
    description: "Sets the default read-only status of new transactions.",
  },
  {
    name: "in_hot_standby",
    kind: fixed,
    fallback: "off",
    isReported: true,
    description: "Shows whether hot standby is currently active.",
  },
  {
    name: "integer_datetimes",
    kind: fixed,
    fallback: "on",
    isReported: true,
    description: "Shows whether datetimes are integer based.",
  },
  {
    name: "IntervalStyle",
    kind: choice(intervalStyles),
    fallback: "postgres",
    isReported: true,
    description: "Sets the display format for interval values.",
  },
  {
    name: "is_superuser",
    kind: fixed,
    fallback: "",
    isReported: true,
    description: "Shows whether the current user is a superuser.",
  },
  {
    name: "server_encoding",
    kind: fixed,
    fallback: "UTF8",
    isReported: true,
    description: "Shows the server (database) character set encoding.",
  },
  { name: "server_version", kind: fixed, fallback: "", isReported: true, description: "Shows the server version." },
  {
    name: "session_authorization",
    kind: fixed,
    fallback: "",
    isReported: true,
    description: "Sets the session user name.",
  },
  {
    name: "standard_conforming_strings",
    kind: booleanOnly("on"),
    fallback: "on",
    isReported: true,
    description: "Causes '...' strings to treat backslashes literally.",
  },
  {
    name: "TimeZone",
    kind: timeZone,
    fallback: "UTC",
    isReported: true,
    description: "Sets the time zone for displaying and interpreting time stamps.",
  },

  // What the gateway heeds.
  {
    name: "bytea_output",
    kind: choice(byteaOutputs),
    fallback: "hex",
    description: "Sets the output format for bytea.",
  },
  {
    name: "client_min_messages",
    kind: messageLevels,
    fallback: "notice",
    description: "Sets the message levels that are sent to the client.",
  },
  {
    name: "default_transaction_deferrable",
    kind: boolean,
    fallback: "off",
    description: "Sets whether new transactions may wait: none of ours has to.",
  },
  {
    name: "default_transaction_isolation",
    kind: isolationLevel,
    fallback: "read committed",
    description: "Sets the transaction isolation level of each new transaction.",
  },
  {
    name: "extra_float_digits",
    kind: integer({ min: -15, max: 3 }),
    fallback: "1",
    description: "Sets the number of digits displayed for floating-point values.",
  },
  {
    name: "idle_in_transaction_session_timeout",
    kind: timeout,
    fallback: "0",
    description: "Sets the maximum allowed idle time between queries, when in a transaction.",
  },
  {
    name: "idle_session_timeout",
    kind: timeout,
    fallback: "0",
    description: "Sets the maximum allowed idle time between queries, when not in a transaction.",
  },
  {
    name: "search_path",
    kind: text,
    fallback: '"$user", public',
    description: "Sets the schema search order for names that are not schema-qualified.",
  },
  { name: "server_version_num", kind: fixed, fallback: "", description: "Shows the server version as an integer." },
  {
    name: "sluice.audit_statements",
    kind: choice(["default", ...auditLevels]),
    fallback: "default",
    isForSuperusers: true,
    description: "Sets which statements the audit log keeps; default: what the gateway's audit.statements says.",
  },
  {
    name: "sluice.dialect",
    kind: choice(["postgres", "duckdb"]),
    fallback: "postgres",
    description: "Sets the dialect of SQL in which statements are read.",
  },
  {
    name: "sluice.result_bytes_max",
    kind: integer({ min: 0, max: Number.MAX_SAFE_INTEGER, unit: "B" }),
    fallback: "0",
    isForSuperusers: true,
    description: "Sets the maximum size of the rows that a statement may send.",
  },
  {
    name: "sluice.statement_timeout_max",
    kind: timeout,
    fallback: "0",
    isForSuperusers: true,
    description: "Sets the maximum of statement_timeout.",
  },
  {
    name: "statement_timeout",
    kind: timeout,
    fallback: "0",
    description: "Sets the maximum allowed duration of any statement.",
  },
  {
    name: "transaction_deferrable",
    kind: boolean,
    fallback: "",
    defaultsTo: "default_transaction_deferrable",
    description: "Sets whether a transaction may wait: none of ours has to.",
  },
  {
    name: "transaction_isolation",
    kind: isolationLevel,
    fallback: "",
    defaultsTo: "default_transaction_isolation",
    description: "Sets the current transaction's isolation level.",
  },
  {
    name: "transaction_read_only",
    kind: boolean,
    fallback: "",
    defaultsTo: "default_transaction_read_only",
    description: "Sets the current transaction's read-only status.",
  },

  // What is as it is.
  { name: "block_size", kind: fixed, fallback: "8192", description: "Shows the size of a disk block." },
  {
    name: "max_connections",
    kind: fixed,
    fallback: String(limits.connectionsMax),
    description: "Sets the maximum number of concurrent connections.",
  },
  {
    name: "max_identifier_length",
    kind: fixed,
    fallback: String(limits.identifierBytesMax),
    description: "Shows the maximum identifier length.",
  },
  { name: "max_index_keys", kind: fixed, fallback: "32", description: "Shows the maximum number of index keys." },
  { name: "role", kind: fixed, fallback: "none", description: "Sets the current role." },
  { name: "ssl", kind: fixed, fallback: "off", description: "Enables SSL connections." },
];

/** Every setting by its name in lower case. */
export const settingDefinitions: ReadonlyMap<string, SettingDefinition> = new Map(
  [...definitions, ...inertSettings].map((definition) => [definition.name.toLowerCase(), definition]),
);
