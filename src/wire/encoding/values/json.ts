// Values within a JSON document, as PostgreSQL's to_json writes them. Structs, maps and unions are served as such.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/json.c (datum_to_json)
import type { DataType, StructVector, Vector } from "../../../engine/api.js";
import { writeHex } from "./blobs.js";
import type { ByteSink } from "./byte-sink.js";
import { copyUtf8 } from "./copying.js";
import { viewOf } from "./byte-sink.js";
import { escapeTable, quoteInPlace, writeBackslashed } from "./escaping.js";
import {
  type ColumnWriter,
  isNull,
  listVector,
  type MakeColumnWriter,
  structVector,
  typeAs,
  type ValueWriter,
  type WriterContext,
  writeAscii,
} from "./value-writer.js";

const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const colon = 0x3a;
const digitZero = 0x30;
const digitNine = 0x39;

const shortEscapes: Readonly<Record<number, string>> = {
  0x08: "b",
  0x09: "t",
  0x0a: "n",
  0x0c: "f",
  0x0d: "r",
  0x22: '"',
  0x5c: "\\",
};

const jsonEscapes = escapeTable({
  ...Object.fromEntries(Array.from({ length: 0x20 }, (_, byte) => [byte, 5])),
  ...Object.fromEntries(Object.keys(shortEscapes).map((byte) => [byte, 1])),
});

function writeJsonEscape(bytes: Uint8Array, at: number, byte: number): void {
  const short = shortEscapes[byte];
  if (short !== undefined) writeBackslashed(bytes, at, short.charCodeAt(0));
  else writeHex(bytes, at + Buffer.from("\\u00").copy(bytes, at), byte);
}

/** A string of what another writer writes. */
export function quotedJson(makeText: MakeColumnWriter): MakeColumnWriter {
  return (type, context) => {
    const text = makeText(type, context);
    return (vector, sink) => {
      const write = text(vector, sink);
      return (row, at) => quoteInPlace(sink, at, write(row, at), jsonEscapes, writeJsonEscape);
    };
  };
}

/** A number, except for NaN and the infinities, which JSON lacks. */
export function numberJson(makeText: MakeColumnWriter): MakeColumnWriter {
  return (type, context) => {
    const text = makeText(type, context);
    return (vector, sink) => {
      const write = text(vector, sink);
      return (row, at) => {
        const end = write(row, at);
        const last = sink.bytes[end - 1] ?? 0;
        const isNumber = last >= digitZero && last <= digitNine;
        return isNumber ? end : quoteInPlace(sink, at, end, jsonEscapes, writeJsonEscape);
      };
    };
  };
}

/** LIST and ARRAY. */
export const listJson: MakeColumnWriter = (type, context) => {
  const element = context.writerOf((type.id === "LIST" ? type : typeAs(type, "ARRAY")).child, "json");
  return (vector, sink) => {
    const { starts, counts, child } = listVector(vector);
    const write = nullable(child, element, sink);
    return (row, at) => {
      const start = starts[row] ?? 0;
      return writeSequence(sink, at, openBracket, closeBracket, counts[row] ?? 0, (index, next) =>
        write(start + index, next),
      );
    };
  };
};

export const structJson: MakeColumnWriter = (type, context) => {
  const fields = typeAs(type, "STRUCT").fields.map((field) => ({
    key: jsonKey(field.name),
    element: context.writerOf(field.type, "json"),
  }));
  return (vector, sink) => {
    const { children } = structVector(vector);
    const writers = fields.map(({ key, element }, index) => ({
      key,
      write: nullable(childOf(children, index), element, sink),
    }));
    return (row, at) =>
      writeSequence(sink, at, openBrace, closeBrace, writers.length, (index, next) => {
        const writer = writers[index];
        if (writer === undefined) return next;
        return writer.write(row, copyUtf8(sink, next, writer.key, 0, writer.key.byteLength));
      });
  };
};

/** An object where the keys are text; otherwise an array of objects with `key` and `value`. */
export const mapJson: MakeColumnWriter = (type, context) => {
  const { key, value } = typeAs(type, "MAP");
  const hasTextKeys = key.id === "VARCHAR" || key.id === "ENUM";
  const entry = hasTextKeys
    ? textEntry(key, value, context)
    : context.writerOf(
        {
          id: "STRUCT",
          fields: [
            { name: "key", type: key },
            { name: "value", type: value },
          ],
        },
        "json",
      );
  return (vector, sink) => {
    const { starts, counts, child } = listVector(vector);
    const write = entry(child, sink);
    return (row, at) => {
      const start = starts[row] ?? 0;
      const [open, close] = hasTextKeys ? [openBrace, closeBrace] : [openBracket, closeBracket];
      return writeSequence(sink, at, open, close, counts[row] ?? 0, (index, next) => write(start + index, next));
    };
  };
};

function textEntry(key: DataType, value: DataType, context: WriterContext): ColumnWriter {
  const keys = context.writerOf(key, "json");
  const values = context.writerOf(value, "json");
  return (vector, sink) => {
    const { children } = structVector(vector);
    const writeKey = keys(childOf(children, 0), sink);
    const writeValue = nullable(childOf(children, 1), values, sink);
    return (row, at) => {
      const next = writeKey(row, at);
      sink.bytes[next] = colon;
      return writeValue(row, next + 1);
    };
  };
}

/** As the value of the member that it has. */
export const unionJson: MakeColumnWriter = (type, context) => {
  const members = typeAs(type, "UNION").members.map((member) => context.writerOf(member.type, "json"));
  return (vector, sink) => {
    const { children } = structVector(vector);
    const tags = childOf(children, 0);
    if (tags.layout !== "fixed") throw new Error("a union without tags");
    const writers = members.map((member, index) => nullable(childOf(children, index + 1), member, sink));
    return (row, at) => {
      const write = writers[tags.data[row] ?? 0];
      return write === undefined ? writeAscii(sink.view, at, "null") : write(row, at);
    };
  };
};

/** NULLs are `null`; and there is room for a value of fixed size. */
function nullable(vector: Vector, column: ColumnWriter, sink: ByteSink): ValueWriter {
  const write = column(vector, sink);
  const { validity } = vector;
  return (row, at) => {
    sink.reserve(at, 0);
    return isNull(validity, row) ? writeAscii(sink.view, at, "null") : write(row, at);
  };
}

function writeSequence(
  sink: ByteSink,
  start: number,
  open: number,
  close: number,
  count: number,
  write: (index: number, at: number) => number,
): number {
  sink.bytes[start] = open;
  let at = start + 1;
  for (let index = 0; index < count; index++) {
    sink.reserve(at, 1);
    if (index > 0) sink.bytes[at++] = comma;
    at = write(index, at);
  }
  sink.reserve(at, 1);
  sink.bytes[at] = close;
  return at + 1;
}

function childOf(children: StructVector["children"], index: number): Vector {
  const child = children[index];
  if (child === undefined) throw new Error("a struct lacks a child");
  return child;
}

function jsonKey(name: string): DataView {
  return viewOf(Buffer.from(`${JSON.stringify(name)}:`, "utf8"));
}
