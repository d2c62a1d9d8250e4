// A certificate and its key: read from their files, and checked before anybody relies on them.

import { constants, createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { createSecureContext, type SecureContext } from "node:tls";
import { endPointHash } from "./end-point-hash.js";

export interface CertificateOptions {
  /** Paths of PEM files. The first holds our own certificate, and then any that vouch for it. */
  readonly files: {
    readonly certificate: string;
    readonly key: string;
    /** Certificates of those who vouch for clients. Absent: clients are asked for none. */
    readonly clientAuthorities?: string | undefined;
  };
  /** The oldest version of TLS that is spoken. */
  readonly minVersion: "1.2" | "1.3";
}

/** A certificate that connections can be opened with. */
export interface Certificate {
  readonly context: SecureContext;
  /** What logins may be tied to; undefined: its kind has none. */
  readonly endPointHash: Buffer | undefined;
  readonly asksClients: boolean;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** Why there is no certificate to work with. Quotes paths, and nothing from the files. */
export class UnusableCertificate extends Error {
  /** The file to blame. */
  readonly file: keyof CertificateOptions["files"];

  constructor(file: keyof CertificateOptions["files"], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "UnusableCertificate";
    this.file = file;
  }
}

export async function loadCertificate({ files, minVersion }: CertificateOptions): Promise<Certificate> {
  const certificateText = await readText("certificate", files.certificate);
  const keyText = await readText("key", files.key, checkPrivacy);
  const certificate = parseCertificate("certificate", files.certificate, certificateText);
  const authorities = await readAuthorities(files.clientAuthorities);
  if (!certificate.checkPrivateKey(parseKey(files.key, keyText))) {
    throw new UnusableCertificate("key", `${files.key} is not the key of the certificate in ${files.certificate}`);
  }
  return {
    context: contextOf(files.certificate, {
      cert: certificateText,
      key: keyText,
      ...(authorities === undefined ? {} : { ca: authorities }),
      minVersion: `TLSv${minVersion}`,
      honorCipherOrder: true,
      // A renegotiation helps no client of ours, and costs us much more than who asks for it.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    }),
    endPointHash: endPointHash(certificate.raw),
    asksClients: authorities !== undefined,
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
  };
}

async function readAuthorities(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await readText("clientAuthorities", path);
  parseCertificate("clientAuthorities", path, text);
  return text;
}

/** What is read is what was checked: both go by one handle. */
async function readText(
  file: UnusableCertificate["file"],
  path: string,
  check?: (path: string, handle: FileHandle) => Promise<void>,
): Promise<string> {
  try {
    const handle = await open(path);
    try {
      await check?.(path, handle);
      return await handle.readFile("utf8");
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (thrown instanceof UnusableCertificate) throw thrown;
    throw new UnusableCertificate(file, `${path} cannot be read (${codeOf(thrown)})`, thrown);
  }
}

/** PostgreSQL's own rule for the files of keys (check_ssl_key_file_permissions). */
async function checkPrivacy(path: string, handle: FileHandle): Promise<void> {
  const { uid, mode } = await handle.stat();
  const ownUid = process.geteuid?.();
  // On Windows there are no such modes.
  if (ownUid === undefined) return;
  if (uid !== ownUid && uid !== 0) {
    throw new UnusableCertificate("key", `${path} must be owned by the gateway's user or root`);
  }
  if ((mode & (uid === ownUid ? 0o077 : 0o037)) !== 0) {
    throw new UnusableCertificate(
      "key",
      `${path} has group or world access, allowed: u=rw (0600) or less if owned by the gateway's user, ` +
        "u=rw,g=r (0640) or less if owned by root",
    );
  }
}

function parseCertificate(
  file: Exclude<UnusableCertificate["file"], "key">,
  path: string,
  text: string,
): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (thrown) {
    throw new UnusableCertificate(file, `${path} is no certificate in PEM (${codeOf(thrown)})`, thrown);
  }
}

function parseKey(path: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (thrown) {
    // Both forms of such keys say so in their heads.
    const why = /ENCRYPTED/.test(text) ? "has a passphrase, which is not supported" : "is no key in PEM";
    throw new UnusableCertificate("key", `${path} ${why} (${codeOf(thrown)})`, thrown);
  }
}

function contextOf(path: string, options: Parameters<typeof createSecureContext>[0]): SecureContext {
  try {
    return createSecureContext(options);
  } catch (thrown) {
    throw new UnusableCertificate("certificate", `${path} cannot be used for TLS (${codeOf(thrown)})`, thrown);
  }
}

function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return "code" in thrown && typeof thrown.code === "string" ? thrown.code : thrown.message;
}
