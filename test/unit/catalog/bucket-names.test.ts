import { describe, expect, it } from "vitest";
import {
  assertBucketName,
  bucketScheme,
  findBucket,
  objectUrl,
  parseObjectUrl,
  resolveObjectUrl,
} from "../../../src/catalog/store/bucket-names.js";
import { bucket } from "./samples.js";

describe("a bucket that does not exist", () => {
  it("is told by the names of those that do, the nearest first", () => {
    const names = [
      ...Array.from({ length: 26 }, (_, index) => `${String.fromCharCode(97 + index)}bucket`),
      "warehouse",
    ];
    const buckets = new Map(names.map((name) => [name, bucket(name)]));
    expect(() => findBucket(buckets, "warehouze")).toThrow(
      expect.objectContaining({
        sqlstate: "42704",
        hint: expect.stringMatching(/^There are: warehouse, .* and others/),
      }),
    );
  });
});

describe("a bucket's name", () => {
  it.each([
    ["primary", "lakehouse-primary"],
    ["profile:user", "lakehouse-profile-user"],
    ["Sales_2026", "lakehouse-sales-2026"],
    ["größe", "lakehouse-gr--e"],
    ["\u{1f600}", "lakehouse--"],
  ])("%s becomes the scheme %s", (name, scheme) => {
    expect(bucketScheme(name)).toBe(scheme);
  });

  // The fifth has a Cyrillic letter, the sixth wide ones, the seventh turns what follows it round.
  it.each([
    "",
    "x".repeat(64),
    "a\nb",
    "a\0",
    "pr\u0456mary",
    "\uff50\uff52imary",
    "a\u202eb",
    "größe",
    "..",
    "a..b",
    "a/b",
    "a//b",
    "a\\b",
    " a",
    "a ",
    ".a",
  ])("%j is refused", (name) => {
    expect(() => assertBucketName(name)).toThrow(expect.objectContaining({ sqlstate: "22023" }));
  });

  it.each([
    "public",
    "Public",
    "sluice",
    "pg_catalog",
    "PG_x",
    "information_schema",
    "r",
    "main",
    "temp",
    "system",
    "__raw__x",
  ])("%s is reserved", (name) => {
    expect(() => assertBucketName(name)).toThrow(expect.objectContaining({ sqlstate: "42939" }));
  });

  it.each(["primary", "profile:user", "x".repeat(63), "a b", "rr", "-"])("%j is allowed", (name) => {
    expect(() => assertBucketName(name)).not.toThrow();
  });
});

describe("an object's name", () => {
  it("carries the bucket and the key", () => {
    expect(objectUrl("profile:user", "a/b c.parquet")).toBe("lakehouse-profile-user://a/b c.parquet");
    expect(parseObjectUrl("lakehouse-profile-user://a/b c.parquet")).toEqual({
      scheme: "lakehouse-profile-user",
      key: "a/b c.parquet",
    });
  });

  it("means the primary bucket in its older spelling", () => {
    expect(parseObjectUrl("lakehouse://data/a/b")).toEqual({ scheme: "lakehouse-primary", key: "a/b" });
  });

  it.each([
    "",
    "a/b",
    "s3://a/b",
    "file:///etc/passwd",
    "lakehouse://other/a",
    "lakehouse-Primary://a",
    "lakehouse-://a",
    "lakehouse-primary://",
    "lakehouse-primary:///etc/passwd",
    "lakehouse-primary://../a",
    "lakehouse://data/",
    "lakehouse://data/../x",
  ])("%j is refused", (url) => {
    expect(() => parseObjectUrl(url)).toThrow(expect.objectContaining({ sqlstate: "22023" }));
  });

  it("finds its bucket among those that exist", () => {
    const buckets = new Map([bucket(), bucket("profile:user")].map((one) => [one.name, one]));
    expect(resolveObjectUrl(buckets, "lakehouse-profile-user://k")).toEqual({
      bucket: bucket("profile:user"),
      key: "k",
    });
    expect(resolveObjectUrl(buckets, "lakehouse://data/k").bucket.name).toBe("primary");
    expect(() => resolveObjectUrl(buckets, "lakehouse-other://k")).toThrow(
      expect.objectContaining({ sqlstate: "42704" }),
    );
  });
});
