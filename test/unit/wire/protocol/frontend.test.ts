// What clients say is understood to the last byte, or refused as PostgreSQL refuses it.

import fc from "fast-check";
import { serialize } from "pg-protocol";
import { describe, expect, it } from "vitest";
import { PgError } from "../../../../src/errors.js";
import { limits } from "../../../../src/limits.js";
import type { Frame } from "../../../../src/wire/protocol/framer.js";
import {
  boundBeforeAuthentication,
  boundWhenAuthenticated,
  decodeFrame,
  type FrontendMessage,
  kindOf,
} from "../../../../src/wire/protocol/frontend.js";

const tags = Array.from(Buffer.from("QPBDECHSXpdcfF"));

/** Decodes a message as pg-protocol serializes it. */
function decode(bytes: Buffer): FrontendMessage {
  return decodeFrame({ kind: "message", tag: bytes[0] ?? 0, body: bytes.subarray(5) });
}

function frame(tag: string, body: string | Buffer = ""): Frame {
  return { kind: "message", tag: tag.charCodeAt(0), body: Buffer.from(body as string, "latin1") };
}

function startupPacket(hex: string, rest = ""): Frame {
  return { kind: "startupPacket", body: Buffer.concat([Buffer.from(hex, "hex"), Buffer.from(rest, "latin1")]) };
}

function failureOf(bad: Frame): PgError {
  try {
    decodeFrame(bad);
  } catch (thrown) {
    if (thrown instanceof PgError) {
      return thrown;
    }
    throw thrown;
  }
  throw new Error("it was understood");
}

