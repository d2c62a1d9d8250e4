// The client's side of SCRAM: node-postgres' own, which is independent of ours.

import { createRequire } from "node:module";

export interface ScramSession {
  readonly mechanism: string;
  /** What to send next. */
  readonly response: string;
}

interface Sasl {
  startSession(mechanisms: readonly string[]): ScramSession;
  continueSession(session: ScramSession, password: string, challenge: string): Promise<void>;
  finalizeSession(session: ScramSession, outcome: string): void;
}

const sasl = createRequire(import.meta.url)("pg/lib/crypto/sasl.js") as Sasl;

export const { startSession, continueSession, finalizeSession } = sasl;
