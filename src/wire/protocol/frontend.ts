// Decodes what a client says: a frame becomes a FrontendMessage.

import { ProtocolViolation } from "../../errors.js";
import { limits } from "../../limits.js";
import { BodyReader } from "./body-reader.js";
import { decodeFormat, type Format } from "./format.js";
import type { Frame } from "./framer.js";
import { decodeStartupPacket, type StartupPacket } from "./startup-packet.js";

/** https://www.postgresql.org/docs/current/protocol-message-formats.html */
export type FrontendMessage = StartupPacket | TaggedMessage;

export type TaggedMessage =
  | { readonly kind: "query"; readonly sql: string }
  | {
      readonly kind: "parse";
      readonly statement: string;
      readonly sql: string;
      /** Zero where the client leaves the type open. May name fewer parameters than the statement has. */
      readonly parameterTypeOids: readonly number[];
    }
  | {
      readonly kind: "bind";
      readonly portal: string;
      readonly statement: string;
      /** None: all text. One: for all. Otherwise one for each parameter. */
      readonly parameterFormats: readonly Format[];
      /** Undefined is NULL. */
      readonly parameters: readonly (Buffer | undefined)[];
      /** None: all text. One: for all. Otherwise one for each column, which only the session can tell. */
      readonly resultFormats: readonly Format[];
    }
  | { readonly kind: "describe"; readonly target: Target; readonly name: string }
  /** A `rowsMax` of 0 is no limit. */
  | { readonly kind: "execute"; readonly portal: string; readonly rowsMax: number }
  | { readonly kind: "close"; readonly target: Target; readonly name: string }
  | { readonly kind: "flush" }
  | { readonly kind: "sync" }
  | { readonly kind: "terminate" }
  /** PasswordMessage, SASLInitialResponse or SASLResponse: which one, only the state of authentication tells. */
  | { readonly kind: "authenticationResponse"; readonly body: Buffer }
  | { readonly kind: "copyData"; readonly data: Buffer }
  | { readonly kind: "copyDone" }
  | { readonly kind: "copyFail"; readonly reason: string }
  | {
      readonly kind: "functionCall";
      readonly functionOid: number;
      readonly argumentFormats: readonly Format[];
      readonly arguments: readonly (Buffer | undefined)[];
      readonly resultFormat: Format;
    };

export type Target = "statement" | "portal";

/**
 * Decodes a whole frame. A type that does not exist is FATAL: whoever sent it, we no longer know where messages begin.
 * A bad body inside a tagged message is an ERROR, and the session goes on, after a Sync where the message is one of the
 * extended protocol: see `kindOf`.
 */
export function decodeFrame(frame: Frame): FrontendMessage {
  if (frame.kind === "startupPacket") {
    return decodeStartupPacket(frame.body);
  }
  const reader = new BodyReader(frame.body, "ERROR");
  const message = typeOf(frame.tag).decode(reader);
  reader.end();
  return message;
}

/** What a tagged frame holds, without decoding it: for skipping to a Sync, and for knowing what failed to decode. */
export function kindOf(tag: number): TaggedMessage["kind"] {
  const kind = kindByTag.get(tag);
  if (kind === undefined) {
    throw new ProtocolViolation(`invalid frontend message type ${tag}`);
  }
  return kind;
}

/** The framer's bound once the client is known. Control messages are short, as in PostgreSQL. */
export function boundWhenAuthenticated(tag: number): number {
  return typeOf(tag).bytesMax;
}

/** The framer's bound for strangers. */
export function boundBeforeAuthentication(tag: number): number {
  return Math.min(typeOf(tag).bytesMax, limits.authenticationMessageBytesMax);
}

interface MessageType<M extends TaggedMessage> {
  readonly tag: string;
  readonly bytesMax: number;
  /** Reads the fields. Whether anything is left over is checked for all messages at once. */
  decode(reader: BodyReader): M;
}

type Kind = TaggedMessage["kind"];
type MessageOf<K extends Kind> = Extract<TaggedMessage, { readonly kind: K }>;

const { messageBytesMax, controlMessageBytesMax, authenticationMessageBytesMax } = limits;

