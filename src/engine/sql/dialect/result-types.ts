// The types that a result's columns are announced with: PostgreSQL's, whatever DuckDB has worked them out in.
import type { AnnouncedType, DataType } from "../../data-type.js";
import { quoteIdentifier } from "../../duckdb/sandbox.js";
import { unknown } from "./candidates.js";
import { dataTypeOfPostgres, duckDBType } from "./duckdb-types.js";
import type { Column, RecordShape } from "./scope.js";

export interface ResultType {
  readonly type: DataType;
  /** Absent: it is there already. */
  readonly sql?: (name: string) => string;
}

const announced: Readonly<Record<string, AnnouncedType>> = {
  varchar: "varchar",
  bpchar: "bpchar",
  name: "name",
  char: "char",
  jsonb: "jsonb",
  json: "json",
  oid: "oid",
  bit: "bit",
  regtype: "regtype",
  void: "void",
  varbit: "varbit",
};

/** Those of DuckDB's that a numeric may lie in. */
const exactNumbers = new Set(["DECIMAL", "HUGEINT", "UHUGEINT", "UBIGINT", "BIGNUM"]);

/** A type of PostgreSQL's by its name, or what a record has. Undefined: not known. */
export type WantedType = string | RecordShape | undefined;

/** Undefined: it stays as DuckDB has it. */
export function castFor(type: DataType, wanted: WantedType): ResultType | undefined {
  if (wanted === undefined) return undefined;
  const list = wanted === "_numeric" ? listAsText(type) : undefined;
  if (list !== undefined) return list;
  if (typeof wanted === "object") return recordAsText(type, wanted) ?? { type: recordOf(type, wanted) };
  if (wanted === "record") return { type: noRecord, sql: () => "CAST(NULL AS STRUCT(f1 INTEGER))" };
  const target = wanted === "numeric" ? undefined : dataTypeOfPostgres(wanted);
  if (target === undefined) {
    if (wanted === "numeric" && type.id === "VARCHAR") return { type: numericAsText };
    if (type.id === "DECIMAL" && type.width === 38 && (type.scale === 20 || type.scale === 24)) {
      return { type: numericAsText, sql: (name) => `pg.numeric_shown_${type.scale}(${name})` };
    }
    const isInteger = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT"].includes(type.id);
    if (wanted !== "numeric" || exactNumbers.has(type.id) || !isInteger) return undefined;
    return { type: { id: "DECIMAL", width: 19, scale: 0 }, sql: (name) => `CAST(${name} AS DECIMAL(19,0))` };
  }
  if (type.id === "JSON" && target.id === "VARCHAR")
    return { type: dressed(target, wanted), sql: (name) => `CAST(${name} AS VARCHAR)` };
  if (sameStorage(type, target)) return { type: dressed(type, wanted) };
  // A NULL of no type, which DuckDB takes to be an integer at the end.
  if (type.id === "INTEGER" && !castable.has(target.id))
    return { type: dressed(target, wanted), sql: (name) => `CAST(${name} AS ${duckDBType(wanted)})` };
  // What PostgreSQL has no value of comes as DuckDB has it.
  if (!castable.has(target.id) || !castable.has(type.id)) return undefined;
  return { type: dressed(target, wanted), sql: (name) => `CAST(${name} AS ${duckDBType(wanted)})` };
}

/** Each element, in as many dimensions. Undefined: it was not computed. */
function listAsText(type: DataType, depth = 1): ResultType | undefined {
  if (type.id !== "LIST") return undefined;
  const { child } = type;
  const element = `pg_d${depth}`;
  const inner = child.id === "LIST" ? listAsText(child, depth + 1) : castFor(child, "numeric");
  const cast = inner?.sql;
  if (inner !== undefined && child.id === "VARCHAR") return { type: { id: "LIST", child: inner.type } };
  return inner === undefined || cast === undefined
    ? undefined
    : {
        type: { id: "LIST", child: inner.type },
        sql: (name) => `list_transform(${name}, lambda ${element}: ${cast(element)})`,
      };
}

