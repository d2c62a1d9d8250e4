// How long a session may sit idle, by its own settings.

import { IdleInTransactionTimeout, IdleSessionTimeout, type PgError } from "../../errors.js";
import type { TransactionStatus } from "../protocol/backend.js";
import { millisecondsOf } from "./setting-kinds.js";
import type { Settings } from "./settings.js";

export interface IdleLimit {
  readonly delayMs: number;
  readonly error: PgError;
}

/** Undefined: for ever. */
export function idleLimit(settings: Settings, status: TransactionStatus): IdleLimit | undefined {
  const isInBlock = status !== "I";
  const name = isInBlock ? "idle_in_transaction_session_timeout" : "idle_session_timeout";
  const delayMs = millisecondsOf(settings.get(name) ?? "0");
  if (delayMs === 0) return undefined;
  return { delayMs, error: isInBlock ? new IdleInTransactionTimeout() : new IdleSessionTimeout() };
}
