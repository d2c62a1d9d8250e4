// A string in quotes that stands for an array: its elements, each as its type's input function reads it.
import type { Node } from "libpg-query";
import { quoteLiteral } from "../../duckdb/sandbox.js";
import { listText } from "../array-text.js";
import { errorAt } from "./analysis.js";
import { fitsDecimal, isOfSeveralScales, plainDecimal } from "./decimals.js";
import { duckDBType } from "./duckdb-types.js";

type Element = string | null;
export type Elements = readonly (Element | Elements)[];

/** Of one element; undefined: DuckDB's cast reads it. */
export type ReadElement = (text: string) => string | undefined;

/** `type`: of the array. @throws PgError with the literal's place. */
export function arrayConstant(type: string, text: string, node: Node, read: ReadElement): string {
  const element = duckDBType(type.slice(1));
  const elements = elementsOf(text, node);
  const written = writtenList(elements, (value) => read(value) ?? quoteLiteral(value));
  const isScaled = type === "_numeric" && hasValue(elements);
  const ofValues = isScaled && isOfSeveralScales(valuesIn(elements).map(plainDecimal));
  if (ofValues) return `CAST(${written} AS DECIMAL(38,20)${"[]".repeat(depthOf(elements))})`;
  return isScaled ? written : `CAST(${written} AS ${element}${"[]".repeat(Math.max(1, depthOf(elements)))})`;
}

/** Of an array of numerics in one dimension: as they are written. */
export function numericTexts(text: string, node: Node): string | undefined {
  const elements = elementsOf(text, node);
  if (depthOf(elements) !== 1) return undefined;
  const digits = valuesIn(elements).map(plainDecimal);
  if (!digits.every((one) => one !== undefined && fitsDecimal(one))) return undefined;
  return `CAST(${writtenList(elements, (value) => quoteLiteral(plainDecimal(value.trim()) ?? value))} AS VARCHAR[])`;
}

/** Each as SQL, where it has one dimension. Undefined: it has more, or none. */
export function constantElements(
  type: string,
  text: string,
  node: Node,
  read: ReadElement,
): readonly string[] | undefined {
  const elements = elementsOf(text, node);
  if (depthOf(elements) !== 1) return undefined;
  const element = duckDBType(type.slice(1));
  return (elements as readonly Element[]).map((value) => {
    if (value === null) return "NULL";
    const written = read(value);
    return written ?? `CAST(${quoteLiteral(value)} AS ${element})`;
  });
}

/** 0: it has no elements. */
export function literalDimensions(text: string, node: Node): number {
  return depthOf(elementsOf(text, node));
}

export function literalElements(text: string, node: Node): Elements {
  return elementsOf(text, node);
}

function elementsOf(text: string, node: Node): Elements {
  if (/^\s*\[\s*[+-]?\d+\s*[:\]]/.test(text)) {
    throw errorAt(node, "0A000", "arrays with bounds are not supported", {
      hint: "Write the array without them: its first element has the subscript 1.",
    });
  }
  const values: string[] = [];
  const list = listText(text, (value) => String(values.push(value) - 1));
  const malformed = (detail: string | undefined): Error =>
    errorAt(node, "22P02", `malformed array literal: "${text}"`, detail === undefined ? {} : { detail });
  if (list === undefined) throw malformed(whatIsWrong(text));
  const parsed = withValues(JSON.parse(list.replaceAll("NULL", "null")) as Elements, values);
  if (dimensionsOf(parsed) === undefined) {
    throw malformed("Multidimensional arrays must have sub-arrays with matching dimensions.");
  }
  if (!isEven(parsed)) throw malformed(undefined);
  return depthOf(parsed) === 0 ? [] : parsed;
}

/** The commonest. */
function whatIsWrong(value: string): string | undefined {
  // With bounds of its own.
  if (/^\s*\[/.test(value)) return undefined;
  if (!/^\s*\{/.test(value)) return 'Array value must start with "{" or dimension information.';
  const bare = value.replaceAll(/"(?:[^"\\]|\\[^])*"|\\[^]/g, "");
  const [opened, closed] = [bare.split("{").length, bare.split("}").length];
  if (opened > closed) return "Unexpected end of input.";
  return opened < closed || !/\}\s*$/.test(bare) ? "Junk after closing right brace." : undefined;
}

/** How long it is at each depth; undefined: its lists differ. */
function dimensionsOf(shape: Element | Elements): string | undefined {
  if (!Array.isArray(shape)) return "";
  const inner = new Set((shape as Elements).map(dimensionsOf));
  const [only = ""] = inner;
  return inner.size > 1 || inner.has(undefined) ? undefined : `${shape.length},${only}`;
}

function isEven(list: Elements): boolean {
  const lists = list.filter((inner) => Array.isArray(inner)) as readonly Elements[];
  if (lists.length === 0) return true;
  const isAlike = lists.every(
    (inner) => inner.length === lists[0]?.length && depthOf(inner) === depthOf(lists[0]) && isEven(inner),
  );
  return isAlike && depthOf(lists[0] ?? []) > 0;
}

function depthOf(list: Elements): number {
  const [first] = list;
  if (first === undefined) return 0;
  if (!Array.isArray(first)) return 1;
  const inner = depthOf(first as Elements);
  return inner === 0 ? 0 : inner + 1;
}

function hasValue(list: Elements): boolean {
  return list.some((one) => (Array.isArray(one) ? hasValue(one as Elements) : one !== null));
}

function valuesIn(list: Elements): readonly string[] {
  return list.flatMap((one) =>
    Array.isArray(one) ? valuesIn(one as Elements) : one === null ? [] : [String(one).trim()],
  );
}

function withValues(list: Elements, values: readonly string[]): Elements {
  return list.map((one) => {
    if (one === null) return null;
    return typeof one === "string" ? (values[Number(one)] ?? null) : withValues(one, values);
  });
}

function writtenList(list: Elements, element: (value: string) => string): string {
  const items = list.map((one) => {
    if (one === null) return "NULL";
    return typeof one === "string" ? element(one) : writtenList(one, element);
  });
  return `[${items.join(", ")}]`;
}
