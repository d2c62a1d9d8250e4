// Who gives a command on roles and rights, and whom it names.
import { type Authorship, type FilterDialect, isSuperuser, type Snapshot } from "../catalog/api.js";
import type { Notice, RoleReference, StatementContext } from "../engine/api.js";
import { UndefinedObject } from "../errors.js";
import { authorshipOf } from "./authorship.js";
import { filterDialectOf } from "./filter-dialect.js";

export interface Commander {
  /** Whose rights count. */
  readonly role: string;
  /** Whose session it is. */
  readonly sessionRole: string;
  readonly timeZone: string;
  /** What policies are written in. Absent: DuckDB's. */
  readonly dialect?: FilterDialect;
  /** How the journal names them. */
  readonly authorship: Authorship;
}

export function commanderOf(context: StatementContext): Commander {
  const { role, sessionRole = role, timeZone } = context;
  return { role, sessionRole, timeZone, ...filterDialectOf(context), authorship: authorshipOf(context) };
}

/** @throws UndefinedObject (42704), also for PUBLIC, which is no role. */
export function roleNamed(snapshot: Snapshot, reference: RoleReference, commander: Commander): string {
  const name = nameOf(reference, commander);
  if (!snapshot.roles.has(name)) throw unknownRole(name);
  return name;
}

/** As `roleNamed`, and PUBLIC is everybody. */
export function granteeNamed(snapshot: Snapshot, reference: RoleReference, commander: Commander): string {
  const isPublic = typeof reference !== "string" && reference.is === "public";
  return isPublic ? "public" : roleNamed(snapshot, reference, commander);
}

function nameOf(reference: RoleReference, { role, sessionRole }: Commander): string {
  if (typeof reference === "string") return reference;
  switch (reference.is) {
    case "public":
      return "public";
    case "current":
      return role;
    case "session":
      return sessionRole;
  }
}

/** CREATEROLE, or more. */
export function mayCreateRoles(snapshot: Snapshot, role: string): boolean {
  return isSuperuser(snapshot, role) || snapshot.roles.get(role)?.canCreateRole === true;
}

export function unknownRole(name: string): UndefinedObject {
  return new UndefinedObject(`role "${name}" does not exist`);
}

export function notice(message: string): Notice {
  return { severity: "NOTICE", sqlstate: "00000", message };
}

export function warning(sqlstate: string, message: string): Notice {
  return { severity: "WARNING", sqlstate, message };
}
