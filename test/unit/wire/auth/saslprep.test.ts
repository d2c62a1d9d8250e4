// A password is prepared as PostgreSQL and libpq prepare it, so that all agree on its hash.

import { describe, expect, it } from "vitest";
import { saslprep } from "../../../../src/wire/auth/saslprep.js";

describe("the preparation of a password", () => {
  // The examples of RFC 4013, section 3.
  it.each([
    ["I\u00adX", "IX", "a soft hyphen maps to nothing"],
    ["user", "user", "no transformation"],
    ["USER", "USER", "case is preserved"],
    ["\u00aa", "a", "the output is NFKC"],
    ["\u2168", "IX", "the output is NFKC"],
  ])("makes %j into %j: %s", (password, prepared) => {
    expect(saslprep(password)).toBe(prepared);
  });

  it("makes every space an ASCII one", () => {
    expect(saslprep("a\u00a0b\u2003c\u3000d\u200be")).toBe("a b c d e");
  });

  it.each([
    ["foo\u0007bar", "a control character in ASCII"],
    ["\u00aa\u0007", "a control character"],
    ["\u0627\u0031", "text from right to left that ends in a digit"],
    ["\u0627a\u0627", "text in both directions"],
    ["\u2168\u{1f600}", "a character that is younger than Unicode 3.2"],
    ["\u2168\ue000", "a private character"],
    ["\u00ad", "nothing, once it is mapped"],
    ["", "nothing"],
  ])("leaves %j as it is: %s", (password) => {
    expect(saslprep(password)).toBe(password);
  });

  it("keeps text from right to left", () => {
    expect(saslprep("\u0627\u0031\u0628")).toBe("\u0627\u0031\u0628");
  });
});
