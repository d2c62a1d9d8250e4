// Functions that stand in FROM, and pragmas, which nothing can call.
import type { Family } from "./family.js";

const ingest = "CALL ingest(...) or CALL register(...) makes a dataset of files.";
const datasets = "sluice.datasets tells the datasets, CALL describe_dataset('name') the columns of one.";
const settings = "The engine's settings are the gateway's: see its config file.";

export const tableFunctions: Family = {
  leakproofOver: {
    generate_series: [["INTEGER"], ["INTEGER", "INTEGER"]],
    range: [["INTEGER"], ["INTEGER", "INTEGER"]],
  },
  allowed: ["json_each", "json_tree", "pg_timezone_names", "repeat", "unnest"],
  // Of the engine, not of data.
  administrators: ["duckdb_functions", "duckdb_keywords", "duckdb_memory", "duckdb_types", "icu_calendar_names"],
  refused: [
    {
      names: ["glob", "parquet_*", "read_*", "sniff_csv"],
      hint: ingest,
    },
    {
      names: [
        "duckdb_columns",
        "duckdb_constraints",
        "duckdb_databases",
        "duckdb_dependencies",
        "duckdb_indexes",
        "duckdb_schemas",
        "duckdb_sequences",
        "duckdb_table_sample",
        "duckdb_tables",
        "duckdb_views",
        "pragma_show",
        "pragma_storage_info",
        "pragma_table_info",
        "seq_scan",
      ],
      hint: datasets,
    },
    { names: ["query", "query_table"], hint: "Name the dataset in FROM." },
    { names: ["json_execute_serialized_sql"], hint: "Send the statement itself." },
    {
      names: ["histogram", "histogram_values", "summary"],
      hint: "GROUP BY and the aggregate histogram() count values.",
    },
    { names: ["repeat_row"], hint: "VALUES, and CROSS JOIN range(n), repeat rows." },
    { names: ["sql_auto_complete", "check_peg_parser", "disable_peg_parser", "enable_peg_parser"] },
    { names: ["test_all_types", "test_vector_types"], hint: "It is for the engine's own tests." },
    {
      names: [
        "arrow_scan",
        "arrow_scan_dumb",
        "checkpoint",
        "disable_logging",
        "disable_profiling",
        "duckdb_approx_database_count",
        "duckdb_connection_count",
        "duckdb_coordinate_systems",
        "duckdb_extensions",
        "duckdb_external_file_cache",
        "duckdb_log_contexts",
        "duckdb_logs",
        "duckdb_logs_parsed",
        "duckdb_optimizers",
        "duckdb_prepared_statements",
        "duckdb_profiling_settings",
        "duckdb_secret_types",
        "duckdb_secrets",
        "duckdb_settings",
        "duckdb_temporary_files",
        "duckdb_variables",
        "enable_logging",
        "enable_profiling",
        "force_checkpoint",
        "pragma_collations",
        "pragma_database_size",
        "pragma_metadata_info",
        "pragma_platform",
        "pragma_user_agent",
        "pragma_version",
        "truncate_duckdb_logs",
        "which_secret",
      ],
      hint: settings,
    },
  ],
  results: {},
};

/** PRAGMA is refused as a statement already; and none of them is a function for SELECT. */
export const pragmas: Family = {
  refused: [
    {
      names: [
        "add_parquet_key",
        "all_profiling_output",
        "collations",
        "copy_database",
        "database_list",
        "database_size",
        "disable_*",
        "enable_*",
        "extension_versions",
        "force_checkpoint",
        "functions",
        "import_database",
        "json_execute_serialized_sql",
        "metadata_info",
        "platform",
        "show",
        "show_databases",
        "show_tables",
        "show_tables_expanded",
        "storage_info",
        "table_info",
        "user_agent",
        "verify_*",
        "version",
      ],
      hint: settings,
    },
  ],
};
