// What reads the rows of one format of COPY FROM, and how it tells where it is.
import { validUtf8Bytes } from "../../protocol/utf8.js";

/** Reads rows of one format into columns. */
export interface RowReader {
  push(bytes: Buffer): void;
  finish(): void;
  /** Reads one row. False: there is none without more input. */
  next(): boolean;
  /** Where it is: PostgreSQL's CONTEXT. Undefined: nowhere yet. */
  where(): string | undefined;
}

const printedBytesMax = 100;

/** PostgreSQL's limit_printout_length: an error shows so much of a line or value, in whole characters. */
export function printed(bytes: Buffer): string {
  if (bytes.length <= printedBytesMax) return bytes.toString("utf8");
  const begun = bytes.subarray(0, printedBytesMax);
  return `${begun.toString("utf8", 0, validUtf8Bytes(begun))}...`;
}
