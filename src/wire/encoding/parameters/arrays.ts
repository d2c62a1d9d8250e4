// Parameters of array types: lists, nested as deep as the array has dimensions.
// https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO
import type { DataType, ParameterContent, ParameterValue } from "../../../engine/api.js";
import { InvalidBinaryRepresentation, PgError, ProgramLimitExceeded } from "../../../errors.js";
import { arrayDimensionsMax, type PgType } from "../pg-types.js";
import { type ArrayText, readArray } from "./array-text.js";
import { rescaled, widestDecimal } from "./numerics.js";
import { type ParameterContext, type ParameterDecoder, shown, wrongSize } from "./parameter-decoder.js";

export function arrayOf(element: ParameterDecoder, elementType: PgType, elementDataType: DataType): ParameterDecoder {
  return {
    text(text, context) {
      const array = readArray(text);
      if (array === "tooDeep") throw tooDeep(arrayDimensionsMax + 1, context);
      if (array === undefined) {
        throw new PgError("22P02", `malformed array literal: "${shown(text)}"`, context.place);
      }
      const elements = array.elements.map((item) => (item === null ? undefined : element.text(item, context)));
      return listOf(elements, array.dimensions, elementDataType);
    },
    binary(bytes, context) {
      const array = readBinaryArray(bytes, elementType.oid, context);
      const elements = array.elements.map((item) => (item === null ? undefined : element.binary(item, context)));
      return listOf(elements, array.dimensions, elementDataType);
    },
  };
}

/** Elements in row-major order, put into lists within lists. */
function listOf(
  elements: readonly (ParameterValue | undefined)[],
  dimensions: ArrayText["dimensions"],
  elementType: DataType,
): ParameterValue {
  const decimal = widestDecimal(elements);
  let type: DataType = decimal ?? elementType;
  let contents: readonly ParameterContent[] = elements.map((element) =>
    element === undefined ? null : decimal === undefined ? element.value : rescaled(element, decimal.scale),
  );
  for (const length of dimensions.slice(1).toReversed()) {
    contents = chunked(contents, length);
    type = { id: "LIST", child: type };
  }
  return { type: { id: "LIST", child: type }, value: contents };
}

function chunked(contents: readonly ParameterContent[], length: number): readonly ParameterContent[] {
  const chunks: ParameterContent[] = [];
  for (let start = 0; start < contents.length; start += length) chunks.push(contents.slice(start, start + length));
  return chunks;
}

interface BinaryArray {
  readonly dimensions: readonly number[];
  readonly elements: readonly (Buffer | null)[];
}

/** array_recv */
function readBinaryArray(bytes: Buffer, elementOid: number, context: ParameterContext): BinaryArray {
  if (bytes.length < 12) throw wrongSize(context);
  const dimensionCount = bytes.readInt32BE(0);
  const flags = bytes.readInt32BE(4);
  if (dimensionCount < 0) throw invalid(`invalid number of dimensions: ${dimensionCount}`, context);
  if (dimensionCount > arrayDimensionsMax) throw tooDeep(dimensionCount, context);
  if (flags !== 0 && flags !== 1) throw invalid("invalid array flags", context);
  if (bytes.readInt32BE(8) !== elementOid) throw new PgError("42804", "wrong element type", context.place);
  if (bytes.length < 12 + 8 * dimensionCount) throw wrongSize(context);
  const dimensions = Array.from({ length: dimensionCount }, (_, index) => bytes.readInt32BE(12 + 8 * index));
  if (dimensions.some((length) => length < 0)) throw invalid("invalid array dimension", context);
  const count = dimensions.length === 0 ? 0 : dimensions.reduce((product, length) => product * length, 1);
  const elements = readElements(bytes, 12 + 8 * dimensionCount, count, context);
  return count === 0 ? { dimensions: [0], elements } : { dimensions, elements };
}

function readElements(bytes: Buffer, start: number, count: number, context: ParameterContext): (Buffer | null)[] {
  // Each has at least its length: a count beyond that is refused before anything is made.
  if (count > (bytes.length - start) / 4) throw wrongSize(context);
  const elements: (Buffer | null)[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + 4 > bytes.length) throw wrongSize(context);
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length < -1 || at + length > bytes.length) throw wrongSize(context);
    elements.push(length === -1 ? null : bytes.subarray(at, at + length));
    at += Math.max(0, length);
  }
  if (at !== bytes.length) throw wrongSize(context);
  return elements;
}

function invalid(message: string, context: ParameterContext): PgError {
  return new InvalidBinaryRepresentation(message, context.place);
}

function tooDeep(dimensions: number, context: ParameterContext): PgError {
  return new ProgramLimitExceeded(
    `number of array dimensions (${dimensions}) exceeds the maximum allowed (${arrayDimensionsMax})`,
    context.place,
  );
}
