import { describe, expect, it } from "vitest";
import { HeldAnswers } from "../../../src/engine/system-catalog/held-answers.js";
import { limits } from "../../../src/limits.js";

describe("answers of the system catalog that nobody has read to their end", () => {
  it("take memory up to a bound, and give it back once", () => {
    const held = new HeldAnswers();
    const half = limits.systemCatalogHeldBytesMax / 2;
    const [first, second] = [held.hold(half), held.hold(half)];
    expect(() => held.hold(1)).toThrow(expect.objectContaining({ sqlstate: "53200" }));
    first();
    first();
    held.hold(half);
    expect(() => held.hold(1)).toThrow(expect.objectContaining({ sqlstate: "53200" }));
    second();
    held.hold(half);
  });
});
