// regtype: a type goes by its name in text, and by its OID in binary.
import { formatType } from "../../../engine/api.js";
import { pgTypes } from "../pg-types.js";
import { bytesVector, type MakeColumnWriter } from "./value-writer.js";

const oids: ReadonlyMap<string, number> = new Map(
  Object.values(pgTypes).flatMap(({ name, oid, arrayOid }): [string, number][] => {
    const text = formatType(name);
    return [
      [text, oid],
      [`${text}[]`, arrayOid],
    ];
  }),
);

const recordOid = 2249;

export const regtypeBinary: MakeColumnWriter = () => (vector, sink) => {
  const { data, starts, ends } = bytesVector(vector);
  const source = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return (row, at) => {
    const name = source.toString("utf8", starts[row] ?? 0, ends[row] ?? 0);
    sink.view.setUint32(at, oids.get(name) ?? recordOid);
    return at + 4;
  };
};
