// What PostgreSQL would say of itself, and the gateway has to say of itself: its version, its database, its sessions.
import { quoteLiteral } from "../../duckdb/sandbox.js";
import { statisticsStatements } from "./statistics-views.js";

/** JSON: an object of the session's settings. A setting of the transaction (session-facts.ts). */
export const settingsSetting = "sluice.settings";

/** Not by current_setting, which asks for it. */
const ofSession = `nullif(pg_catalog.sluice_current_setting('${settingsSetting}', true), '')::pg_catalog.json`;

/** The number of the newest commit of the catalog. */
const commit = "current_setting('sluice.commit', true)::bigint";
const nextSnapshot = `(${commit} + 1)::text || ':' || (${commit} + 1)::text || ':'`;

export interface Truths {
  readonly startedAt: Date;
  /** `15.8 (Sluice 0.1.0)` */
  readonly serverVersion: string;
  readonly database: string;
}

/** To be run once in a new database, by whoever may change everything in it. The settings `sluice.*` are those of session-preamble.ts. */
export function truthStatements({ serverVersion, database, startedAt }: Truths): readonly string[] {
  const [major = "", minor = ""] = serverVersion.split(/[. ]/);
  const number = String(Number(major) * 10_000 + Number(minor));
  const told: Readonly<Record<string, string>> = {
    server_version: serverVersion,
    server_version_num: number,
    // Settings of PostgreSQL 15 that 18 does not have.
    lc_collate: "C",
    lc_ctype: "C.UTF-8",
  };
  const cases = Object.entries(told).map(([name, value]) => `WHEN ${quoteLiteral(name)} THEN ${quoteLiteral(value)}`);
  const ofSetting = (name: string, other: string): string =>
    `CASE ${name} ${cases.join(" ")} ELSE coalesce(${ofSession} ->> ${name}, ${other}) END`;
  return [
    `UPDATE pg_catalog.pg_database SET datname = ${quoteLiteral(database)} WHERE datname = current_database()`,
    // Nobody can connect to the others that PostgreSQL is made with, and what is said of this one is said of theirs.
    `DELETE FROM pg_catalog.pg_database WHERE datname <> ${quoteLiteral(database)}`,
    "DELETE FROM pg_catalog.pg_shdescription WHERE classoid = 'pg_catalog.pg_database'::pg_catalog.regclass",
    // Their own, by another name: what follows would call itself.
    "CREATE FUNCTION pg_catalog.sluice_current_setting(text, boolean) RETURNS text LANGUAGE internal STABLE STRICT AS 'show_config_by_name_missing_ok'",
    functionSql("version()", "text", quoteLiteral(`PostgreSQL ${serverVersion}`)),
    functionSql("pg_backend_pid()", "integer", "current_setting('sluice.backend_pid', true)::integer"),
    // A transaction of a client's changes nothing, and has no number: the next one to come is that of the next commit.
    functionSql("txid_current()", "bigint", `${commit} + 1`),
    functionSql("pg_current_xact_id()", "xid8", `(${commit} + 1)::text::xid8`),
    functionSql("txid_current_if_assigned()", "bigint", "NULL"),
    functionSql("pg_current_xact_id_if_assigned()", "xid8", "NULL"),
    functionSql("txid_current_snapshot()", "txid_snapshot", nextSnapshot),
    functionSql("pg_current_snapshot()", "pg_snapshot", nextSnapshot),
    functionSql("pg_postmaster_start_time()", "timestamptz", `${quoteLiteral(startedAt.toISOString())}::timestamptz`),
    // What a dataset's objects take, which the mirror tells as pages; indexes are but names.
    functionSql(
      "sluice_bytes(oid)",
      "bigint",
      "SELECT relpages::bigint * 8192 FROM pg_catalog.pg_class WHERE oid = $1",
    ),
    functionSql(
      "sluice_all_bytes()",
      "bigint",
      "SELECT coalesce(sum(relpages::bigint * 8192), 0) FROM pg_catalog.pg_class WHERE relkind = 'r' AND oid >= 16384",
    ),
    ...[
      "pg_relation_size(regclass)",
      "pg_relation_size(regclass, text)",
      "pg_table_size(regclass)",
      "pg_total_relation_size(regclass)",
    ].map((signature) => functionSql(signature, "bigint", "pg_catalog.sluice_bytes($1)")),
    functionSql("pg_indexes_size(regclass)", "bigint", "0"),
    // There is one database.
    ...["pg_database_size(name)", "pg_database_size(oid)"].map((signature) =>
      functionSql(signature, "bigint", "pg_catalog.sluice_all_bytes()"),
    ),
    // Nobody counts scans; how many rows there are is known.
    functionSql("sluice_rows(oid)", "bigint", "SELECT greatest(reltuples, 0) FROM pg_catalog.pg_class WHERE oid = $1"),
    functionSql("pg_stat_get_live_tuples(oid)", "bigint", "pg_catalog.sluice_rows($1)"),
    functionSql("pg_blocking_pids(integer)", "integer[]", "'{}'"),
    ...statisticsStatements(),
    functionSql("inet_client_addr()", "inet", "nullif(current_setting('sluice.client_address', true), '')::inet"),
    `CREATE OR REPLACE VIEW pg_catalog.pg_settings AS
       SELECT name,
         ${ofSetting("lower(name)", "setting")} AS setting,
         unit, category, short_desc, extra_desc, context, vartype, source, min_val, max_val, enumvals,
         ${ofSetting("lower(name)", "boot_val")} AS boot_val,
         ${ofSetting("lower(name)", "reset_val")} AS reset_val,
         sourcefile, sourceline, pending_restart
       FROM pg_catalog.pg_show_all_settings()`,
    functionSql(
      "current_setting(text)",
      "text",
      ofSetting("lower($1)", "pg_catalog.sluice_current_setting($1, false)"),
    ),
    functionSql(
      "current_setting(text, boolean)",
      "text",
      ofSetting("lower($1)", "pg_catalog.sluice_current_setting($1, $2)"),
    ),
  ];
}

/**
 * Also in the place of a function that there is. PostgreSQL calls its own functions by their OIDs, whatever the catalog says of them, unless the planner
 * has put their text in the place of the call: so for one of those it is one expression, without a query in it.
 */
function functionSql(signature: string, type: string, expression: string): string {
  return `CREATE OR REPLACE FUNCTION pg_catalog.${signature} RETURNS ${type} LANGUAGE sql STABLE AS ${quoteLiteral(`SELECT (${expression})::${type}`)}`;
}
