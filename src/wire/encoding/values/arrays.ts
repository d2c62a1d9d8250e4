// LIST and ARRAY, served as PostgreSQL's arrays: nested lists are one array of several dimensions.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/arrayfuncs.c (array_out, array_send)
import type { ListVector, Vector } from "../../../engine/api.js";
import { PgError } from "../../../errors.js";
import { elementTypeOf, scalarTypeOf } from "../pg-types.js";
import type { ByteSink } from "./byte-sink.js";
import { escapeTable, quoteInPlace, writeBackslashed } from "./escaping.js";
import { isNull, listVector, type MakeColumnWriter, type ValueWriter, writeAscii } from "./value-writer.js";

const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = 0x2c;

const arrayEscapes = escapeTable({ 0x22: 1, 0x5c: 1 });
/** What an element cannot have without quotes: `"`, `\`, braces, the comma, white space. */
const quotedBytes = new Set([0x22, 0x5c, openBrace, closeBrace, comma, 0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]);
const needsQuotes = Uint8Array.from({ length: 256 }, (_, byte) => (quotedBytes.has(byte) ? 1 : 0));

export const arrayText: MakeColumnWriter = (type, context) => {
  const element = context.writerOf(elementTypeOf(type), "text");
  return (vector, sink) => {
    const { levels, leaf } = levelsOf(vector);
    const write = textElement(leaf, element(leaf, sink), sink);
    const writeLevel = (depth: number, row: number, start: number): number => {
      const level = levels[depth];
      if (level === undefined) return write(row, start);
      sink.reserve(start, 1);
      sink.bytes[start] = openBrace;
      let at = start + 1;
      const first = level.starts[row] ?? 0;
      const count = level.counts[row] ?? 0;
      for (let index = 0; index < count; index++) {
        sink.reserve(at, 1);
        if (index > 0) sink.bytes[at++] = comma;
        at = writeLevel(depth + 1, first + index, at);
      }
      sink.reserve(at, 1);
      sink.bytes[at] = closeBrace;
      return at + 1;
    };
    return (row, at) =>
      dimensionsOf(levels, row).length === 0 ? writeAscii(sink.view, at, "{}") : writeLevel(0, row, at);
  };
};

function textElement(leaf: Vector, write: ValueWriter, sink: ByteSink): ValueWriter {
  return (row, at) => {
    sink.reserve(at, 0);
    if (isNull(leaf.validity, row)) return writeAscii(sink.view, at, "NULL");
    const end = write(row, at);
    return mustQuote(sink.bytes, at, end) ? quoteInPlace(sink, at, end, arrayEscapes, writeBackslashed) : end;
  };
}

function mustQuote(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end || (end - start === 4 && spellsNull(bytes, start))) return true;
  for (let index = start; index < end; index++) {
    if (needsQuotes[bytes[index] ?? 0] === 1) return true;
  }
  return false;
}

function spellsNull(bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < 4; index++) {
    if (((bytes[start + index] ?? 0) | 0x20) !== "null".charCodeAt(index)) return false;
  }
  return true;
}

/** Dimensions, whether any is NULL, the elements' type; per dimension its length and its first index; the elements. */
export const arrayBinary: MakeColumnWriter = (type, context) => {
  const elementType = elementTypeOf(type);
  const { oid } = scalarTypeOf(elementType);
  const element = context.writerOf(elementType, "binary");
  return (vector, sink) => {
    const { levels, leaf } = levelsOf(vector);
    const write = element(leaf, sink);
    let hasNull = false;
    const writeElements = (depth: number, row: number, start: number): number => {
      const level = levels[depth];
      if (level === undefined) {
        sink.reserve(start, 4);
        const isMissing = isNull(leaf.validity, row);
        const end = isMissing ? start + 4 : write(row, start + 4);
        sink.view.setInt32(start, isMissing ? -1 : end - start - 4);
        hasNull ||= isMissing;
        return end;
      }
      const first = level.starts[row] ?? 0;
      const count = level.counts[row] ?? 0;
      let at = start;
      for (let index = 0; index < count; index++) at = writeElements(depth + 1, first + index, at);
      return at;
    };
    return (row, start) => {
      const dimensions = dimensionsOf(levels, row);
      sink.reserve(start, 12 + 8 * dimensions.length);
      sink.view.setInt32(start, dimensions.length);
      sink.view.setInt32(start + 8, oid);
      let at = start + 12;
      for (const length of dimensions) {
        sink.view.setInt32(at, length);
        sink.view.setInt32(at + 4, 1);
        at += 8;
      }
      hasNull = false;
      const end = dimensions.length === 0 ? at : writeElements(0, row, at);
      sink.view.setInt32(start + 4, hasNull ? 1 : 0);
      return end;
    };
  };
};

interface Levels {
  readonly levels: readonly ListVector[];
  readonly leaf: Vector;
}

function levelsOf(vector: Vector): Levels {
  const levels = [listVector(vector)];
  let leaf = listVector(vector).child;
  while (leaf.layout === "list" && leaf.type.id !== "MAP") {
    levels.push(leaf);
    leaf = leaf.child;
  }
  return { levels, leaf };
}

/** Empty for an array without elements. */
function dimensionsOf(levels: readonly ListVector[], row: number): readonly number[] {
  const dimensions = [levels[0]?.counts[row] ?? 0];
  for (let depth = 1; depth < levels.length; depth++) dimensions.push(-1);
  if (levels.length > 1) checkLevel(levels, 0, row, dimensions);
  return dimensions.some((length) => length <= 0) ? [] : dimensions;
}

function checkLevel(levels: readonly ListVector[], depth: number, row: number, dimensions: number[]): void {
  const level = levels[depth];
  const inner = levels[depth + 1];
  if (level === undefined || inner === undefined) return;
  const first = level.starts[row] ?? 0;
  for (let index = first; index < first + (level.counts[row] ?? 0); index++) {
    const length = inner.counts[index] ?? 0;
    if (dimensions[depth + 1] === -1) dimensions[depth + 1] = length;
    if (isNull(inner.validity, index) || dimensions[depth + 1] !== length) throw new RaggedArray();
    checkLevel(levels, depth + 1, index, dimensions);
  }
}

/** DuckDB's nested lists may differ in length; PostgreSQL's arrays cannot. */
class RaggedArray extends PgError {
  constructor() {
    super("2202E", "multidimensional arrays must have array expressions with matching dimensions", {
      hint: "Cast the value to JSON.",
    });
  }
}
