// What functions do to sessions: pg_cancel_backend and pg_terminate_backend to others, set_config to its own.
// https://www.postgresql.org/docs/15/functions-admin.html
import type { SessionDeeds } from "../../engine/api.js";
import { AdminShutdown, InsufficientPrivilege, ObjectNotInPrerequisiteState, QueryCanceled } from "../../errors.js";
import { actingRoleOf } from "./identity.js";
import type { SessionRegistry } from "./registry.js";
import type { Session } from "./session.js";

export function sessionDeeds(registry: SessionRegistry): SessionDeeds {
  const signal = (caller: number, target: number, send: (session: Session) => void): boolean => {
    const [from, to] = [registry.get(caller), registry.get(target)];
    if (from === undefined || to === undefined) return false;
    if (!maySignal(from, to))
      throw new InsufficientPrivilege(`permission denied to signal a session of role "${to.peer.role}"`);
    // In its own time: what calls is running inside DuckDB.
    setImmediate(() => send(to));
    return true;
  };
  return {
    cancelBackend: (caller, target) => signal(caller, target, (session) => session.cancel(new QueryCanceled())),
    terminateBackend: (caller, target) => signal(caller, target, (session) => session.terminate(new AdminShutdown())),
    currentSetting: (caller, name) => registry.get(caller)?.setting(name),
    setConfig(caller, change) {
      const session = registry.get(caller);
      if (session === undefined) throw new ObjectNotInPrerequisiteState("the session is over");
      return session.setConfig(change);
    },
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
