// How a transaction is to be: its isolation, and whether it only reads. Until when that may be said, and how the next one takes it over.
// https://www.postgresql.org/docs/15/sql-set-transaction.html

import type { TransactionMode } from "../../engine/api.js";
import { PgError } from "../../errors.js";
import type { Scope } from "./scope.js";

type Parts = Pick<Scope, "settings" | "transaction">;

const names = ["isolation", "read_only", "deferrable"] as const satisfies readonly TransactionMode["name"][];

/** Of the present transaction. */
export function modesOf({ settings }: Parts): readonly TransactionMode[] {
  return names.map((name) => ({ name, value: settings.get(`transaction_${name}`) ?? "" }));
}

/** For a transaction that has just begun. */
export function beginWith({ settings }: Parts, modes: readonly TransactionMode[]): void {
  for (const { name, value } of modes) settings.set(`transaction_${name}`, value, { isLocal: true });
}

/** Of the present transaction, or of those that the session begins from now on. */
export function setModes(parts: Parts, modes: readonly TransactionMode[], of: "transaction" | "session"): void {
  for (const { name, value } of modes) {
    if (of === "session") parts.settings.set(`default_transaction_${name}`, value, { isLocal: false });
    else setMode(parts, { name: `transaction_${name}`, value, isLocal: true });
  }
}

/** Any setting: those of a transaction can be changed only as long as it has read nothing. */
export function setMode(
  { settings, transaction }: Parts,
  { name, value, isLocal }: { readonly name: string; readonly value: string; readonly isLocal: boolean },
): void {
  const before = settings.get(name);
  settings.set(name, value, { isLocal });
  const after = settings.get(name);
  const refusal = refusals[name]?.({
    isChanged: before !== after,
    value: after ?? "",
    hasRead: transaction.hasRead,
    isSub: transaction.depth > 0,
  });
  // The statement fails, and what it set goes with it.
  if (refusal !== undefined) throw new PgError("25001", refusal);
}

interface Change {
  readonly isChanged: boolean;
  readonly value: string;
  readonly hasRead: boolean;
  /** Within a savepoint. */
  readonly isSub: boolean;
}

const refusals: Readonly<Record<string, (change: Change) => string | undefined>> = {
  transaction_isolation({ isChanged, hasRead, isSub }) {
    if (!isChanged) return undefined;
    if (hasRead) return "SET TRANSACTION ISOLATION LEVEL must be called before any query";
    return isSub ? "SET TRANSACTION ISOLATION LEVEL must not be called in a subtransaction" : undefined;
  },
  transaction_read_only({ isChanged, value, hasRead, isSub }) {
    if (!isChanged || value === "on") return undefined;
    if (isSub) return "cannot set transaction read-write mode inside a read-only transaction";
    return hasRead ? "transaction read-write mode must be set before any query" : undefined;
  },
  transaction_deferrable({ hasRead, isSub }) {
    if (isSub) return "SET TRANSACTION [NOT] DEFERRABLE cannot be called within a subtransaction";
    return hasRead ? "SET TRANSACTION [NOT] DEFERRABLE must be called before any query" : undefined;
  },
};
