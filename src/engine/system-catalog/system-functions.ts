// Which functions a statement for the system catalog may call: those that change nothing and only tell.
// https://www.postgresql.org/docs/18/xfunc-volatility.html
import { InsufficientPrivilege } from "../../errors.js";

/** Volatile to PostgreSQL, and harmless. */
const harmless = new Set([
  "clock_timestamp",
  "pg_blocking_pids",
  "pg_current_snapshot",
  "pg_current_xact_id",
  "pg_current_xact_id_if_assigned",
  "pg_database_size",
  "pg_indexes_size",
  "pg_is_in_recovery",
  "pg_relation_size",
  "pg_size_pretty",
  "pg_table_size",
  "pg_total_relation_size",
  "txid_current",
  "txid_current_if_assigned",
  "txid_current_snapshot",
]);

/** Stable or immutable to PostgreSQL, and not harmless: they run texts, or tell of the machine. */
const harmful =
  /^(query|cursor|table|schema|database)_to_xml|^pg_(stat_get_|cursor$|prepared_)|^(ts_stat|ts_rewrite|pg_config|pg_current_logfile)$/;

/** Names of the functions that no statement may call. `volatile`: those of which PostgreSQL says so. */
export function refusedFunctions(volatile: Iterable<string>): (name: string) => boolean {
  const refused = new Set([...volatile].filter((name) => !harmless.has(name)));
  return (name) => refused.has(name) || harmful.test(name);
}

/** @throws InsufficientPrivilege (42501) */
export function assertCallable(functions: readonly string[], isRefused: (name: string) => boolean): void {
  const refused = functions.find(isRefused);
  if (refused !== undefined) throw new InsufficientPrivilege(`permission denied for function ${refused}`);
}
