// Which of PostgreSQL's functions and operators are no part of the catalogue, and why. Rules, so that each is left out for a reason.
import type { RawEntry } from "./entries.js";

export const reasons = [
  "a type that is not served",
  "arguments that SQL has no values of",
  "behind an operator",
  "not for use by name",
  "administration and server files",
  "objects of the catalog and their storage",
] as const;

export type Reason = (typeof reasons)[number];

/** Types that Sluice serves, besides arrays of them. */
export const servedTypes = [
  ...["bool", "int2", "int4", "int8", "float4", "float8", "numeric", "text", "varchar", "bpchar", "name", "char"],
  ...["bytea", "date", "time", "timetz", "timestamp", "timestamptz", "interval", "uuid", "json", "jsonb", "bit"],
  ...["varbit", "oid"],
];

const polymorphicTypes = [
  ...["anyelement", "anyarray", "anynonarray", "anycompatible", "anycompatiblearray", "anycompatiblenonarray"],
  ...["any", "record", "_record", "void"],
];

const served = new Set([...servedTypes, ...servedTypes.map((type) => `_${type}`), ...polymorphicTypes]);

const withoutValues = /^(internal|cstring|_cstring|trigger|event_trigger|.*_handler|pg_ddl_command|unknown)$/;

/** What pg_description says of functions that others call: those of types, indexes, aggregates and languages. */
const servants =
  /^(I\/O|hash|less-equal-greater|aggregate |ordered-set|statistics: |equal image|GIN |window RANGE support|adjust .*(precision|typmod)|(internal|convert) .*conversion|for use by pg_upgrade|internal )|support( function)?$|larger of two|smaller of two|typmod/;

/** Names that the documentation has under other ones, or not at all. */
const unwritten =
  /^(d(exp|log1|log10|round|trunc|sqrt|cbrt|pow)|numeric_(exp|ln|log|sqrt|inc|power|div_trunc)|textlen|int4inc|int8(inc|dec)(_any)?|nameconcatoid|like|notlike|like_escape|.*_subdiff|.*_validator|in_range|gin_.*|int8inc_float8_float8|_pg_.*|pg_read_file_old|pg_rotate_logfile_old|pg_isolation_.*|pg_stop_making_.*|btequalimage|btvarstrequalimage|anytext.*|textanycat|array_unnest_support|.*_accum(_inv)?|.*_combine)$/;

const administration =
  /^(pg_(read|ls|stat|extension|get_keywords|advisory|try_advisory|wal|backup|start|stop|create|drop|copy|logical|replication|promote|reload|rotate|cancel|terminate|log|export|notify|listening|notification|safe_snapshot|blocking|event_trigger|control|config|conf|current_logfile|hba|ident_file|show|get_shmem|get_backend|get_wal|get_replication|get_publication|is_wal|is_in_recovery|last|available|sequence|settings|timezone|tablespace|database|jit|nextoid|import|file|switch|cursor|prepared|lock|postmaster|my_temp|is_other|trigger_depth|partition|mcv|ndistinct|dependencies|relation_|filenode|xact|get_multixact|sleep)|lo_|lo(read|write)|inet_|txid_|currval|nextval|setval|lastval|ts_|xml|query_to|table_to|schema_to|database_to|cursor_to|amvalidate|be_lo|brin_|gin_clean|row_security_active)/;

/** Written in statements all the same, whatever the rules say of their names and descriptions. */
const written =
  /^(array_cat|starts_with|pg_(typeof|backend_pid|sleep|size_pretty|size_bytes|client_encoding|encoding_to_char|char_to_encoding))$/;

const ofCatalog =
  /^(pg_(get|describe|identify|.*_is_visible|.*has_property|.*progress_phasename|has_role|collation|column|options_to_table|table_size|indexes_size|total_relation_size|relation|get_object_address|encoding_max_length)|has_.*_privilege|.*obj_description|obj_description|col_description|getpgusername|makeaclitem|acl|to_reg)/;

export function reasonAgainst(raw: RawEntry): Reason | undefined {
  if (raw.types.some((type) => withoutValues.test(type))) return "arguments that SQL has no values of";
  if (raw.types.some((type) => !served.has(type))) {
    // Its answer is a type's name: as text, it can be compared.
    if (raw.name !== "pg_typeof") return "a type that is not served";
  }
  if (raw.kind === "operator") return raw.isOfOperatorClass ? "not for use by name" : undefined;
  if (raw.kind === "aggregate" || raw.kind === "window" || written.test(raw.name)) return undefined;
  if (raw.comment.startsWith("implementation of ")) return "behind an operator";
  if (raw.isServant || servants.test(raw.comment) || unwritten.test(raw.name)) return "not for use by name";
  if (administration.test(raw.name)) return "administration and server files";
  return ofCatalog.test(raw.name) ? "objects of the catalog and their storage" : undefined;
}
