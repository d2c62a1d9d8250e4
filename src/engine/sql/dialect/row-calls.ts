// Functions that take rows: those that make JSON of them.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, type Typed } from "./analysis.js";
import { coerce } from "./coercion.js";
import { type Conversion, jsonElements } from "./conversions.js";
import { isNullRecord } from "./row-comparisons.js";
import { asTold, type JsonForm, jsonOfRecord, rowAsJson, rowAsText } from "./rows.js";

/** Of one value, and nothing else of it. */
const ofOne: Readonly<Record<string, JsonForm>> = {
  to_json: "json",
  to_jsonb: "jsonb",
  row_to_json: "json",
  array_to_json: "json",
};

const withOthers = /^(jsonb?)_(agg|object_agg|build_object|build_array)$/;

/** The operands with JSON in the place of rows; `whole`: the call itself is done with. */
export function withRowsAsJson(
  analysis: Analysis,
  node: Node,
  name: string,
  operands: readonly Typed[],
): { readonly operands: readonly Typed[]; readonly whole?: Typed } {
  const form = ofOne[name];
  if (name === "row_to_json" && operands[0] !== undefined && isNullRecord(operands[0].node)) {
    const span = analysis.spans.of(node);
    if (span !== undefined) {
      analysis.rewriting.take(span);
      analysis.rewriting.replace(span, "CAST(NULL AS JSON)");
    }
    return { operands, whole: { node, type: "json" } };
  }
  if (operands.every(({ record }) => record === undefined)) return { operands };
  if (form !== undefined) return { operands, ...ofOneRow(analysis, node, name, operands, form) };
  const [only] = operands;
  if (/^(lag|lead|first_value|last_value|nth_value)$/.test(name) && only?.record !== undefined) {
    return { operands, whole: { node, type: undefined, record: only.record } };
  }
  if (name === "array_agg" && only?.record?.isList === false && bodyOf(node)["agg_distinct"] !== true) {
    const record = { fields: only.record.fields, isList: true };
    return { operands, whole: { node, type: undefined, record } };
  }
  if (/^(concat|concat_ws|format)$/.test(name)) return { operands: operands.map((row) => rowAsText(analysis, row)) };
  const [, others] = withOthers.exec(name) ?? [];
  if (others === undefined) return { operands };
  if (bodyOf(node)["agg_distinct"] === true) {
    throw errorAt(node, "0A000", "DISTINCT over rows is not supported in this aggregate", {
      hint: "Select the distinct rows in a subquery first.",
    });
  }
  return {
    operands: operands.map((operand) =>
      operand.record === undefined
        ? operand
        : { ...rowAsJson(analysis, operand, others === "jsonb" ? "jsonb" : "json"), isRow: true },
    ),
  };
}

/** `row_to_json(t, true)` -> the JSON alone */
function ofOneRow(
  analysis: Analysis,
  node: Node,
  name: string,
  operands: readonly Typed[],
  form: JsonForm,
): { readonly whole?: Typed } {
  const [row, pretty] = operands;
  const isList = row?.record?.isList === true;
  if (row?.record === undefined) return {};
  if (name === "row_to_json" ? isList : name === "array_to_json" && !isList) return {};
  if (pretty !== undefined) coerce(analysis, pretty, "bool", { isForced: true });
  const shape = asTold(analysis, row.record);
  const plain = jsonOfRecord(shape, form);
  const lines = jsonOfRecord(shape, form, lineFeeds);
  writeJson(analysis, node, { row, pretty, plain, lines });
  return { whole: { node, type: form } };
}

const lineFeeds = ",\n ";

/** `array_to_json(a, true)` */
export function prettyArray(analysis: Analysis, node: Node, [array, pretty]: readonly Typed[]): Typed {
  const list = jsonElements(array?.type ?? "", "json", array?.dimensions);
  const lines: Conversion = (sql) => `pg.json_of_list_pretty(${list(sql)})`;
  const plain: Conversion = (sql) => `pg.json_of_list(${list(sql)})`;
  if (array !== undefined) writeJson(analysis, node, { row: array, pretty, plain, lines });
  return { node, type: "json" };
}

interface JsonCall {
  readonly row: Typed;
  /** Whether there are to be line feeds. */
  readonly pretty: Typed | undefined;
  readonly plain: Conversion;
  readonly lines: Conversion;
}

function writeJson(analysis: Analysis, node: Node, { row, pretty, plain, lines }: JsonCall): void {
  const span = analysis.spans.of(node);
  const place = analysis.spans.widest(row.node);
  if (span === undefined || place === undefined) return;
  const flag = pretty === undefined ? undefined : analysis.spans.widest(pretty.node);
  const condition = flag === undefined ? undefined : analysis.rewriting.take(flag);
  const sql = analysis.rewriting.take(place);
  analysis.rewriting.take(span);
  const either = `CASE WHEN ${condition} THEN ${lines("pg_line")} WHEN NOT (${condition}) THEN ${plain("pg_line")} END`;
  const text = condition === undefined ? plain(sql) : `list_transform([${sql}], lambda pg_line: ${either})[1]`;
  analysis.rewriting.replace(span, `CAST(${text} AS JSON)`);
}
