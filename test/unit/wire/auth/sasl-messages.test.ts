// The messages of a login are read to their end, or refused.

import { serialize } from "pg-protocol";
import { describe, expect, it } from "vitest";
import { decodeSaslInitialResponse, decodeSaslResponse } from "../../../../src/wire/auth/sasl-messages.js";

const bodyOf = (message: Buffer) => message.subarray(5);

describe("a SASL message", () => {
  it("names a mechanism and carries a first response, as pg serializes it", () => {
    const message = serialize.sendSASLInitialResponseMessage("SCRAM-SHA-256", "n,,n=*,r=abc");
    expect(decodeSaslInitialResponse(bodyOf(message))).toEqual({
      mechanism: "SCRAM-SHA-256",
      response: Buffer.from("n,,n=*,r=abc"),
    });
  });

  it("tells an empty response from none", () => {
    expect(decodeSaslInitialResponse(Buffer.from("M\0\0\0\0\0", "latin1")).response).toEqual(Buffer.alloc(0));
    expect(decodeSaslInitialResponse(Buffer.from("M\0\xff\xff\xff\xff", "latin1")).response).toBeUndefined();
  });

  it("carries a later response, as pg serializes it", () => {
    expect(decodeSaslResponse(bodyOf(serialize.sendSCRAMClientFinalMessage("c=biws")))).toEqual(Buffer.from("c=biws"));
  });

  it.each(["", "M", "M\0", "M\0\0\0\0\x02x", "M\0\xff\xff\xff\xfe", "M\0\0\0\0\x01xy"])(
    "is refused where it lies about itself (%j)",
    (body) => {
      expect(() => decodeSaslInitialResponse(Buffer.from(body, "latin1"))).toThrow(
        expect.objectContaining({ sqlstate: "08P01", severity: "FATAL" }),
      );
    },
  );
});
