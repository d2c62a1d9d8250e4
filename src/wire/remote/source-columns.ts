// What the columns of another PostgreSQL's answer become in a dataset.
import type { NewColumn, Notice } from "../../engine/api.js";
import { DuplicateColumn } from "../../errors.js";
import { decimalDigitsMax } from "../encoding/parameters/numerics.js";
import { pgTypes } from "../encoding/pg-types.js";

export interface SourceField {
  readonly name: string;
  readonly dataTypeID: number;
  /** -1: none. */
  readonly dataTypeModifier: number;
}

export interface SourceColumns {
  readonly columns: readonly NewColumn[];
  readonly notices: readonly Notice[];
}

const plain: ReadonlyMap<number, string> = new Map<number, string>([
  [pgTypes.bool.oid, "BOOLEAN"],
  [pgTypes.int2.oid, "SMALLINT"],
  [pgTypes.int4.oid, "INTEGER"],
  [pgTypes.int8.oid, "BIGINT"],
  [pgTypes.float4.oid, "FLOAT"],
  [pgTypes.float8.oid, "DOUBLE"],
  [pgTypes.text.oid, "VARCHAR"],
  [pgTypes.bytea.oid, "BLOB"],
  [pgTypes.date.oid, "DATE"],
  [pgTypes.time.oid, "TIME"],
  [pgTypes.timestamp.oid, "TIMESTAMP"],
  [pgTypes.timestamptz.oid, "TIMESTAMP WITH TIME ZONE"],
  [pgTypes.uuid.oid, "UUID"],
  [pgTypes.json.oid, "JSON"],
  [pgTypes.jsonb.oid, "JSON"],
]);

const elements: ReadonlyMap<number, number> = new Map(
  Object.values(pgTypes)
    .filter(({ arrayOid }) => arrayOid !== 0)
    .map(({ oid, arrayOid }) => [arrayOid, oid]),
);

/** What has no type here is text: enums, network addresses, intervals, and numerics without a precision. */
export function sourceColumns(fields: readonly SourceField[]): SourceColumns {
  const notices: Notice[] = [];
  const seen = new Set<string>();
  const columns = fields.map(({ name, dataTypeID, dataTypeModifier }): NewColumn => {
    // DuckDB takes names in any case for the same.
    if (seen.has(name.toLowerCase())) throw new DuplicateColumn(name);
    seen.add(name.toLowerCase());
    const element = elements.get(dataTypeID);
    const type = scalarOf(element ?? dataTypeID, dataTypeModifier);
    if (type !== undefined) return { name, type: element === undefined ? type : `${type}[]`, isNullable: true };
    if ((element ?? dataTypeID) === pgTypes.numeric.oid) notices.push(unbounded(name));
    return { name, type: "VARCHAR", isNullable: true };
  });
  return { columns, notices };
}

function scalarOf(oid: number, modifier: number): string | undefined {
  if (oid !== pgTypes.numeric.oid) return plain.get(oid);
  if (modifier < 4) return undefined;
  // numeric_typmod_precision and numeric_typmod_scale: 11 bits, signed.
  const precision = ((modifier - 4) >> 16) & 0xffff;
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  return precision <= decimalDigitsMax && scale >= 0 && scale <= precision
    ? `DECIMAL(${precision},${scale})`
    : undefined;
}

function unbounded(name: string): Notice {
  return {
    severity: "NOTICE",
    sqlstate: "00000",
    message: `column "${name}" is numeric without a precision that fits, so it is kept as text`,
    hint: `Cast it in the query: ${name}::numeric(20,4).`,
  };
}