describe("a message of a client", () => {
  it("is understood as pg serializes it", () => {
    expect(decode(serialize.query("select 'ü€😀'"))).toEqual({ kind: "query", sql: "select 'ü€😀'" });
    expect(decode(serialize.parse({ name: "s", text: "select $1", types: [23, 4294967295] }))).toEqual({
      kind: "parse",
      statement: "s",
      sql: "select $1",
      parameterTypeOids: [23, 4294967295],
    });
    expect(decode(serialize.describe({ type: "S", name: "s" }))).toEqual({
      kind: "describe",
      target: "statement",
      name: "s",
    });
    expect(decode(serialize.describe({ type: "P" }))).toEqual({ kind: "describe", target: "portal", name: "" });
    expect(decode(serialize.execute({ portal: "p", rows: 5 }))).toEqual({ kind: "execute", portal: "p", rowsMax: 5 });
    expect(decode(serialize.execute())).toEqual({ kind: "execute", portal: "", rowsMax: 0 });
    expect(decode(serialize.close({ type: "P", name: "p" }))).toEqual({ kind: "close", target: "portal", name: "p" });
    expect(decode(serialize.flush())).toEqual({ kind: "flush" });
    expect(decode(serialize.sync())).toEqual({ kind: "sync" });
    expect(decode(serialize.end())).toEqual({ kind: "terminate" });
    expect(decode(serialize.copyData(Buffer.from("1\t2\n")))).toEqual({
      kind: "copyData",
      data: Buffer.from("1\t2\n"),
    });
    expect(decode(serialize.copyDone())).toEqual({ kind: "copyDone" });
    expect(decode(serialize.copyFail("no more"))).toEqual({ kind: "copyFail", reason: "no more" });
    expect(decode(serialize.password("secret"))).toEqual({
      kind: "authenticationResponse",
      body: Buffer.from("secret\0"),
    });
  });

  it("may bind text, bytes and NULL", () => {
    const bytes = serialize.bind({
      portal: "p",
      statement: "s",
      values: ["1", null, Buffer.from([0, 255])],
      binary: true,
    });
    expect(decode(bytes)).toEqual({
      kind: "bind",
      portal: "p",
      statement: "s",
      parameterFormats: ["text", "text", "binary"],
      parameters: [Buffer.from("1"), undefined, Buffer.from([0, 255])],
      resultFormats: ["binary"],
    });
  });

  it("may bind an empty value, which is not NULL, and leave all formats out", () => {
    expect(decodeFrame(frame("B", "\0\0\0\0\0\x01\0\0\0\0\0\0"))).toEqual({
      kind: "bind",
      portal: "",
      statement: "",
      parameterFormats: [],
      parameters: [Buffer.alloc(0)],
      resultFormats: [],
    });
  });

  it("may bind as many parameters as an unsigned count can tell", () => {
    const values = Array.from({ length: limits.parametersMax }, () => "7");
    expect(decode(serialize.bind({ values }))).toMatchObject({ parameters: { length: limits.parametersMax } });
  });

  it("binds views, not copies", () => {
    const body = Buffer.from("\0\0\0\0\0\x01\0\0\0\x01a\0\0", "latin1");
    const message = decodeFrame({ kind: "message", tag: 0x42, body });
    body[10] = 0x62;
    expect(message).toMatchObject({ parameters: [Buffer.from("b")] });
  });

  it("asks for all rows with a negative limit", () => {
    expect(decodeFrame(frame("E", "\0\xff\xff\xff\xff"))).toMatchObject({ rowsMax: 0 });
  });

  it("may call a function", () => {
    expect(decodeFrame(frame("F", "\0\0\x03\xe8\0\x01\0\x01\0\x01\0\0\0\x01x\0\0"))).toEqual({
      kind: "functionCall",
      functionOid: 1000,
      argumentFormats: ["binary"],
      arguments: [Buffer.from("x")],
      resultFormat: "text",
    });
  });

  it.each<[string, Frame, string]>([
    ["bytes behind its fields", frame("S", "x"), "invalid message format"],
    ["text that does not end", frame("Q", "select 1"), "invalid string in message"],
    ["no text at all", frame("Q"), "invalid string in message"],
    ["text behind the text", frame("Q", "a\0b\0"), "invalid message format"],
    ["a count that lies", frame("P", "\0\0\0\x02\0\0\0\x17"), "insufficient data left in message"],
    [
      "a value longer than the body",
      frame("B", "\0\0\0\0\0\x01\x7f\xff\xff\xff\0\0"),
      "insufficient data left in message",
    ],
    [
      "a value of negative length",
      frame("B", "\0\0\0\0\0\x01\xff\xff\xff\xfe\0\0"),
      "insufficient data left in message",
    ],
    [
      "other formats than parameters",
      frame("B", "\0\0\0\x02\0\0\0\0\0\x01\xff\xff\xff\xff\0\0"),
      "bind message has 2 parameter formats but 1 parameters",
    ],
    ["an unknown target of Describe", frame("D", "X\0"), "invalid DESCRIBE message subtype 88"],
    ["an unknown target of Close", frame("C", "s\0"), "invalid CLOSE message subtype 115"],
    ["no target", frame("C"), "no data left in message"],
  ])("with %s is an ERROR, after which the session goes on", (_, bad, message) => {
    expect(failureOf(bad)).toMatchObject({ sqlstate: "08P01", severity: "ERROR", message });
  });

  it("with a format that does not exist is refused", () => {
    expect(failureOf(frame("B", "\0\0\0\x01\0\x02\0\0\0\0"))).toMatchObject({
      sqlstate: "22023",
      severity: "ERROR",
      message: "unsupported format code: 2",
    });
  });

  it.each([
    ["a\xff\0", "0xff"],
    ["a\xc3(\0", "0xc3 0x28"],
    ["\xe2\x82\xac\xe2\x82\0", "0xe2 0x82"],
    ["\xed\xa0\x80\0", "0xed 0xa0 0x80"],
    ["\xc0\x80\0", "0xc0 0x80"],
    ["\xf0\x8f\xbf\xbf\0", "0xf0 0x8f 0xbf 0xbf"],
    ["\xf4\x90\x80\x80\0", "0xf4 0x90 0x80 0x80"],
    ["ok\x80\0", "0x80"],
  ])("with text that is not UTF-8 is refused, and told where (%j)", (text, shown) => {
    expect(failureOf(frame("Q", text))).toMatchObject({
      sqlstate: "22021",
      severity: "ERROR",
      message: `invalid byte sequence for encoding "UTF8": ${shown}`,
    });
  });

  it("of a type that does not exist is FATAL", () => {
    for (const act of [() => decodeFrame(frame("!")), () => kindOf(33), () => boundWhenAuthenticated(33)]) {
      expect(act).toThrow(
        expect.objectContaining({ sqlstate: "08P01", severity: "FATAL", message: "invalid frontend message type 33" }),
      );
    }
  });

  it("is known by its tag before it is decoded", () => {
    expect(tags.map(kindOf)).toEqual([
      "query",
      "parse",
      "bind",
      "describe",
      "execute",
      "close",
      "flush",
      "sync",
      "terminate",
      "authenticationResponse",
      "copyData",
      "copyDone",
      "copyFail",
      "functionCall",
    ]);
  });

  it("is bounded by its type, and more tightly from a stranger", () => {
    const querySyncPassword = [0x51, 0x53, 0x70];
    expect(querySyncPassword.map(boundWhenAuthenticated)).toEqual([67_108_864, 10_000, 65_536]);
    expect(querySyncPassword.map(boundBeforeAuthentication)).toEqual([65_536, 10_000, 65_536]);
  });

  it("of hostile bytes gives a message or a PgError", () => {
    const aTag = fc.oneof(fc.constantFrom(...tags), fc.integer({ min: 0, max: 255 }));
    // Mostly zeros and small numbers, so that strings end and counts come true now and then.
    const aByte = fc.oneof(fc.constantFrom(0, 0, 0, 1, 2, 255), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.option(aTag, { nil: undefined }), fc.array(aByte, { maxLength: 80 }), (tag, bytes) => {
        const body = Buffer.from(bytes);
        try {
          decodeFrame(tag === undefined ? { kind: "startupPacket", body } : { kind: "message", tag, body });
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(PgError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a startup packet", () => {
  it("carries version and parameters, as pg serializes them", () => {
    const packet = serialize.startup({ user: "ada", database: "lake" });
    expect(decodeFrame({ kind: "startupPacket", body: packet.subarray(4) })).toEqual({
      kind: "startup",
      protocolMajor: 3,
      protocolMinor: 0,
      parameters: new Map([
        ["user", "ada"],
        ["database", "lake"],
        ["client_encoding", "UTF8"],
      ]),
      protocolOptions: [],
    });
  });

  it("may ask for a newer minor version and for protocol options", () => {
    expect(decodeFrame(startupPacket("0003270f", "user\0a\0_pq_.grease\0x\0_pq_.b\0\0user\0b\0\0"))).toEqual({
      kind: "startup",
      protocolMajor: 3,
      protocolMinor: 9999,
      parameters: new Map([["user", "b"]]),
      protocolOptions: ["_pq_.grease", "_pq_.b"],
    });
  });

  it("may have no parameters", () => {
    expect(decodeFrame(startupPacket("00030000", "\0"))).toMatchObject({ parameters: new Map() });
  });

  it("may ask for encryption", () => {
    const packet = serialize.requestSsl();
    expect(decodeFrame({ kind: "startupPacket", body: packet.subarray(4) })).toEqual({ kind: "sslRequest" });
    expect(decodeFrame(startupPacket("04d21630"))).toEqual({ kind: "gssEncRequest" });
  });

  it("may ask for cancellation with a short key or a long one", () => {
    const packet = serialize.cancel(7, 0x01020304);
    expect(decodeFrame({ kind: "startupPacket", body: packet.subarray(4) })).toEqual({
      kind: "cancelRequest",
      processId: 7,
      secretKey: Buffer.from("01020304", "hex"),
    });
    expect(decodeFrame(startupPacket("04d2162e00000007", "k".repeat(256)))).toMatchObject({
      secretKey: Buffer.from("k".repeat(256)),
    });
  });

  it.each<[string, Frame, string]>([
    [
      "a cancellation key that is too short",
      startupPacket("04d2162e00000007", "abc"),
      "invalid length of startup packet",
    ],
    [
      "a cancellation key that is too long",
      startupPacket("04d2162e00000007", "k".repeat(257)),
      "invalid length of startup packet",
    ],
    ["bytes behind an SSLRequest", startupPacket("04d2162f", "x"), "invalid length of startup packet"],
    [
      "no terminator",
      startupPacket("00030000", "user\0ada\0"),
      "invalid startup packet layout: expected terminator as last byte",
    ],
    [
      "bytes behind the terminator",
      startupPacket("00030000", "user\0ada\0\0\0"),
      "invalid startup packet layout: expected terminator as last byte",
    ],
    [
      "no parameters and no terminator",
      startupPacket("00030000"),
      "invalid startup packet layout: expected terminator as last byte",
    ],
    ["something else for a terminator", startupPacket("00030000", "x"), "invalid string in message"],
    [
      "a name without a value",
      startupPacket("00030000", "user\0"),
      "invalid startup packet layout: expected terminator as last byte",
    ],
  ])("with %s is FATAL", (_, bad, message) => {
    expect(failureOf(bad)).toMatchObject({ sqlstate: "08P01", severity: "FATAL", message });
  });

  it.each([
    ["00020000", "2.0"],
    ["00040001", "4.1"],
    ["04d21631", "1234.5681"],
  ])("of another major version (%s) is FATAL, and told what we speak", (hex, version) => {
    expect(failureOf(startupPacket(hex, "\0"))).toMatchObject({
      sqlstate: "0A000",
      severity: "FATAL",
      message: `unsupported frontend protocol ${version}: server supports 3.0 to 3.2`,
    });
  });

  it("with text that is not UTF-8 is FATAL", () => {
    expect(failureOf(startupPacket("00030000", "user\0\xff\0\0"))).toMatchObject({
      sqlstate: "22021",
      severity: "FATAL",
    });
  });
});
