import { describe, expect, it } from "vitest";
import { statisticsKey } from "../../../src/catalog/side-files.js";

describe("a statistics file", () => {
  it("lies under its dataset", () => {
    expect(statisticsKey({ dataset: "people", id: "42" })).toBe("statistics/people/42.json");
  });

  it("stays there whatever the dataset is called", () => {
    expect(statisticsKey({ dataset: "..", id: "42" })).toBe("statistics/%2E%2E/42.json");
    expect(statisticsKey({ dataset: "a/b", id: "42" })).toBe("statistics/a%2Fb/42.json");
  });
});
