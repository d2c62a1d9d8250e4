// What the doors are told of a role that somebody says to be.
import { type Role, rolesReached, type Snapshot } from "../catalog/api.js";
import type { LoginRole } from "./api.js";

export function loginRoleOf(snapshot: Snapshot, role: Role): LoginRole {
  const { name, isSuperuser, canLogin, verifier, connectionsMax, validUntil } = role;
  return {
    name,
    isSuperuser,
    canLogin,
    verifier,
    ...(connectionsMax === undefined ? {} : { connectionsMax }),
    ...(validUntil === undefined || validUntil === "infinity" ? {} : { validUntil: new Date(validUntil) }),
    memberOf: rolesReached(snapshot, name),
    settings: settingsOf(snapshot, name),
  };
}

/**
 * PostgreSQL has only those of the role itself. Here, what the roles say that it is a member of holds where it says
 * nothing: bounds are then given once, to a role such as `sluice_agent`. The nearest come last, and win.
 */
function settingsOf(snapshot: Snapshot, role: string): readonly (readonly [string, string])[] {
  return [...rolesReached(snapshot, role)]
    .reverse()
    .flatMap((name) =>
      Object.entries(snapshot.roles.get(name)?.settings ?? {}).filter(([key]) => name === role || key !== "role"),
    );
}
