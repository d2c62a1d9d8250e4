import { describe, expect, it } from "vitest";
import { isLoopback } from "../../src/loopback.js";

describe("an address", () => {
  it.each(["127.0.0.1", "127.255.0.3", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1"])(
    "%s lies on this machine alone",
    (address) => {
      expect(isLoopback(address)).toBe(true);
    },
  );

  it.each(["10.0.0.1", "128.0.0.1", "0.0.0.0", "::", "::2", "fe80::1", "::ffff:10.0.0.1", "127.0.0.1.example.com", ""])(
    "%s does not",
    (address) => {
      expect(isLoopback(address)).toBe(false);
    },
  );
});