/** With the digits of the fields that were computed. Undefined: none was. */
function recordAsText(type: DataType, wanted: RecordShape): ResultType | undefined {
  if (type.id !== "STRUCT") return undefined;
  const shown = type.fields.map((field, index) =>
    wanted.fields[index]?.type === "numeric" ? castFor(field.type, "numeric") : undefined,
  );
  if (!shown.some((cast) => cast?.sql !== undefined)) return undefined;
  // Those of ROW(...) have no names.
  const fields = type.fields.map((field, index) => ({
    name: field.name === "" ? `f${index + 1}` : field.name,
    type: shown[index]?.type ?? field.type,
  }));
  return {
    type: recordOf({ ...type, fields }, wanted),
    sql: (name) => {
      const parts = fields.map((field, index) => {
        const value = `struct_extract_at(${name}, ${index + 1})`;
        return `${quoteIdentifier(field.name)}: ${shown[index]?.sql?.(value) ?? value}`;
      });
      return `CASE WHEN ${name} IS NOT NULL THEN {${parts.join(", ")}} END`;
    },
  };
}

/** Of `NULL::record`: nothing else is a record without a shape. */
const noRecord: DataType = { id: "STRUCT", fields: [{ name: "f1", type: { id: "INTEGER" } }], as: "record" };

function recordOf(type: DataType, { fields }: RecordShape): DataType {
  if (type.id === "LIST") return { ...type, child: recordOf(type.child, { fields, isList: false }) };
  if (type.id !== "STRUCT") return type;
  const own = type.fields.map((field, index) => ({ ...field, type: fieldOf(field.type, fields[index]) }));
  return { ...type, fields: own, as: "record" };
}

function fieldOf(type: DataType, field: Column | undefined): DataType {
  if (field?.record !== undefined) return recordOf(type, field.record);
  // A text in quotes, or NULL, has no type of its own within a row.
  if (field?.type === unknown && (type.id === "VARCHAR" || type.id === "INTEGER")) return { id: type.id, as: unknown };
  const target = field?.type === undefined ? undefined : dataTypeOfPostgres(field.type);
  return target !== undefined && field?.type !== undefined && sameStorage(type, target)
    ? dressed(type, field.type)
    : type;
}

/** Of what was computed, the type's scale is more than the digits that PostgreSQL shows. */
const numericAsText: DataType = { id: "VARCHAR", as: "numeric" };

const castable = new Set([
  "BOOLEAN",
  "TINYINT",
  "SMALLINT",
  "INTEGER",
  "BIGINT",
  "HUGEINT",
  "UTINYINT",
  "USMALLINT",
  "UINTEGER",
  "UBIGINT",
  "FLOAT",
  "DOUBLE",
  "DATE",
  "TIMESTAMP",
  "TIMESTAMPTZ",
]);

function sameStorage(type: DataType, target: DataType): boolean {
  if (type.id === "LIST" && target.id === "LIST") {
    // PostgreSQL's type of an array does not tell how many dimensions it has.
    return sameStorage(type.child, type.child.id === "LIST" ? target : target.child);
  }
  const isText = (id: string): boolean => id === "VARCHAR" || id === "JSON";
  return type.id === target.id || (isText(type.id) && (isText(target.id) || target.id === "BIT"));
}

/** As it is, by another name. */
function dressed(type: DataType, wanted: string): DataType {
  if (type.id === "LIST") return { ...type, child: dressed(type.child, wanted.replace(/^_/, "")) };
  const as = announced[wanted];
  if (as === undefined || !("id" in type) || (type.id === "JSON" && as === "json")) return type;
  return type.id === "VARCHAR" || type.id === "JSON" || type.id === "UINTEGER" || type.id === "BIT"
    ? { id: type.id, as }
    : type;
}

/** A type as it came, by the name that was announced. */
export function announcedAs(type: DataType, announcedType: DataType): DataType {
  if (type.id === "LIST" && announcedType.id === "LIST") {
    const child = announcedAs(type.child, announcedType.child);
    return child === type.child ? type : { id: "LIST", child };
  }
  return type.id === announcedType.id && "as" in announcedType ? announcedType : type;
}
