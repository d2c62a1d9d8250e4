import { chmodSync, chownSync, writeFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadCertificate, UnusableCertificate } from "../../../../src/wire/tls/certificate.js";
import { type CertificateFiles, certificateFiles, putCertificate } from "../../../support/tls.js";

async function failureOf(files: CertificateFiles): Promise<UnusableCertificate> {
  try {
    await loadCertificate({ files, minVersion: "1.2" });
  } catch (thrown) {
    if (thrown instanceof UnusableCertificate) return thrown;
    throw thrown;
  }
  throw new Error("the certificate was taken");
}

describe("a certificate", () => {
  it("is read with its chain, and tells how long it is good", async () => {
    const certificate = await loadCertificate({ files: certificateFiles(), minVersion: "1.3" });
    expect(certificate.validFrom.toISOString()).toBe("2020-01-01T00:00:00.000Z");
    expect(certificate.validTo.toISOString()).toBe("2120-01-01T00:00:00.000Z");
  });

  it("that has expired is read all the same: who looks at dates is the client", async () => {
    const certificate = await loadCertificate({ files: certificateFiles("expired"), minVersion: "1.2" });
    expect(certificate.validTo.toISOString()).toBe("2020-02-01T00:00:00.000Z");
  });

  it("is refused with another one's key", async () => {
    const files = certificateFiles("lake");
    const others = certificateFiles("other");
    const failure = await failureOf({ ...files, key: others.key });
    expect(failure).toMatchObject({
      file: "key",
      message: `${others.key} is not the key of the certificate in ${files.certificate}`,
    });
  });

  it.each(["certificate", "key"] as const)("is refused where the %s is not there, or is a folder", async (file) => {
    const files = certificateFiles();
    const missing = { ...files, [file]: `${files.folder}/nowhere` };
    expect(await failureOf(missing)).toMatchObject({ file, message: `${missing[file]} cannot be read (ENOENT)` });
    chmodSync(files.folder, 0o700);
    expect(await failureOf({ ...files, [file]: files.folder })).toMatchObject({
      file,
      message: `${files.folder} cannot be read (EISDIR)`,
    });
  });

  it.each(["certificate", "key"] as const)("is refused where the %s is no PEM, without quoting it", async (file) => {
    const files = certificateFiles();
    for (const text of ["", "hunter2", "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n"]) {
      writeFileSync(files[file], text);
      const failure = await failureOf(files);
      expect(failure.file).toBe(file);
      expect(failure.message).toContain(`${files[file]} is no ${file} in PEM`);
      expect(failure.message).not.toContain("hunter2");
    }
  });

  it("is refused where what follows it in its file is damaged", async () => {
    const files = certificateFiles("other");
    writeFileSync(files.certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", { flag: "a" });
    expect(await failureOf(files)).toMatchObject({ file: "certificate" });
  });

  it("is refused with a key that has a passphrase", async () => {
    const files = certificateFiles();
    const { privateKey } = generateKeyPairSync("ec", {
      namedCurve: "P-256",
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "hunter2" },
    });
    writeFileSync(files.key, privateKey);
    expect((await failureOf(files)).message).toContain("has a passphrase, which is not supported");
  });

  it.each([0o640, 0o604, 0o644, 0o610, 0o601])("is refused with a key that others may touch (%o)", async (mode) => {
    const files = certificateFiles();
    chmodSync(files.key, mode);
    expect(await failureOf(files)).toMatchObject({
      file: "key",
      message: expect.stringContaining(`${files.key} has group or world access`),
    });
  });

  it.runIf(process.geteuid?.() === 0)("is refused with a key of another user", async () => {
    const files = certificateFiles();
    chownSync(files.key, 12_345, 12_345);
    expect(await failureOf(files)).toMatchObject({ file: "key", message: expect.stringContaining("must be owned by") });
    putCertificate(files, "lake");
  });
});
