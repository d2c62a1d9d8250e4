// Encodes what the gateway says, except for rows, which are encoded by column.

import type { PgError } from "../../errors.js";
import { type Format, formatCodes } from "./format.js";
import { MessageWriter } from "./message-writer.js";

// Every layout is from https://www.postgresql.org/docs/current/protocol-message-formats.html

/** Answers an SSLRequest or a GSSENCRequest with one bare byte: go ahead with TLS, or do without. */
export function encryptionResponse(answer: "S" | "N"): Buffer {
  return Buffer.from(answer, "latin1");
}

export function authenticationOk(): Buffer {
  return new MessageWriter("R").int32(0).end();
}

/** The mechanisms that we offer, best first. */
export function authenticationSasl(mechanisms: readonly string[]): Buffer {
  const writer = new MessageWriter("R").int32(10);
  for (const mechanism of mechanisms) {
    writer.string(mechanism);
  }
  return writer.string("").end();
}

export function authenticationSaslContinue(challenge: string): Buffer {
  return new MessageWriter("R").int32(11).bytes(Buffer.from(challenge)).end();
}

export function authenticationSaslFinal(outcome: string): Buffer {
  return new MessageWriter("R").int32(12).bytes(Buffer.from(outcome)).end();
}

/** The key has 4 bytes in protocol 3.0, and up to 256 in 3.2. */
export function backendKeyData(key: { readonly processId: number; readonly secretKey: Buffer }): Buffer {
  return new MessageWriter("K").int32(key.processId).bytes(key.secretKey).end();
}

export function parameterStatus(parameter: { readonly name: string; readonly value: string }): Buffer {
  return new MessageWriter("S").string(parameter.name).string(parameter.value).end();
}

/** Idle, in a transaction, or in a failed one. */
export type TransactionStatus = "I" | "T" | "E";

export function readyForQuery(status: TransactionStatus): Buffer {
  return new MessageWriter("Z").byte(status).end();
}

/** Answers a StartupMessage of a newer minor version, or with protocol options that we do not know. */
export function negotiateProtocolVersion(offer: {
  readonly protocolMinor: number;
  readonly unknownOptions: readonly string[];
}): Buffer {
  // The documentation says "minor version"; PostgreSQL sends, and libpq expects, the major version above it.
  const writer = new MessageWriter("v").uint16(3).uint16(offer.protocolMinor).int32(offer.unknownOptions.length);
  for (const option of offer.unknownOptions) {
    writer.string(option);
  }
  return writer.end();
}

export interface RowField {
  readonly name: string;
  /** Zero where the field is not a column of a table. */
  readonly tableOid: number;
  readonly columnNumber: number;
  readonly typeOid: number;
  /** Bytes; negative where they vary. */
  readonly typeSize: number;
  /** -1 where the type has none. */
  readonly typeModifier: number;
  readonly format: Format;
}

export function rowDescription(fields: readonly RowField[]): Buffer {
  const writer = new MessageWriter("T").uint16(fields.length);
  for (const field of fields) {
    writer
      .string(field.name)
      .uint32(field.tableOid)
      .int16(field.columnNumber)
      .uint32(field.typeOid)
      .int16(field.typeSize)
      .int32(field.typeModifier)
      .int16(formatCodes[field.format]);
  }
  return writer.end();
}

export function parameterDescription(typeOids: readonly number[]): Buffer {
  const writer = new MessageWriter("t").uint16(typeOids.length);
  for (const typeOid of typeOids) {
    writer.uint32(typeOid);
  }
  return writer.end();
}

export function parseComplete(): Buffer {
  return new MessageWriter("1").end();
}

export function bindComplete(): Buffer {
  return new MessageWriter("2").end();
}

export function closeComplete(): Buffer {
  return new MessageWriter("3").end();
}

export function noData(): Buffer {
  return new MessageWriter("n").end();
}

export function portalSuspended(): Buffer {
  return new MessageWriter("s").end();
}

export function emptyQueryResponse(): Buffer {
  return new MessageWriter("I").end();
}

export function commandComplete(tag: string): Buffer {
  return new MessageWriter("C").string(tag).end();
}

export function errorResponse(error: PgError): Buffer {
  return report("E", error);
}

export interface Notice {
  readonly severity: "WARNING" | "NOTICE" | "INFO" | "LOG" | "DEBUG";
  readonly sqlstate: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

export function noticeResponse(notice: Notice): Buffer {
  return report("N", notice);
}

interface Report {
  readonly severity: string;
  readonly sqlstate: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly where?: string | undefined;
  readonly position?: number | undefined;
}

/** https://www.postgresql.org/docs/current/protocol-error-fields.html */
function report(tag: string, { severity, sqlstate, message, detail, hint, where, position }: Report): Buffer {
  // S may be in the user's language, V never is. Ours are the same.
  const writer = new MessageWriter(tag).byte("S").string(severity).byte("V").string(severity);
  writer.byte("C").string(sqlstate).byte("M").string(message);
  if (detail !== undefined) {
    writer.byte("D").string(detail);
  }
  if (hint !== undefined) {
    writer.byte("H").string(hint);
  }
  if (where !== undefined) {
    writer.byte("W").string(where);
  }
  if (position !== undefined) {
    writer.byte("P").string(String(position));
  }
  return writer.uint8(0).end();
}

/** The format of a copy as a whole, and of each column. */
export interface CopyShape {
  readonly format: Format;
  readonly columnFormats: readonly Format[];
}

export function copyInResponse(shape: CopyShape): Buffer {
  return copyResponse("G", shape);
}

export function copyOutResponse(shape: CopyShape): Buffer {
  return copyResponse("H", shape);
}

function copyResponse(tag: string, { format, columnFormats }: CopyShape): Buffer {
  const writer = new MessageWriter(tag).uint8(formatCodes[format]).uint16(columnFormats.length);
  for (const columnFormat of columnFormats) {
    writer.int16(formatCodes[columnFormat]);
  }
  return writer.end();
}

export function copyData(data: Buffer): Buffer {
  return new MessageWriter("d").bytes(data).end();
}

export function copyDone(): Buffer {
  return new MessageWriter("c").end();
}

export function notificationResponse(notification: {
  readonly processId: number;
  readonly channel: string;
  readonly payload: string;
}): Buffer {
  return new MessageWriter("A")
    .int32(notification.processId)
    .string(notification.channel)
    .string(notification.payload)
    .end();
}
