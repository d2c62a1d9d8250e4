// The types that a column of a new dataset can have: PostgreSQL's names, and what they are to DuckDB and in Parquet.
import type { Node, TypeName } from "libpg-query";
import { FeatureNotSupported, PgError, UndefinedObject } from "../../errors.js";

const plainTypes = new Map(
  Object.entries({
    bool: "BOOLEAN",
    int2: "SMALLINT",
    int4: "INTEGER",
    int8: "BIGINT",
    float4: "FLOAT",
    float8: "DOUBLE",
    text: "VARCHAR",
    varchar: "VARCHAR",
    bytea: "BLOB",
    date: "DATE",
    time: "TIME",
    timestamp: "TIMESTAMP",
    timestamptz: "TIMESTAMP WITH TIME ZONE",
    uuid: "UUID",
    json: "JSON",
    jsonb: "JSON",
  }),
);

/** Those that PostgreSQL has and a dataset cannot, and why. */
const refusedTypes = new Map(
  Object.entries({
    interval: "Parquet keeps no intervals below a millisecond, nor negative ones. Use text, or bigint.",
    timetz: "Parquet keeps no offsets of times. Use timestamptz, or text.",
    bit: "Use text, or bytea.",
    varbit: "Use text, or bytea.",
    bpchar: "Its values would not be padded. Use text.",
    serial: "There are no sequences. Use integer.",
    bigserial: "There are no sequences. Use bigint.",
    smallserial: "There are no sequences. Use smallint.",
    serial4: "There are no sequences. Use integer.",
    serial8: "There are no sequences. Use bigint.",
    serial2: "There are no sequences. Use smallint.",
  }),
);

/** MAXDIM: PostgreSQL's arrays have no more dimensions. */
const arrayDepthMax = 6;
const decimalDigitsMax = 38;
/** Of a numeric without precision: what is beyond is rounded. */
const unboundedScale = 10;

/** @throws FeatureNotSupported (0A000) for a type, or a bound of one, that is not kept; UndefinedObject (42704). */
export function columnTypeOf(column: string, type: TypeName | undefined): string {
  const { names = [], typmods = [], arrayBounds = [], setof } = type ?? {};
  if (setof === true) throw new PgError("42P16", `column "${column}" cannot be declared SETOF`);
  const words = names.map((name) => ("String" in name ? (name.String.sval ?? "") : ""));
  const name = words.at(-1) ?? "";
  if (words.length > 1 && words[0] !== "pg_catalog") throw unknown(words.join("."));
  if (arrayBounds.length > arrayDepthMax) {
    throw new PgError(
      "54000",
      `number of array dimensions (${arrayBounds.length}) exceeds the maximum allowed (${arrayDepthMax})`,
    );
  }
  return `${elementOf(column, name, typmods.map(numberOf))}${"[]".repeat(arrayBounds.length)}`;
}

function elementOf(column: string, name: string, modifiers: readonly (number | undefined)[]): string {
  if (name === "numeric") return decimalOf(modifiers);
  const hint = refusedTypes.get(name);
  if (hint !== undefined) {
    const spelled = name === "bpchar" ? "character" : name;
    throw new FeatureNotSupported(`column "${column}" cannot be of type ${spelled}`, { hint });
  }
  const found = plainTypes.get(name);
  if (found === undefined) throw unknown(name);
  const [bound] = modifiers;
  // The clock's and the calendar's types have six digits, as they can at most.
  const isAsItIs = bound === undefined || (bound === 6 && name.startsWith("time"));
  if (!isAsItIs) {
    throw new FeatureNotSupported(`type ${name}(${bound}) is not supported`, {
      hint: `Its bound would not be kept. Use ${name === "varchar" ? "text" : name}.`,
    });
  }
  return found;
}

function decimalOf([precision, scale = 0]: readonly (number | undefined)[]): string {
  if (precision === undefined) return `DECIMAL(${decimalDigitsMax},${unboundedScale})`;
  if (precision < 1 || precision > 1000) {
    throw new PgError("22023", `NUMERIC precision ${precision} must be between 1 and 1000`);
  }
  if (precision > decimalDigitsMax || scale < 0 || scale > precision) {
    throw new FeatureNotSupported(`type numeric(${precision},${scale}) is not supported`, {
      hint: `There are numerics of up to ${decimalDigitsMax} digits, with a scale from 0 to their precision.`,
    });
  }
  return `DECIMAL(${precision},${scale})`;
}

function numberOf(node: Node): number | undefined {
  if (!("A_Const" in node) || node.A_Const.ival === undefined) return undefined;
  return node.A_Const.ival.ival ?? 0;
}

function unknown(name: string): UndefinedObject {
  return new UndefinedObject(`type "${name}" does not exist`, {
    hint: `There are: ${[...plainTypes.keys(), "numeric"].sort().join(", ")}, and arrays of them.`,
  });
}
