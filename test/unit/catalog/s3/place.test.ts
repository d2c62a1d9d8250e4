import { describe, expect, it } from "vitest";
import { assertS3Place, type S3Place } from "../../../../src/catalog/store/s3/place.js";

const place: S3Place = { region: "eu-central-1", bucket: "lake", prefix: "", pathStyle: false, dialect: "aws" };

describe("a place on S3", () => {
  it.each<Partial<S3Place>>([
    {},
    { endpoint: "http://127.0.0.1:9000" },
    { endpoint: "https://s3.example.com" },
    { bucket: "Old_Bucket.name" },
    { prefix: "a/b c/" },
    { dialect: "ceph", pathStyle: true },
  ])("may be %j", (changes) => {
    assertS3Place({ ...place, ...changes });
  });

  it.each<Partial<S3Place>>([
    { endpoint: "ftp://host" },
    { endpoint: "host:9000" },
    { endpoint: "http://host?x=1" },
    { region: "" },
    { region: "eu central" },
    { bucket: "" },
    { bucket: "a" },
    { bucket: "a/b" },
    { bucket: "a..b" },
    { bucket: "arn:aws:s3:::lake" },
    { prefix: "a" },
    { prefix: "/" },
    { prefix: "../" },
    { prefix: "a//" },
    { dialect: "toString" as never },
  ])("is refused with %j", (changes) => {
    expect(() => assertS3Place({ ...place, ...changes })).toThrow(expect.objectContaining({ sqlstate: "22023" }));
  });

  it.each(["http://user:hidden@host", "http://hidden@host", "http://host/#hidden"])(
    "is refused with %s, of which nothing is repeated",
    (endpoint) => {
      expect(() => assertS3Place({ ...place, endpoint })).toThrow(
        expect.objectContaining({ sqlstate: "22023", message: "invalid S3 endpoint" }),
      );
    },
  );
});
