// What PostgreSQL answers, read without copying: a batch's columns point into the very bytes that came.
// https://www.postgresql.org/docs/18/protocol-message-formats.html
import { PgError } from "../../../errors.js";
import type { Batch, BytesVector } from "../../batch.js";
import type { PostgresType } from "../../data-type.js";

export interface AnsweredColumn {
  readonly name: string;
  readonly type: PostgresType;
}

export interface BackendAnswer {
  /** Of the statement that was described. */
  readonly parameterOids: readonly number[];
  /** Undefined: it returns no rows. */
  readonly columns: readonly AnsweredColumn[] | undefined;
  /** Where each DataRow's fields begin. */
  readonly rows: readonly number[];
  /** The first one: what follows it was not done. */
  readonly error: PgError | undefined;
}

/** Of everything that came for one exchange, whole: of the statement that it parses. */
export function readAnswer(bytes: Buffer): BackendAnswer {
  let parameterOids: readonly number[] = [];
  let columns: BackendAnswer["columns"];
  let rows: number[] = [];
  let error: PgError | undefined;
  for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
    const body = at + 5;
    switch (String.fromCharCode(bytes[at] ?? 0)) {
      // What came before belongs to the surroundings.
      case "1":
        columns = undefined;
        rows = [];
        break;
      case "t":
        parameterOids = Array.from({ length: bytes.readUInt16BE(body) }, (_, index) =>
          bytes.readUInt32BE(body + 2 + 4 * index),
        );
        break;
      case "T":
        columns = readColumns(bytes, body);
        break;
      case "D":
        rows.push(body + 2);
        break;
      case "E":
        error ??= readError(bytes, body);
        break;
    }
  }
  return { parameterOids, columns, rows, error };
}

/** PERF: no value is copied. */
export function batchOf(bytes: Buffer, rows: readonly number[], types: readonly PostgresType[]): Batch {
  const length = rows.length;
  const columns = types.map((type) => ({
    type,
    starts: new Uint32Array(length),
    ends: new Uint32Array(length),
    validity: new Uint8Array((length + 7) >> 3),
  }));
  for (const [row, begin] of rows.entries()) {
    let at = begin;
    for (const { starts, ends, validity } of columns) {
      const size = bytes.readInt32BE(at);
      at += 4;
      if (size < 0) continue;
      validity[row >> 3] = (validity[row >> 3] ?? 0) | (1 << (row & 7));
      starts[row] = at;
      at += size;
      ends[row] = at;
    }
  }
  return {
    rowCount: length,
    columns: columns.map((column): BytesVector => ({ layout: "bytes", length, data: bytes, ...column })),
  };
}

function readColumns(bytes: Buffer, body: number): readonly AnsweredColumn[] {
  let at = body + 2;
  return Array.from({ length: bytes.readUInt16BE(body) }, () => {
    const end = bytes.indexOf(0, at);
    const name = bytes.toString("utf8", at, end);
    // After the name: the table's OID (4 bytes), the column's number (2), the type, the format (2).
    const type: PostgresType = {
      id: "POSTGRES",
      oid: bytes.readUInt32BE(end + 7),
      size: bytes.readInt16BE(end + 11),
      modifier: bytes.readInt32BE(end + 13),
    };
    at = end + 19;
    return { name, type };
  });
}

function readError(bytes: Buffer, body: number): PgError {
  const fields = new Map<string, string>();
  for (let at = body; bytes[at] !== 0; ) {
    const end = bytes.indexOf(0, at);
    fields.set(String.fromCharCode(bytes[at] ?? 0), bytes.toString("utf8", at + 1, end));
    at = end + 1;
  }
  const [detail, hint, position] = [fields.get("D"), fields.get("H"), Number(fields.get("P"))];
  return new PgError(fields.get("C") ?? "XX000", fields.get("M") ?? "the system catalog has failed", {
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
    ...(position > 0 ? { position } : {}),
  });
}
