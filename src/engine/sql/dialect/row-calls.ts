// Functions that take rows: those that make JSON of them.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, type Typed } from "./analysis.js";
import { type JsonForm, rowAsJson } from "./rows.js";

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
  if (operands.every(({ record }) => record === undefined)) return { operands };
  const form = ofOne[name];
  if (form !== undefined) return { operands, ...ofOneRow(analysis, node, name, operands, form) };
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
  const span = analysis.spans.of(node);
  const place = analysis.spans.widest(row?.node);
  const isList = row?.record?.isList === true;
  const isPretty = isTrue(pretty?.node);
  if (row?.record === undefined || span === undefined || place === undefined || isPretty === undefined) return {};
  if (name === "row_to_json" ? isList : name === "array_to_json" && !isList) return {};
  rowAsJson(analysis, row, form, isPretty && form === "json" ? ",\n " : undefined);
  const text = analysis.rewriting.take(place);
  analysis.rewriting.take(span);
  analysis.rewriting.replace(span, text);
  return { whole: { node, type: form } };
}

/** Undefined: not written as a constant. */
function isTrue(node: Node | undefined): boolean | undefined {
  if (node === undefined) return false;
  const value = "A_Const" in node ? bodyOf(node)["boolval"] : undefined;
  return value === undefined ? undefined : (value as { readonly boolval?: boolean }).boolval === true;
}
