// The sessions that are there, by process id: for cancel requests, and for those who watch.
// https://www.postgresql.org/docs/15/protocol-flow.html#id-1.10.6.7.10

import { randomBytes, timingSafeEqual } from "node:crypto";
import { QueryCanceled } from "../../errors.js";
import { sha256 } from "../auth/scram-verifier.js";
import type { Session } from "./session.js";

/** What a client needs to cancel a statement from another connection. */
export interface BackendKey {
  readonly processId: number;
  readonly secretKey: Buffer;
}

interface Entry {
  readonly secretDigest: Buffer;
  session: Session | undefined;
}

const processIdMax = 0x7fff_ffff;
const noSecret = sha256(randomBytes(32));

export class SessionRegistry {
  readonly #entries = new Map<number, Entry>();
  #lastProcessId = 0;

  /** Protocol 3.0 has keys of 4 bytes; 3.2 longer ones. */
  reserve(protocolMinor: number): BackendKey {
    const processId = this.#freeProcessId();
    const secretKey = randomBytes(protocolMinor >= 2 ? 32 : 4);
    this.#entries.set(processId, { secretDigest: sha256(secretKey), session: undefined });
    return { processId, secretKey };
  }

  open(session: Session): void {
    const entry = this.#entries.get(session.peer.processId);
    if (entry === undefined) throw new Error("a session needs a reserved process id");
    entry.session = session;
  }

  remove(processId: number): void {
    this.#entries.delete(processId);
  }

  get(processId: number): Session | undefined {
    return this.#entries.get(processId)?.session;
  }

  sessions(): readonly Session[] {
    return [...this.#entries.values()].flatMap(({ session }) => session ?? []);
  }

  /** Whoever knows the key may cancel. Compares digests, so that neither time nor length tells anything of the key. */
  cancel({ processId, secretKey }: BackendKey): "canceled" | "unknown" {
    const entry = this.#entries.get(processId);
    const isRight = timingSafeEqual(sha256(secretKey), entry?.secretDigest ?? noSecret);
    if (!isRight || entry?.session === undefined) return "unknown";
    entry.session.cancel(new QueryCanceled());
    return "canceled";
  }

  #freeProcessId(): number {
    do {
      this.#lastProcessId = (this.#lastProcessId % processIdMax) + 1;
    } while (this.#entries.has(this.#lastProcessId));
    return this.#lastProcessId;
  }
}
