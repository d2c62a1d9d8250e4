// Decodes the packets that open a connection, before messages have tags.

import { FeatureNotSupported, ProtocolViolation } from "../../errors.js";
import { limits } from "../../limits.js";
import { BodyReader } from "./body-reader.js";

export type StartupPacket =
  | {
      readonly kind: "startup";
      readonly protocolMajor: 3;
      /** May be newer than `protocolMinorMax`: then NegotiateProtocolVersion is due. */
      readonly protocolMinor: number;
      readonly parameters: ReadonlyMap<string, string>;
      /** Names beginning with `_pq_.`. We know none of them: NegotiateProtocolVersion lists them. */
      readonly protocolOptions: readonly string[];
    }
  | { readonly kind: "sslRequest" }
  | { readonly kind: "gssEncRequest" }
  | { readonly kind: "cancelRequest"; readonly processId: number; readonly secretKey: Buffer };

/** The newest 3.x we speak. 3.2 has longer cancellation keys than 3.0; 3.1 was never used. */
export const protocolMinorMax = 2;

const protocolMajor = 3;
const cancelRequestCode = 80877102;
const sslRequestCode = 80877103;
const gssEncRequestCode = 80877104;

/**
 * Decodes a packet without its length. Every failure is FATAL: there is no session to go on with.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-STARTUPMESSAGE
 */
export function decodeStartupPacket(body: Buffer): StartupPacket {
  const reader = new BodyReader(body, "FATAL");
  const code = reader.uint32();
  switch (code) {
    case sslRequestCode:
      return endPacket(reader, { kind: "sslRequest" });
    case gssEncRequestCode:
      return endPacket(reader, { kind: "gssEncRequest" });
    case cancelRequestCode:
      return decodeCancelRequest(reader);
    default:
      return decodeStartup(reader, { major: code >>> 16, minor: code & 0xffff });
  }
}

function endPacket(reader: BodyReader, packet: StartupPacket): StartupPacket {
  if (reader.unreadBytes > 0) {
    throw new ProtocolViolation("invalid length of startup packet");
  }
  return packet;
}

/** The key takes the rest: 4 bytes in protocol 3.0, up to 256 in 3.2. */
function decodeCancelRequest(reader: BodyReader): StartupPacket {
  const processId = reader.int32();
  const { unreadBytes } = reader;
  if (unreadBytes < limits.cancelKeyBytesMin || unreadBytes > limits.cancelKeyBytesMax) {
    throw new ProtocolViolation("invalid length of startup packet");
  }
  return { kind: "cancelRequest", processId, secretKey: reader.rest() };
}

interface ProtocolVersion {
  readonly major: number;
  readonly minor: number;
}

function decodeStartup(reader: BodyReader, version: ProtocolVersion): StartupPacket {
  // What follows is only known for our own major version.
  if (version.major !== protocolMajor) {
    throw new FeatureNotSupported(
      `unsupported frontend protocol ${version.major}.${version.minor}: ` +
        `server supports ${protocolMajor}.0 to ${protocolMajor}.${protocolMinorMax}`,
      { severity: "FATAL" },
    );
  }
  const parameters = new Map<string, string>();
  const protocolOptions: string[] = [];
  // As in PostgreSQL, the last of several values counts.
  for (const [name, value] of readPairs(reader)) {
    if (name.startsWith("_pq_.")) {
      protocolOptions.push(name);
    } else {
      parameters.set(name, value);
    }
  }
  return { kind: "startup", protocolMajor, protocolMinor: version.minor, parameters, protocolOptions };
}

/** Pairs of strings up to an empty name, which must be the last byte. */
function* readPairs(reader: BodyReader): Generator<readonly [string, string]> {
  for (let name = readString(reader); name !== ""; name = readString(reader)) {
    yield [name, readString(reader)];
  }
  if (reader.unreadBytes > 0) {
    throw badLayout();
  }
}

function readString(reader: BodyReader): string {
  if (reader.unreadBytes === 0) {
    throw badLayout();
  }
  return reader.string();
}

function badLayout(): ProtocolViolation {
  return new ProtocolViolation("invalid startup packet layout: expected terminator as last byte");
}
