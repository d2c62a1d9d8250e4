// The types of the SASL client inside pg, which has none of its own.

declare module "pg/lib/crypto/sasl.js" {
  interface SaslSession {
    /** What to send next. */
    response: string;
  }
  export function startSession(mechanisms: readonly string[]): SaslSession;
  export function continueSession(session: SaslSession, password: string, serverFirst: string): Promise<void>;
  export function finalizeSession(session: SaslSession, serverFinal: string): void;
}
