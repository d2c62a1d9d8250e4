// Which type of PostgreSQL's a client named for a parameter, as far as its bytes are those of the type that we know it by.
import type { DataType, ScalarTypeId } from "../data-type.js";

/** OIDs of a type and of its arrays. https://github.com/postgres/postgres/blob/REL_18_STABLE/src/include/catalog/pg_type.dat */
const oids: Partial<Record<ScalarTypeId, readonly [type: number, array: number]>> = {
  BOOLEAN: [16, 1000],
  BLOB: [17, 1001],
  BIGINT: [20, 1016],
  SMALLINT: [21, 1005],
  INTEGER: [23, 1007],
  VARCHAR: [25, 1009],
  UINTEGER: [26, 1028],
  FLOAT: [700, 1021],
  DOUBLE: [701, 1022],
  DATE: [1082, 1182],
  TIME: [1083, 1183],
  TIMESTAMP: [1114, 1115],
  TIMESTAMPTZ: [1184, 1185],
  INTERVAL: [1186, 1187],
  TIMETZ: [1266, 1270],
  UUID: [2950, 2951],
};

/** 0: PostgreSQL is to infer it. */
export function oidOfGivenType(type: DataType | undefined): number {
  if (type?.id === "POSTGRES") return type.oid;
  const [element, place] = type?.id === "LIST" ? [type.child, 1] : [type, 0];
  return oids[element?.id as ScalarTypeId]?.[place] ?? 0;
}
