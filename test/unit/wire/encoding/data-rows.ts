// DataRow messages built by other means than the encoder's.

export function dataRow(...values: readonly (string | Uint8Array | null)[]): Buffer {
  const parts = values.flatMap((value) => {
    if (value === null) return [int32(-1)];
    const bytes = Buffer.from(value as string);
    return [int32(bytes.length), bytes];
  });
  const body = Buffer.concat([int16(values.length), ...parts]);
  return Buffer.concat([Buffer.from("D"), int32(body.length + 4), body]);
}

/** The values of DataRow messages laid end to end. */
export function readDataRows(bytes: Buffer): (Buffer | null)[][] {
  const rows: (Buffer | null)[][] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes.toString("latin1", at, at + 1) !== "D") throw new Error(`no DataRow at ${at}`);
    const end = at + 1 + bytes.readInt32BE(at + 1);
    const values: (Buffer | null)[] = [];
    const count = bytes.readInt16BE(at + 5);
    at += 7;
    for (let index = 0; index < count; index++) {
      const length = bytes.readInt32BE(at);
      at += 4;
      values.push(length === -1 ? null : bytes.subarray(at, at + length));
      at += Math.max(0, length);
    }
    if (at !== end) throw new Error(`a DataRow ends at ${at} and not at ${end}`);
    rows.push(values);
  }
  return rows;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
