// One type made another: what stands around an expression, by both types.
import { isArray } from "./candidates.js";
import { castLowerings } from "./casts.js";
import { duckDBType } from "./duckdb-types.js";
import { jsonText } from "./functions/json.js";
import { macroNames } from "./macro-files.js";
import { typeNamed } from "./postgres-catalog.js";

/** SQL of the converted value, given the value's. */
export type Conversion = (sql: string) => string;

const texts = new Set(["text", "varchar", "bpchar", "name"]);

/** DuckDB casts them as PostgreSQL does. */
const plainTexts = new Set(["int2", "int4", "int8", "oid", "uuid", "json", "jsonb"]);

function macro(name: string): Conversion | undefined {
  return macroNames().has(name) ? (sql) => `pg.${name}(${sql})` : undefined;
}

/** Each element of an array of so many dimensions. */
export function over(element: Conversion, dimensions = 1): Conversion {
  const each = dimensions > 1 ? over(element, dimensions - 1) : element;
  const name = dimensions > 1 ? `pg_item${dimensions}` : "pg_item";
  return (sql) => `list_transform(${sql}, lambda ${name}: ${each(name)})`;
}

/** `plain`: DuckDB's own cast does it. Undefined: nobody knows how. */
export function conversionOf(from: string, to: string, dimensions?: number): Conversion | "plain" | undefined {
  if (from === to) return "plain";
  if (texts.has(from)) return ofText(from, to);
  if (from === "char" && to === "bpchar") return macro("char_to_bpchar");
  if (texts.has(to)) return textOf(from, dimensions) ?? "plain";
  const lowering = castLowerings[`${from}:${to}`];
  if (lowering?.kind === "call") return (sql) => `${lowering.name}(${sql})`;
  if (lowering?.kind === "same") return "plain";
  const named = macro(`${from}_to_${to}`) ?? (from === "jsonb" ? macro(`jsonb_${to}`) : undefined);
  if (named !== undefined) return named;
  if (from === "jsonb" && to === "numeric") return (sql) => `pg.text_numeric(pg.jsonb_numeric_text(${sql}))`;
  if (from === "json" && to === "jsonb") return macro("jsonb_in");
  const [element, wanted] = [typeNamed(from)?.element, typeNamed(to)?.element];
  if (element !== undefined && wanted !== undefined) {
    const inner = conversionOf(element, wanted);
    if (inner !== "plain" && inner !== undefined) return over(inner, dimensions);
    // DuckDB's cast names the dimensions.
    return (dimensions ?? 1) === 1 ? inner : plainCast(to, from, dimensions);
  }
  return "plain";
}

function ofText(from: string, to: string): Conversion | "plain" | undefined {
  const trimmed: Conversion = from === "bpchar" ? (sql) => `pg.bpchar_text(${sql})` : (sql) => sql;
  // With its blanks.
  if (to === "char") return macro("text_char");
  if (to === "name") return (sql) => `pg.name_cast(${trimmed(sql)})`;
  if (texts.has(to)) return from === "bpchar" && to !== "bpchar" ? trimmed : "plain";
  if (to === "json" || to === "jsonb") return (sql) => `pg.${to}_in(${trimmed(sql)})`;
  if (isArray(to)) {
    const element = typeNamed(to)?.element ?? "text";
    const inner = ofText("text", element);
    const list: Conversion = (sql) => `pg.text_list(${trimmed(sql)})`;
    if (texts.has(element)) return list;
    const cast: Conversion =
      inner === "plain" || inner === undefined ? (sql) => `CAST(${sql} AS ${duckDBType(element)})` : inner;
    return (sql) => over(cast)(list(sql));
  }
  const read = macro(`text_${to}`);
  return read === undefined ? "plain" : (sql) => read(trimmed(sql));
}

