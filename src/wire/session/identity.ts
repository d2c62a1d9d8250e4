// For whom a session acts: SET ROLE and SET SESSION AUTHORIZATION. Who it is was settled at login.
// https://www.postgresql.org/docs/15/sql-set-role.html
import { InsufficientPrivilege, InvalidParameterValue } from "../../errors.js";
import type { Scope } from "./scope.js";
import type { Settings } from "./settings.js";

/** No role can be called so. */
const none = "none";

/** `session_user`. */
export function sessionRoleOf(settings: Settings): string {
  return settings.get("session_authorization") ?? "";
}

/** `current_user`: whose rights count. */
export function currentRoleOf(settings: Settings): string {
  const role = settings.get("role") ?? none;
  return role === none ? sessionRoleOf(settings) : role;
}

/**
 * Whose rights the next statement has. PostgreSQL asks whether a role may be taken only when it is; here, who was taken out
 * of a role, or is no superuser any more, has none of its rights from the next statement on.
 */
export function actingRoleOf({ engine, settings, peer }: Pick<Scope, "engine" | "settings" | "peer">): string {
  const [sessionRole, role] = [sessionRoleOf(settings), currentRoleOf(settings)];
  if (sessionRole !== peer.role && engine.findRole(peer.role)?.isSuperuser !== true) {
    throw new InsufficientPrivilege(`permission denied to set session authorization "${sessionRole}"`, {
      hint: "RESET SESSION AUTHORIZATION brings you back.",
    });
  }
  if (role !== sessionRole && !engine.mayBecome(sessionRole, role)) {
    throw new InsufficientPrivilege(`permission denied to set role "${role}"`, { hint: "RESET ROLE brings you back." });
  }
  return role;
}

/** Every role that the session acts for, or that a rollback or the end of its transaction would bring back. */
export function rolesOf({ peer, settings, transaction }: Scope): ReadonlySet<string> {
  const states = [settings.save(), ...transaction.savedSettings];
  const named = states.flatMap(({ session, local }) =>
    [session, local].flatMap((values) => [values.get("session_authorization"), values.get("role")]),
  );
  const roles = [peer.role, currentRoleOf(settings), ...named];
  return new Set(roles.flatMap((role) => (role === undefined || role === none ? [] : [role])));
}

/** `role` absent: what the session began with. */
export function setRole(scope: Scope, role: string | undefined, isLocal: boolean): void {
  const { engine, settings } = scope;
  const sessionRole = sessionRoleOf(settings);
  const wanted = role ?? settings.initial("role") ?? none;
  if (wanted !== none) {
    assertExists(scope, wanted);
    if (!engine.mayBecome(sessionRole, wanted)) {
      throw new InsufficientPrivilege(`permission denied to set role "${wanted}"`);
    }
  }
  become(scope, { sessionRole, role: wanted }, isLocal);
}

/** `role` absent: whoever logged in. Only a superuser who did may take another's place. */
export function setSessionAuthorization(scope: Scope, role: string | undefined, isLocal: boolean): void {
  const { engine, peer } = scope;
  const wanted = role ?? peer.role;
  if (wanted !== peer.role) {
    assertExists(scope, wanted);
    if (engine.findRole(peer.role)?.isSuperuser !== true) {
      throw new InsufficientPrivilege(`permission denied to set session authorization "${wanted}"`);
    }
  }
  become(scope, { sessionRole: wanted, role: none }, isLocal);
}

function become(
  { engine, settings }: Scope,
  { sessionRole, role }: { readonly sessionRole: string; readonly role: string },
  isLocal: boolean,
): void {
  const current = engine.findRole(role === none ? sessionRole : role);
  settings.setOwn(
    { session_authorization: sessionRole, role, is_superuser: current?.isSuperuser === true ? "on" : "off" },
    { isLocal },
  );
}

function assertExists({ engine }: Scope, role: string): void {
  if (engine.findRole(role) === undefined) throw new InvalidParameterValue(`role "${role}" does not exist`);
}
