// Where the catalog and the first buckets lie, by what the configuration says.
import { describe, expect, it } from "vitest";
import { placeTextOf } from "../../../src/admin/bucket-place.js";
import { catalogHome } from "../../../src/admin/catalog-home.js";

describe("the catalog's home", () => {
  it("is the data folder when nothing else is said", () => {
    const { catalog, bucketOf } = catalogHome("/data", undefined);
    expect(placeTextOf(catalog)).toBe("/data/catalog");
    expect(placeTextOf(bucketOf("primary"))).toBe("/data/primary");
  });

  it.each([
    ["s3://lake", "s3://lake/catalog/", "s3://lake/primary/"],
    ["s3://lake/", "s3://lake/catalog/", "s3://lake/primary/"],
    ["s3://lake/a/b", "s3://lake/a/b/catalog/", "s3://lake/a/b/primary/"],
    ["s3://lake/a/b/", "s3://lake/a/b/catalog/", "s3://lake/a/b/primary/"],
  ])("may be on S3, with its first buckets beside it: %s", (url, catalogPlace, primaryPlace) => {
    const { catalog, bucketOf } = catalogHome("/data", { url });
    expect(placeTextOf(catalog)).toBe(catalogPlace);
    expect(placeTextOf(bucketOf("primary"))).toBe(primaryPlace);
  });

  it("is spoken to as the configuration says", () => {
    const home = catalogHome("/data", {
      url: "s3://lake/sluice",
      endpoint: "https://s3.example:9000",
      dialect: "ceph",
      region: "here",
      credentials: "env:KEY,SECRET",
    });
    expect(home.catalog).toEqual({
      name: "catalog",
      kind: "s3",
      place: {
        endpoint: "https://s3.example:9000",
        region: "here",
        bucket: "lake",
        prefix: "sluice/catalog/",
        pathStyle: true,
        dialect: "ceph",
      },
      credentials: { kind: "environment", accessKeyId: "KEY", secretAccessKey: "SECRET" },
    });
  });

  it.each([
    [{ url: "s3://la..ke" }, "invalid S3 bucket name"],
    [{ url: "s3://lake/../other" }, "invalid object key"],
    [{ url: "s3://lake", endpoint: "http://user:password@host" }, "invalid S3 endpoint"],
    [{ url: "s3://lake", dialect: "klingon" }, "invalid dialect"],
    [{ url: "s3://lake", credentials: "AKIA123:secret" }, "invalid credentials"],
  ])("is refused where it cannot be: %j", (location, message) => {
    expect(() => catalogHome("/data", location)).toThrow(message);
  });
});
