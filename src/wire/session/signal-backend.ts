// pg_cancel_backend and pg_terminate_backend: one session stops what another runs, or ends it.
// https://www.postgresql.org/docs/15/functions-admin.html#FUNCTIONS-ADMIN-SIGNAL
import type { SignalBackend } from "../../engine/api.js";
import { AdminShutdown, QueryCanceled } from "../../errors.js";
import { actingRoleOf } from "./identity.js";
import type { SessionRegistry } from "./registry.js";
import type { Session } from "./session.js";

export function signalBackend(registry: SessionRegistry): SignalBackend {
  return ({ kind, caller, target }) => {
    const [from, to] = [registry.get(caller), registry.get(target)];
    if (from === undefined || to === undefined) return false;
    if (!maySignal(from, to)) return "denied";
    // In its own time: what calls is running inside DuckDB.
    setImmediate(() => {
      if (kind === "cancel") to.cancel(new QueryCanceled());
      else to.terminate(new AdminShutdown());
    });
    return true;
  };
}

/** A superuser all, others those of roles that they belong to; a superuser's only another one. */
function maySignal(from: Session, to: Session): boolean {
  const { engine } = from.scope;
  const role = actingRoleOf(from.scope);
  if (engine.findRole(role)?.isSuperuser === true) return true;
  if (engine.findRole(to.peer.role)?.isSuperuser === true) return false;
  return engine.mayBecome(role, to.peer.role);
}
