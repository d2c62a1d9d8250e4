// Makes a batch of rows that were made in JavaScript: answers of procedures, SHOW, and the gateway's own relations.
import type { Batch, Vector } from "./batch.js";
import type { DataType, ResultColumn } from "./data-type.js";
import type { Cell } from "./procedure.js";

/** Rows in the columns' order. For small results: it makes objects per value. */
export function batchOf(columns: readonly ResultColumn[], rows: readonly (readonly Cell[])[]): Batch {
  return {
    rowCount: rows.length,
    columns: columns.map((column, index) =>
      vectorOf(
        column.type,
        rows.map((row) => row[index] ?? null),
      ),
    ),
  };
}

function vectorOf(type: DataType, cells: readonly Cell[]): Vector {
  const length = cells.length;
  const validity = validityOf(cells);
  switch (type.id) {
    case "VARCHAR":
    case "JSON": {
      const texts = cells.map((cell) => Buffer.from(cell === null ? "" : String(cell), "utf8"));
      const starts = new Uint32Array(length);
      const ends = new Uint32Array(length);
      let at = 0;
      for (const [index, text] of texts.entries()) {
        starts[index] = at;
        at += text.length;
        ends[index] = at;
      }
      return { layout: "bytes", type, length, validity, starts, ends, data: Buffer.concat(texts) };
    }
    case "LIST": {
      const lists = cells.map((cell) => (Array.isArray(cell) ? (cell as readonly Cell[]) : []));
      const starts = new Uint32Array(length);
      const counts = Uint32Array.from(lists, (list) => list.length);
      for (let index = 1; index < length; index++) {
        starts[index] = (starts[index - 1] ?? 0) + (counts[index - 1] ?? 0);
      }
      return { layout: "list", type, length, validity, starts, counts, child: vectorOf(type.child, lists.flat()) };
    }
    case "BOOLEAN":
      return fixed(type, 1, cells, validity, (view, at, cell) => view.setUint8(at, cell === true ? 1 : 0));
    case "INTEGER":
      return fixed(type, 4, cells, validity, (view, at, cell) => view.setInt32(at, Number(cell), true));
    case "BIGINT":
      return fixed(type, 8, cells, validity, (view, at, cell) =>
        view.setBigInt64(at, BigInt(cell as number | bigint), true),
      );
    case "DOUBLE":
      return fixed(type, 8, cells, validity, (view, at, cell) => view.setFloat64(at, Number(cell), true));
    case "TIMESTAMPTZ":
    case "TIMESTAMP":
      return fixed(type, 8, cells, validity, (view, at, cell) =>
        view.setBigInt64(at, BigInt((cell as Date).getTime()) * 1000n, true),
      );
    default:
      throw new Error(`rows made in JavaScript have no ${type.id}`);
  }
}

function fixed(
  type: DataType,
  width: number,
  cells: readonly Cell[],
  validity: Uint8Array | undefined,
  write: (view: DataView, at: number, cell: Cell) => void,
): Vector {
  const data = new Uint8Array(cells.length * width);
  const view = new DataView(data.buffer);
  cells.forEach((cell, index) => {
    if (cell !== null) write(view, index * width, cell);
  });
  return { layout: "fixed", type, length: cells.length, validity, width, data };
}

function validityOf(cells: readonly Cell[]): Uint8Array | undefined {
  if (!cells.includes(null)) return undefined;
  const validity = new Uint8Array((cells.length + 7) >> 3);
  cells.forEach((cell, index) => {
    if (cell !== null) validity[index >> 3] = (validity[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return validity;
}
