// STRUCTs that are records of PostgreSQL's.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/rowtypes.c (record_out, record_send)
import type { Vector } from "../../../engine/api.js";
import { pgTypeOf } from "../pg-types.js";
import { escapeTable, quoteInPlace } from "./escaping.js";
import { isNull, type MakeColumnWriter, structVector, typeAs } from "./value-writer.js";

const openParenthesis = 0x28;
const closeParenthesis = 0x29;
const comma = 0x2c;

/** Quotes and backslashes are doubled. */
const recordEscapes = escapeTable({ 0x22: 1, 0x5c: 1 });
const quotedBytes = [0x22, 0x5c, openParenthesis, closeParenthesis, comma, 0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d];
const needsQuotes = Uint8Array.from({ length: 256 }, (_, byte) => (quotedBytes.includes(byte) ? 1 : 0));

function writeDoubled(bytes: Uint8Array, at: number, byte: number): void {
  bytes[at] = byte;
  bytes[at + 1] = byte;
}

function mustQuote(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return true;
  for (let index = start; index < end; index++) {
    if (needsQuotes[bytes[index] ?? 0] === 1) return true;
  }
  return false;
}

export const recordText: MakeColumnWriter = (type, context) => {
  const fields = typeAs(type, "STRUCT").fields.map((field) => context.writerOf(field.type, "text"));
  return (vector, sink) => {
    const writers = ofFields(structVector(vector).children, fields).map(({ child, make }) => ({
      child,
      write: make(child, sink),
    }));
    return (row, start) => {
      sink.reserve(start, 1);
      sink.bytes[start] = openParenthesis;
      let at = start + 1;
      for (const [index, { child, write }] of writers.entries()) {
        sink.reserve(at, 1);
        if (index > 0) sink.bytes[at++] = comma;
        if (isNull(child.validity, row)) continue;
        const end = write(row, at);
        at = mustQuote(sink.bytes, at, end) ? quoteInPlace(sink, at, end, recordEscapes, writeDoubled) : end;
      }
      sink.reserve(at, 1);
      sink.bytes[at] = closeParenthesis;
      return at + 1;
    };
  };
};

/** How many fields there are; of each its type, its length and its value. */
export const recordBinary: MakeColumnWriter = (type, context) => {
  const { fields } = typeAs(type, "STRUCT");
  const makers = fields.map((field) => context.writerOf(field.type, "binary"));
  const oids = fields.map((field) => pgTypeOf(field.type).oid);
  return (vector, sink) => {
    const writers = ofFields(structVector(vector).children, makers).map(({ child, make }) => ({
      child,
      write: make(child, sink),
    }));
    return (row, start) => {
      sink.reserve(start, 4);
      sink.view.setInt32(start, writers.length);
      let at = start + 4;
      for (const [index, { child, write }] of writers.entries()) {
        sink.reserve(at, 8);
        sink.view.setInt32(at, oids[index] ?? 0);
        const isMissing = isNull(child.validity, row);
        const end = isMissing ? at + 8 : write(row, at + 8);
        sink.view.setInt32(at + 4, isMissing ? -1 : end - at - 8);
        at = end;
      }
      return at;
    };
  };
};

function ofFields<T>(children: readonly Vector[], makers: readonly T[]): readonly { child: Vector; make: T }[] {
  return makers.flatMap((make, index) => {
    const child = children[index];
    return child === undefined ? [] : [{ child, make }];
  });
}
