// What the gateway says is read by pg's own parser, or is byte for byte what the documentation asks for.

import { Parser } from "pg-protocol/dist/parser.js";
import type { BackendMessage } from "pg-protocol/dist/messages.js";
import { describe, expect, it } from "vitest";
import { PgError, SyntaxError } from "../../../../src/errors.js";
import * as backend from "../../../../src/wire/protocol/backend.js";

/** Reads with pg's parser. What it leaves over would be lost, so it must read one message and all of it. */
function parsed(bytes: Buffer): BackendMessage {
  const messages: BackendMessage[] = [];
  const parser = new Parser();
  parser.parse(Buffer.concat([bytes, backend.readyForQuery("I")]), (message) => messages.push(message));
  expect(messages.map((message) => message.name).slice(1)).toEqual(["readyForQuery"]);
  return messages[0] as BackendMessage;
}

describe("a message of the gateway", () => {
  it.each<[string, Buffer]>([
    ["parseComplete", backend.parseComplete()],
    ["bindComplete", backend.bindComplete()],
    ["closeComplete", backend.closeComplete()],
    ["noData", backend.noData()],
    ["portalSuspended", backend.portalSuspended()],
    ["emptyQuery", backend.emptyQueryResponse()],
    ["copyDone", backend.copyDone()],
    ["authenticationOk", backend.authenticationOk()],
  ])("may be its name alone (%s)", (name, bytes) => {
    expect(parsed(bytes).name).toBe(name);
  });

  it("answers a request for encryption with one byte", () => {
    expect([backend.encryptionResponse("S"), backend.encryptionResponse("N")]).toEqual([
      Buffer.from("S"),
      Buffer.from("N"),
    ]);
  });

  it("offers mechanisms and carries their challenges", () => {
    expect(parsed(backend.authenticationSasl(["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"]))).toMatchObject({
      mechanisms: ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"],
    });
    expect(parsed(backend.authenticationSaslContinue("r=a,s=b,i=1"))).toMatchObject({
      name: "authenticationSASLContinue",
      data: "r=a,s=b,i=1",
    });
    expect(parsed(backend.authenticationSaslFinal("v=x"))).toMatchObject({
      name: "authenticationSASLFinal",
      data: "v=x",
    });
  });

  it("tells a session's key, parameters and status", () => {
    const secretKey = Buffer.from("01020304", "hex");
    expect(parsed(backend.backendKeyData({ processId: 7, secretKey }))).toMatchObject({
      processID: 7,
      secretKey: 0x01020304,
    });
    expect(parsed(backend.parameterStatus({ name: "TimeZone", value: "UTC" }))).toMatchObject({
      parameterName: "TimeZone",
      parameterValue: "UTC",
    });
    for (const status of ["I", "T", "E"] as const) {
      expect(parsed(backend.readyForQuery(status))).toMatchObject({ name: "readyForQuery", status });
    }
  });

  it("tells a long key as protocol 3.2 has it", () => {
    const secretKey = Buffer.alloc(32, 0xab);
    expect(backend.backendKeyData({ processId: 1, secretKey }).toString("hex")).toBe(
      `4b${"00000028"}${"00000001"}${"ab".repeat(32)}`,
    );
  });

  it("negotiates the version, major number included", () => {
    const bytes = backend.negotiateProtocolVersion({ protocolMinor: 2, unknownOptions: ["_pq_.a", "_pq_.b"] });
    const body = Buffer.from("\x00\x03\x00\x02\x00\x00\x00\x02_pq_.a\0_pq_.b\0", "latin1");
    expect(bytes).toEqual(Buffer.concat([Buffer.from([0x76, 0, 0, 0, 4 + body.length]), body]));
  });

  it("describes a row", () => {
    const field = {
      name: "größe",
      tableOid: 4_000_000_000,
      columnNumber: 3,
      typeOid: 1700,
      typeSize: -1,
      typeModifier: 655_366,
      format: "binary",
    } as const;
    expect(
      parsed(backend.rowDescription([field, { ...field, name: "", format: "text", typeModifier: -1 }])),
    ).toMatchObject({
      fieldCount: 2,
      fields: [
        {
          name: "größe",
          tableID: 4_000_000_000,
          columnID: 3,
          dataTypeID: 1700,
          dataTypeSize: -1,
          dataTypeModifier: 655_366,
          format: "binary",
        },
        { name: "", dataTypeModifier: -1, format: "text" },
      ],
    });
  });

  it("describes a row byte for byte", () => {
    const field = { name: "a", tableOid: 1, columnNumber: 2, typeOid: 23, typeSize: 4, typeModifier: -1 } as const;
    expect(backend.rowDescription([{ ...field, format: "text" }]).toString("hex")).toBe(
      "54" + "0000001a" + "0001" + "6100" + "00000001" + "0002" + "00000017" + "0004" + "ffffffff" + "0000",
    );
  });

  it("describes parameters", () => {
    expect(parsed(backend.parameterDescription([23, 4_294_967_295]))).toMatchObject({
      dataTypeIDs: [23, 4_294_967_295],
    });
  });

  it("completes a command", () => {
    expect(parsed(backend.commandComplete("SELECT 3"))).toMatchObject({ text: "SELECT 3" });
  });

  it("reports an error with every field that is known", () => {
    const error = new SyntaxError('syntax error at or near "form"', { detail: "d", hint: "h", position: 10 });
    expect(parsed(backend.errorResponse(error))).toMatchObject({
      name: "error",
      severity: "ERROR",
      code: "42601",
      message: 'syntax error at or near "form"',
      detail: "d",
      hint: "h",
      position: "10",
    });
  });

  it("reports an error byte for byte, without the fields that are not known", () => {
    expect(backend.errorResponse(new PgError("XX000", "m", { severity: "FATAL" }))).toEqual(
      Buffer.from("E\0\0\0\x1dSFATAL\0VFATAL\0CXX000\0Mm\0\0", "latin1"),
    );
  });

  it("never tells the cause of an error", () => {
    const error = new PgError("XX000", "internal error", { cause: new Error("secret") });
    expect(backend.errorResponse(error).includes("secret")).toBe(false);
  });

  it("gives notice", () => {
    expect(
      parsed(backend.noticeResponse({ severity: "WARNING", sqlstate: "01000", message: "m", hint: "h" })),
    ).toMatchObject({ name: "notice", severity: "WARNING", code: "01000", message: "m", hint: "h" });
  });

  it("opens and feeds a copy", () => {
    expect(parsed(backend.copyOutResponse({ format: "text", columnFormats: ["text", "text"] }))).toMatchObject({
      name: "copyOutResponse",
      binary: false,
      columnTypes: [0, 0],
    });
    expect(parsed(backend.copyInResponse({ format: "binary", columnFormats: ["binary"] }))).toMatchObject({
      name: "copyInResponse",
      binary: true,
      columnTypes: [1],
    });
    expect(parsed(backend.copyData(Buffer.from("1\n")))).toMatchObject({ chunk: Buffer.from("1\n") });
  });

  it("notifies", () => {
    expect(parsed(backend.notificationResponse({ processId: 3, channel: "c", payload: "p" }))).toMatchObject({
      processId: 3,
      channel: "c",
      payload: "p",
    });
  });

  it("is not broken by a NUL inside its text", () => {
    const error = new PgError("42601", "a\0Cb\0", { hint: "\0" });
    expect(parsed(backend.errorResponse(error))).toMatchObject({ code: "42601", message: "aCb", hint: "" });
    expect(parsed(backend.commandComplete("SELECT\0 1"))).toMatchObject({ text: "SELECT 1" });
  });

  it("may be long", () => {
    const message = "€".repeat(100_000);
    expect(parsed(backend.errorResponse(new PgError("XX000", message)))).toMatchObject({ message });
  });
});
