import { describe, expect, it } from "vitest";
import { MessageWriter } from "../../../../src/wire/protocol/message-writer.js";

describe("the message writer", () => {
  it("keeps every value when its buffer grows, wherever that happens", () => {
    for (let filled = 0; filled < 600; filled++) {
      const message = new MessageWriter("X")
        .bytes(Buffer.alloc(filled, 0xaa))
        .int16(-2)
        .uint8(7)
        .int32(-3)
        .byte("q")
        .uint16(65_535)
        .uint32(4_000_000_000)
        .string("é")
        .bytes(Buffer.from([1, 2, 3]))
        .end();
      const expected = "fffe07fffffffd71ffffee6b2800c3a900010203";
      expect(message.subarray(5 + filled).toString("hex")).toBe(expected);
      expect(message.readInt32BE(1)).toBe(message.length - 1);
    }
  });
});
