import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { resolveS3Credentials } from "../../../../src/catalog/store/s3/credentials.js";

const sources = {
  environment: { KEY: "AKID", SECRET: "s3cret", TOKEN: "t0ken", EMPTY: "", SLUICE_ADMIN_PASSWORD: "hidden" },
  secrets: new Map([["lake", { accessKeyId: "AKID2", secretAccessKey: "s3cret2" }]]),
};

describe("credentials of S3", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("come from the variables that are named", async () => {
    const keys = { kind: "environment", accessKeyId: "KEY", secretAccessKey: "SECRET" } as const;
    expect(await resolveS3Credentials(keys, sources)()).toEqual({ accessKeyId: "AKID", secretAccessKey: "s3cret" });
    expect(await resolveS3Credentials({ ...keys, sessionToken: "TOKEN" }, sources)()).toEqual({
      accessKeyId: "AKID",
      secretAccessKey: "s3cret",
      sessionToken: "t0ken",
    });
  });

  it("come from the secrets file", async () => {
    expect(await resolveS3Credentials({ kind: "secretsFile", name: "lake" }, sources)()).toEqual({
      accessKeyId: "AKID2",
      secretAccessKey: "s3cret2",
    });
  });

  it("come from a profile of the shared files", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "sluice-profile-"));
    const file = path.join(folder, "credentials");
    writeFileSync(file, "[lake]\naws_access_key_id = AKID3\naws_secret_access_key = s3cret3\n");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
    vi.stubEnv("AWS_CONFIG_FILE", path.join(folder, "none"));
    try {
      expect(await resolveS3Credentials({ kind: "profile", profile: "lake" }, sources)()).toMatchObject({
        accessKeyId: "AKID3",
        secretAccessKey: "s3cret3",
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("come from the SDK's own chain", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKID4");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "s3cret4");
    expect(await resolveS3Credentials({ kind: "default" }, sources)()).toMatchObject({ accessKeyId: "AKID4" });
  });

  it.each(["NOTHING", "EMPTY"])("are missed at once where the variable %s holds none", (accessKeyId) => {
    const reference = { kind: "environment", accessKeyId, secretAccessKey: "SECRET" } as const;
    expect(() => resolveS3Credentials(reference, sources)).toThrow(
      expect.objectContaining({ sqlstate: "42704", message: `environment variable "${accessKeyId}" is not set` }),
    );
  });

  it("are missed at once where the secrets file has no entry", () => {
    expect(() => resolveS3Credentials({ kind: "secretsFile", name: "x" }, sources)).toThrow(
      expect.objectContaining({ sqlstate: "42704" }),
    );
  });

  it.each(["SLUICE_ADMIN_PASSWORD", "sluice_admin_password", "a=b", ""])(
    "are never read from %j, which is no variable for them",
    (name) => {
      const reference = { kind: "environment", accessKeyId: name, secretAccessKey: "SECRET" } as const;
      expect(() => resolveS3Credentials(reference, sources)).toThrow(expect.objectContaining({ sqlstate: "22023" }));
    },
  );
});
