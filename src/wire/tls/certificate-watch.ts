// The certificate in use: read again when its files change, and kept where the new one is of no use.

import { stat } from "node:fs/promises";
import { limits } from "../../limits.js";
import type { Clock, Timer } from "../clock.js";
import type { Log } from "../log.js";
import { type Certificate, type CertificateOptions, loadCertificate } from "./certificate.js";

export interface CertificateWatchOptions extends CertificateOptions {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Looks at the files every few seconds. Asked by their paths, they may be swapped in any way: written anew, renamed,
 * or behind a symbolic link, as Kubernetes does with secrets. Between the change of one file and that of the other, the
 * old pair serves on.
 */
export class CertificateWatch {
  readonly #options: CertificateWatchOptions;
  #current: Certificate;
  /** The marks of the files that `#current` was made of. */
  #marks: string;
  /** Why they were of no use last time. It is said once, and not at every look. */
  #complaint: string | undefined;
  #isStarted = false;
  #timer: Timer | undefined;

  /** Rejects with an UnusableCertificate: nothing starts with a certificate that cannot serve. */
  static async open(options: CertificateWatchOptions): Promise<CertificateWatch> {
    const marks = await marksOf(options.files);
    const watch = new CertificateWatch(options, await loadCertificate(options), marks);
    watch.#warnOfDates();
    return watch;
  }

  private constructor(options: CertificateWatchOptions, current: Certificate, marks: string) {
    this.#options = options;
    this.#current = current;
    this.#marks = marks;
  }

  /** For connections that begin now. */
  get current(): Certificate {
    return this.#current;
  }

  /** Reads the files now. Never rejects. */
  async reload(): Promise<"renewed" | "kept"> {
    const { files, log } = this.#options;
    try {
      // Marked before they are read: what changes in between is read again.
      const marks = await marksOf(files);
      this.#current = await loadCertificate(this.#options);
      this.#marks = marks;
    } catch (thrown) {
      // Clients can do with the old one; the operator is told.
      const complaint = thrown instanceof Error ? thrown.message : String(thrown);
      if (complaint !== this.#complaint) {
        log.error({ err: thrown }, "the new certificate is of no use, the old one is kept");
      }
      this.#complaint = complaint;
      return "kept";
    }
    this.#complaint = undefined;
    log.info({ file: files.certificate, validTo: this.#current.validTo }, "the certificate was read again");
    this.#warnOfDates();
    return "renewed";
  }

  /** Looks for changes from now on. */
  start(): void {
    this.#isStarted = true;
    this.#lookLater();
  }

  stop(): void {
    this.#isStarted = false;
    this.#timer?.cancel();
  }

  #lookLater(): void {
    if (!this.#isStarted) return;
    this.#timer = this.#options.clock.after(limits.certificatePollMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    const marks = await marksOf(this.#options.files);
    if (marks !== this.#marks) await this.reload();
    this.#lookLater();
  }

  /** Clients refuse such a certificate, unless they look at none. That is between them and the operator. */
  #warnOfDates(): void {
    const { clock, log, files } = this.#options;
    const { validFrom, validTo } = this.#current;
    const now = clock.now();
    if (now > validTo) log.warn({ file: files.certificate, validTo }, "the certificate has expired");
    if (now < validFrom) log.warn({ file: files.certificate, validFrom }, "the certificate is not valid yet");
  }
}

/** Changes when a file does: its content, its place, or who may read it. */
async function marksOf({ certificate, key, clientAuthorities }: CertificateOptions["files"]): Promise<string> {
  const paths = [certificate, key, ...(clientAuthorities === undefined ? [] : [clientAuthorities])];
  const marks = await Promise.all(paths.map(markOf));
  return marks.join(" ");
}

async function markOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(":");
  } catch {
    // Why it cannot be looked at is told by whoever reads it.
    return "unreadable";
  }
}
