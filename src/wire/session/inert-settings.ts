// Settings that clients set out of habit. They are checked, kept and shown, and change nothing here.

import type { SettingDefinition } from "./setting-definitions.js";
import { boolean, choice, integer, number, text } from "./setting-kinds.js";

const intMax = 2_147_483_647;
const count = integer({ min: 0, max: intMax });
const kilobytes = integer({ min: 0, max: intMax, unit: "kB" });
const milliseconds = integer({ min: 0, max: intMax, unit: "ms" });
const description = "Accepted for the sake of clients; has no effect.";

function inert(kind: SettingDefinition["kind"], fallbacks: Readonly<Record<string, string>>): SettingDefinition[] {
  return Object.entries(fallbacks).map(([name, fallback]) => ({ name, kind, fallback, description }));
}

export const inertSettings: readonly SettingDefinition[] = [
  ...inert(boolean, {
    array_nulls: "on",
    check_function_bodies: "on",
    debug_print_plan: "off",
    enable_bitmapscan: "on",
    enable_hashagg: "on",
    enable_hashjoin: "on",
    enable_indexonlyscan: "on",
    enable_indexscan: "on",
    enable_material: "on",
    enable_mergejoin: "on",
    enable_nestloop: "on",
    enable_seqscan: "on",
    enable_sort: "on",
    escape_string_warning: "on",
    exit_on_error: "off",
    geqo: "on",
    jit: "off",
    lo_compat_privileges: "off",
    log_duration: "off",
    quote_all_identifiers: "off",
    row_security: "on",
    synchronize_seqscans: "on",
    track_activities: "on",
    transform_null_equals: "off",
    zero_damaged_pages: "off",
  }),
  ...inert(text, {
    default_tablespace: "",
    default_table_access_method: "heap",
    default_text_search_config: "pg_catalog.simple",
    lc_collate: "C",
    lc_ctype: "C.UTF-8",
    lc_messages: "C",
    lc_monetary: "C",
    lc_numeric: "C",
    lc_time: "C",
    session_preload_libraries: "",
    temp_tablespaces: "",
    timezone_abbreviations: "Default",
  }),
  ...inert(count, {
    default_statistics_target: "100",
    effective_io_concurrency: "1",
    from_collapse_limit: "8",
    gin_fuzzy_search_limit: "0",
    join_collapse_limit: "8",
    max_parallel_workers_per_gather: "2",
    tcp_keepalives_count: "0",
    tcp_keepalives_idle: "0",
    tcp_keepalives_interval: "0",
    tcp_user_timeout: "0",
  }),
  ...inert(milliseconds, { client_connection_check_interval: "0", deadlock_timeout: "1s", lock_timeout: "0" }),
  ...inert(integer({ min: -1, max: intMax, unit: "ms" }), { log_min_duration_statement: "-1" }),
  ...inert(kilobytes, { maintenance_work_mem: "64MB", temp_buffers: "8MB", work_mem: "4MB" }),
  ...inert(number, { cpu_tuple_cost: "0.01", cursor_tuple_fraction: "0.1", random_page_cost: "4", seq_page_cost: "1" }),
  ...inert(choice(["safe_encoding", "on", "off"]), { backslash_quote: "safe_encoding" }),
  ...inert(choice(["partition", "on", "off"]), { constraint_exclusion: "partition" }),
  ...inert(choice(["terse", "default", "verbose"]), { log_error_verbosity: "default" }),
  ...inert(choice(["auto", "force_generic_plan", "force_custom_plan"]), { plan_cache_mode: "auto" }),
  ...inert(choice(["off", "on", "regress"]), { force_parallel_mode: "off" }),
  ...inert(choice(["origin", "replica", "local"]), { session_replication_role: "origin" }),
  ...inert(choice(["local", "remote_write", "remote_apply", "on", "off"]), { synchronous_commit: "on" }),
  ...inert(choice(["base64", "hex"]), { xmlbinary: "base64" }),
  ...inert(choice(["content", "document"]), { xmloption: "content" }),
];