/** As a cast to text prints it. */
export function textOf(type: string, dimensions?: number): Conversion | undefined {
  if (plainTexts.has(type)) return undefined;
  if (isArray(type)) {
    const element = typeNamed(type)?.element ?? "text";
    const inner = texts.has(element)
      ? undefined
      : element === "bool"
        ? macro("bool_out")
        : (textOf(element) ?? ((sql: string) => `CAST(${sql} AS VARCHAR)`));
    // Of a NULL, DuckDB would say that it is a number; and of an aggregate, it does not know the type where a macro is chosen by it.
    const isKnown = dimensions === 1 || dimensions === 2;
    const text: Conversion = (sql) =>
      isKnown
        ? `pg.array_text_${dimensions}(${sql})`
        : `list_transform([${sql}], lambda pg_given: pg.array_text(pg_given))[1]`;
    return (sql) => `CAST(${text(inner === undefined ? sql : over(inner, dimensions)(sql))} AS VARCHAR)`;
  }
  return macro(`${type}_text`);
}

/** As CAST(x AS text) does, of any type. */
export function castToText(type: string): Conversion {
  const conversion = conversionOf(type, "text");
  return conversion === undefined || conversion === "plain" ? (sql) => `CAST(${sql} AS VARCHAR)` : conversion;
}

/** As the type's output function prints it, which concat() and format() show. */
export function outputOf(type: string, dimensions = 1): Conversion {
  if (type === "bool") return (sql) => `pg.bool_out(${sql})`;
  if (texts.has(type) || type === "unknown") return (sql) => `CAST(${sql} AS VARCHAR)`;
  return textOf(type, dimensions) ?? ((sql) => `CAST(${sql} AS VARCHAR)`);
}

/** As JSON, in text: a part of what is being built. */
export function jsonOf(type: string, form: "json" | "jsonb", dimensions = 1): Conversion {
  if (isArray(type)) {
    const list = jsonElements(type, form, dimensions);
    const macro = form === "jsonb" ? "pg.jsonb_of_list" : "pg.json_of_list";
    return (sql) => `${macro}(${list(sql)})`;
  }
  const known = jsonText[type === "unknown" ? "text" : type];
  if (known !== undefined) return (sql) => `${known[form]}(${sql})`;
  const printed = outputOf(type);
  return (sql) => `pg.json_of_text(${printed(sql)})`;
}

/** A list of the JSON of an array's elements, which are arrays where it has several dimensions. */
export function jsonElements(type: string, form: "json" | "jsonb", dimensions = 1): Conversion {
  const inner = dimensions > 1 ? type : (typeNamed(type)?.element ?? "text");
  const element = jsonOf(inner, form, dimensions - 1);
  const name = `pg_item${dimensions > 1 ? dimensions : ""}`;
  return (sql) => `list_transform(${sql}, lambda ${name}: ${element(name)})`;
}

/** With a modifier: varchar(3), numeric(10,2), timestamp(3). Undefined: DuckDB's own does it. */
export function modified(
  type: string,
  modifiers: readonly (number | undefined)[],
  dimensions = 1,
): Conversion | undefined {
  if (isArray(type)) {
    const each = modified(typeNamed(type)?.element ?? "", modifiers);
    return each === undefined ? undefined : over(each, dimensions);
  }
  const [first, second = 0] = modifiers;
  if (first === undefined) return undefined;
  switch (type) {
    case "varchar":
    case "bpchar":
    case "bit":
    case "varbit":
      return (sql) => `pg.${type}_cast(${sql}, ${first})`;
    case "numeric":
      return (sql) => `CAST(${sql} AS DECIMAL(${first},${second}))`;
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
      return (sql) => `pg.${type}_round(${sql}, ${first})`;
    default:
      return undefined;
  }
}

/** DuckDB's cast, of what it has an own word for. */
export function plainCast(to: string, from: string | undefined, dimensions = 1): Conversion {
  if (dimensions > 1) return (sql) => `CAST(${sql} AS ${duckDBType(to)}${"[]".repeat(dimensions - 1)})`;
  if (to === "numeric") {
    const widths: Readonly<Record<string, number>> = { int2: 5, int4: 10, int8: 19 };
    const width = widths[from ?? ""];
    if (from === "numeric") return (sql) => `(${sql})`;
    if (width !== undefined) return (sql) => `CAST(${sql} AS DECIMAL(${width},0))`;
  }
  return (sql) => `CAST(${sql} AS ${duckDBType(to)})`;
}
