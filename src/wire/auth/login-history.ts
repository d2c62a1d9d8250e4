// The last logins, and the tries: for `sluice.logins`.
import { limits } from "../../limits.js";

export interface LoginRecord {
  readonly at: Date;
  /** As it was given: nobody may be called so. */
  readonly role: string;
  readonly clientAddress: string | undefined;
  /** The protocol's version; undefined: without TLS. */
  readonly tlsVersion: string | undefined;
  readonly outcome: "accepted" | "refused";
  /** Undefined: it was accepted. */
  readonly sqlstate: string | undefined;
  readonly reason: string | undefined;
}

export class LoginHistory {
  readonly #records: LoginRecord[] = [];
  readonly #tell: (record: LoginRecord) => void;

  /** `tell` is told of each. */
  constructor(tell: (record: LoginRecord) => void = () => undefined) {
    this.#tell = tell;
  }

  record(record: LoginRecord): void {
    const { role, reason } = record;
    const kept = { ...record, role: role.slice(0, textMax), reason: reason?.slice(0, textMax) };
    this.#records.push(kept);
    this.#tell(kept);
    if (this.#records.length > limits.loginsKeptMax) this.#records.shift();
  }

  /** The oldest first. */
  get records(): readonly LoginRecord[] {
    return this.#records;
  }
}

/** A client may send a name of any length. */
const textMax = 256;
