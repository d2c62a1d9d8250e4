// Names made safe for storage, and formats told by names.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileNameOf } from "../../../src/admin/object-keys.js";
import { formatOf } from "../../../src/admin/sources/source-format.js";
import { objectUrl, parseObjectUrl } from "../../../src/catalog/api.js";

describe("a file's name made of a dataset's name", () => {
  it.each([
    ["people", "people"],
    ["People 2", "People%202"],
    ["a/b=c", "a%2Fb%3Dc"],
    ["..", "%2E."],
    [".sluice-tmp", "%2Esluice-tmp"],
    ["Größe", "Gr%C3%B6%C3%9Fe"],
  ])("of %s is %s", (name, file) => {
    expect(fileNameOf(name)).toBe(file);
  });

  it("is a valid part of an object's name, and no two names share one", () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 15 })
      .filter((text) => Buffer.byteLength(text) <= 63);
    fc.assert(
      fc.property(name, name, (left, right) => {
        const url = objectUrl("primary", `${fileNameOf(left)}/1.parquet`);
        expect(parseObjectUrl(url).key).toBe(`${fileNameOf(left)}/1.parquet`);
        expect(fileNameOf(left) === fileNameOf(right)).toBe(left === right);
      }),
    );
  });
});

describe("the format of files", () => {
  it.each([
    ["a.parquet", "parquet"],
    ["a.CSV", "csv"],
    ["a.b.tsv", "csv"],
    ["a.csv.gz", "csv"],
    ["a.ndjson", "json"],
    ["a.jsonl.gz", "json"],
  ])("of %s is %s", (name, format) => {
    expect(formatOf([name])).toBe(format);
  });

  it.each([[["a.txt"]], [["a"]], [["a.gz"]], [["a.parquet.gz"]], [["_SUCCESS", "a.csv"]], [["a.csv", "b.json"]]])(
    "of %j is refused",
    (names) => {
      expect(() => formatOf(names)).toThrow(expect.objectContaining({ sqlstate: "22023" }));
    },
  );
});