const messageTypes: { readonly [K in Kind]: MessageType<MessageOf<K>> } = {
  query: { tag: "Q", bytesMax: messageBytesMax, decode: decodeQuery },
  parse: { tag: "P", bytesMax: messageBytesMax, decode: decodeParse },
  bind: { tag: "B", bytesMax: messageBytesMax, decode: decodeBind },
  describe: { tag: "D", bytesMax: controlMessageBytesMax, decode: decodeDescribe },
  execute: { tag: "E", bytesMax: controlMessageBytesMax, decode: decodeExecute },
  close: { tag: "C", bytesMax: controlMessageBytesMax, decode: decodeClose },
  flush: { tag: "H", bytesMax: controlMessageBytesMax, decode: () => ({ kind: "flush" }) },
  sync: { tag: "S", bytesMax: controlMessageBytesMax, decode: () => ({ kind: "sync" }) },
  terminate: { tag: "X", bytesMax: controlMessageBytesMax, decode: () => ({ kind: "terminate" }) },
  authenticationResponse: { tag: "p", bytesMax: authenticationMessageBytesMax, decode: decodeAuthenticationResponse },
  copyData: { tag: "d", bytesMax: messageBytesMax, decode: decodeCopyData },
  copyDone: { tag: "c", bytesMax: controlMessageBytesMax, decode: () => ({ kind: "copyDone" }) },
  copyFail: { tag: "f", bytesMax: controlMessageBytesMax, decode: decodeCopyFail },
  functionCall: { tag: "F", bytesMax: messageBytesMax, decode: decodeFunctionCall },
};

const kindByTag: ReadonlyMap<number, Kind> = new Map(
  Object.entries(messageTypes).map(([kind, { tag }]) => [tag.charCodeAt(0), kind as Kind]),
);

function typeOf(tag: number): MessageType<TaggedMessage> {
  return messageTypes[kindOf(tag)];
}

function decodeQuery(reader: BodyReader): MessageOf<"query"> {
  return { kind: "query", sql: reader.string() };
}

function decodeParse(reader: BodyReader): MessageOf<"parse"> {
  return {
    kind: "parse",
    statement: reader.string(),
    sql: reader.string(),
    parameterTypeOids: readCounted(reader, (oid) => oid.uint32()),
  };
}

function decodeBind(reader: BodyReader): MessageOf<"bind"> {
  const portal = reader.string();
  const statement = reader.string();
  const parameterFormats = readCounted(reader, readFormat);
  const parameters = readCounted(reader, readValue);
  if (parameterFormats.length > 1 && parameterFormats.length !== parameters.length) {
    throw reader.violation(
      `bind message has ${parameterFormats.length} parameter formats but ${parameters.length} parameters`,
    );
  }
  const resultFormats = readCounted(reader, readFormat);
  return { kind: "bind", portal, statement, parameterFormats, parameters, resultFormats };
}

function decodeDescribe(reader: BodyReader): MessageOf<"describe"> {
  return { kind: "describe", target: readTarget(reader, "DESCRIBE"), name: reader.string() };
}

function decodeExecute(reader: BodyReader): MessageOf<"execute"> {
  // PostgreSQL takes a negative limit for none.
  return { kind: "execute", portal: reader.string(), rowsMax: Math.max(0, reader.int32()) };
}

function decodeClose(reader: BodyReader): MessageOf<"close"> {
  return { kind: "close", target: readTarget(reader, "CLOSE"), name: reader.string() };
}

function decodeAuthenticationResponse(reader: BodyReader): MessageOf<"authenticationResponse"> {
  return { kind: "authenticationResponse", body: reader.rest() };
}

function decodeCopyData(reader: BodyReader): MessageOf<"copyData"> {
  return { kind: "copyData", data: reader.rest() };
}

function decodeCopyFail(reader: BodyReader): MessageOf<"copyFail"> {
  return { kind: "copyFail", reason: reader.string() };
}

function decodeFunctionCall(reader: BodyReader): MessageOf<"functionCall"> {
  const functionOid = reader.uint32();
  const argumentFormats = readCounted(reader, readFormat);
  const values = readCounted(reader, readValue);
  if (argumentFormats.length > 1 && argumentFormats.length !== values.length) {
    throw reader.violation(
      `function call message contains ${argumentFormats.length} argument formats but ${values.length} arguments`,
    );
  }
  return { kind: "functionCall", functionOid, argumentFormats, arguments: values, resultFormat: readFormat(reader) };
}

/** An Int16 count, unsigned as in PostgreSQL, and as many values. A count that lies runs into the body's end. */
function readCounted<T>(reader: BodyReader, readOne: (reader: BodyReader) => T): readonly T[] {
  const count = reader.uint16();
  const values: T[] = [];
  for (let i = 0; i < count; i++) {
    values.push(readOne(reader));
  }
  return values;
}

function readFormat(reader: BodyReader): Format {
  return decodeFormat(reader.uint16());
}

function readValue(reader: BodyReader): Buffer | undefined {
  const length = reader.int32();
  return length === -1 ? undefined : reader.bytes(length);
}

function readTarget(reader: BodyReader, message: "DESCRIBE" | "CLOSE"): Target {
  const subtype = reader.byte();
  switch (String.fromCharCode(subtype)) {
    case "S":
      return "statement";
    case "P":
      return "portal";
    default:
      throw reader.violation(`invalid ${message} message subtype ${subtype}`);
  }
}
