import { describe, expect, it } from "vitest";
import { S3Failure, toS3Failure, toStorageError } from "../../../../src/catalog/store/s3/failures.js";

const answered = (name: string, status: number, fields = {}): Error =>
  Object.assign(new Error("raw text"), { name, $metadata: { httpStatusCode: status }, ...fields });
const broken = (code: string): Error => Object.assign(new Error("raw text"), { code, $metadata: { attempts: 1 } });

describe("a failure on S3", () => {
  it.each([
    [answered("NoSuchKey", 404), "missingObject", "NoSuchKey, HTTP 404"],
    [answered("NoSuchBucket", 404), "missingBucket", "NoSuchBucket, HTTP 404"],
    [answered("NotFound", 404), "garbled", "NotFound, HTTP 404"],
    [answered("PreconditionFailed", 412), "changed", "PreconditionFailed, HTTP 412"],
    [answered("ConditionalRequestConflict", 409), "conflict", "ConditionalRequestConflict, HTTP 409"],
    [answered("Unknown", 403), "denied", "HTTP 403"],
    [answered("SignatureDoesNotMatch", 403), "denied", "SignatureDoesNotMatch, HTTP 403"],
    [answered("PermanentRedirect", 301), "elsewhere", "PermanentRedirect, HTTP 301"],
    [answered("SlowDown", 503), "throttled", "SlowDown, HTTP 503"],
    [answered("Unknown", 429), "throttled", "HTTP 429"],
    [answered("InternalError", 500), "serverFault", "InternalError, HTTP 500"],
    [answered("QuotaExceeded", 403), "full", "QuotaExceeded, HTTP 403"],
    [answered("KeyTooLongError", 400), "refused", "KeyTooLongError, HTTP 400"],
    [answered("SyntaxError", 200), "garbled", "SyntaxError, HTTP 200"],
    [broken("ECONNREFUSED"), "unreachable", "ECONNREFUSED"],
    [broken("ENOTFOUND"), "unreachable", "ENOTFOUND"],
    [broken("ECONNRESET"), "broken", "ECONNRESET"],
    [broken("HPE_INVALID_CONSTANT"), "broken", "HPE_INVALID_CONSTANT"],
    [broken("DEPTH_ZERO_SELF_SIGNED_CERT"), "untrusted", "DEPTH_ZERO_SELF_SIGNED_CERT"],
    [broken("ERR_TLS_CERT_ALTNAME_INVALID"), "untrusted", "ERR_TLS_CERT_ALTNAME_INVALID"],
    [broken("CERT_HAS_EXPIRED"), "untrusted", "CERT_HAS_EXPIRED"],
    [Object.assign(new Error("raw"), { name: "TimeoutError" }), "stalled", "TimeoutError"],
    [
      Object.assign(new Error("raw"), { name: "CredentialsProviderError" }),
      "noCredentials",
      "CredentialsProviderError",
    ],
    [undefined, "broken", ""],
  ] as const)("is told apart: %s is %s", (thrown, kind, facts) => {
    const failure = toS3Failure(thrown);
    expect(failure.kind).toBe(kind);
    expect(failure.message).toBe(new S3Failure(kind, facts).message);
    expect(failure.message).not.toContain("raw");
    expect(failure.cause).toBeUndefined();
  });

  it.each(["AKIAIOSFODNN7EXAMPLE", "a secret", "x".repeat(65), "lower"])("does not repeat the code %j", (name) => {
    expect(toS3Failure(answered(name, 400, { Code: name })).message).not.toContain(name);
  });

  it("is told with our name of the bucket, and as a full disk where it is one", () => {
    expect(toStorageError('could not read object "k"', "lake", new S3Failure("denied", "HTTP 403"))).toMatchObject({
      sqlstate: "58030",
      message: 'could not read object "k" in bucket "lake": access denied (HTTP 403)',
    });
    expect(toStorageError("x", "lake", new S3Failure("full"))).toMatchObject({ sqlstate: "53100" });
  });
});
