import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { CertificateWatch } from "../../../../src/wire/tls/certificate-watch.js";
import { type CertificateFiles, certificateFiles, putCertificate } from "../../../support/tls.js";

interface Watched {
  readonly watch: CertificateWatch;
  readonly messages: readonly string[];
  /** Lets the time to the next look pass. */
  look(): Promise<void>;
}

async function watchOf(files: CertificateFiles): Promise<Watched> {
  const messages: string[] = [];
  const note = (level: string) => (_: unknown, message: string) => void messages.push(`${level}: ${message}`);
  const log = { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };
  const due: (() => void)[] = [];
  const clock = {
    now: () => new Date("2026-01-01T00:00:00Z"),
    after: (_: number, action: () => void) => {
      due.push(action);
      return { cancel: () => void due.splice(due.indexOf(action), 1) };
    },
  };
  const watch = await CertificateWatch.open({ files, minVersion: "1.2", clock, log });
  watch.start();
  onTestFinished(() => watch.stop());
  const look = async (): Promise<void> => {
    due.shift()?.();
    await vi.waitFor(() => expect(due).toHaveLength(1), { interval: 2 });
  };
  return { watch, messages, look };
}

const renewed = "info: the certificate was read again";
const kept = "error: the new certificate is of no use, the old one is kept";

describe("the watch over a certificate", () => {
  it("does nothing as long as the files are what they were", async () => {
    const { watch, messages, look } = await watchOf(certificateFiles());
    const { current } = watch;
    await look();
    expect(watch.current).toBe(current);
    expect(messages).toEqual([]);
  });

  it("takes a new pair, written in the place of the old", async () => {
    const files = certificateFiles("lake");
    const { watch, messages, look } = await watchOf(files);
    const { current } = watch;
    putCertificate(files, "other");
    await look();
    expect(watch.current).not.toBe(current);
    expect(messages).toEqual([renewed]);
  });

  it("takes a new pair behind a symbolic link to a folder, as Kubernetes swaps secrets", async () => {
    const files = certificateFiles("lake");
    const at = (name: string): string => path.join(files.folder, name);
    for (const name of ["lake", "other"] as const) {
      mkdirSync(at(name));
      putCertificate({ folder: at(name), certificate: at(`${name}/server.crt`), key: at(`${name}/server.key`) }, name);
    }
    rmSync(files.certificate);
    rmSync(files.key);
    symlinkSync("lake", at("..data"));
    symlinkSync("..data/server.crt", files.certificate);
    symlinkSync("..data/server.key", files.key);
    const { messages, look } = await watchOf(files);
    symlinkSync("other", at("..data_tmp"));
    renameSync(at("..data_tmp"), at("..data"));
    await look();
    expect(messages).toEqual([renewed]);
  });

  it("keeps the old pair where the new one is of no use, says each why once, and takes a good one later", async () => {
    const files = certificateFiles("lake");
    const { watch, messages, look } = await watchOf(files);
    const { current } = watch;
    writeFileSync(files.certificate, "half a certifi");
    await look();
    await look();
    expect(messages).toEqual([kept]);
    rmSync(files.key);
    await look();
    await look();
    expect(messages).toEqual([kept, kept]);
    expect(watch.current).toBe(current);
    putCertificate(files, "other");
    await look();
    expect(messages).toEqual([kept, kept, renewed]);
  });

  it("warns of a certificate that has expired, at the start and when it comes", async () => {
    const { messages } = await watchOf(certificateFiles("expired"));
    expect(messages).toEqual(["warn: the certificate has expired"]);
    const files = certificateFiles("lake");
    const later = await watchOf(files);
    putCertificate(files, "expired");
    expect(await later.watch.reload()).toBe("renewed");
    expect(later.messages).toEqual([renewed, "warn: the certificate has expired"]);
  });

  it("does not begin with a pair that cannot serve", async () => {
    const files = certificateFiles();
    rmSync(files.key);
    await expect(watchOf(files)).rejects.toMatchObject({ file: "key" });
  });
});
