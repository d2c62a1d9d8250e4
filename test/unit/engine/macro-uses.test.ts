import { describe, expect, it } from "vitest";
import { macros } from "../../../src/engine/sql/dialect/macro-files.js";
import { isBelowLambda, sizeOf, usesOf } from "../../../src/engine/sql/dialect/macro-uses.js";

describe("what macros make of their arguments", () => {
  it("is found for each of them, whatever stands in it", () => {
    for (const name of macros().keys()) {
      for (const index of [0, 1, 2, 3]) {
        expect(usesOf(name, index, index + 1)).toBeGreaterThanOrEqual(0);
        expect(typeof isBelowLambda(name, index, index + 1)).toBe("boolean");
      }
      expect(sizeOf(name)).toBeGreaterThan(0);
    }
  });

  it("tells what stands below a lambda, or in a STRUCT, from what does not", () => {
    expect(isBelowLambda("array_remove", 1, 2)).toBe(true);
    expect(isBelowLambda("array_remove", 0, 2)).toBe(false);
    expect(isBelowLambda("overlaps", 3, 4)).toBe(true);
    expect(isBelowLambda("lt", 0, 2)).toBe(false);
  });
});
