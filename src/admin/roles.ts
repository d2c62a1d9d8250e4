// CREATE ROLE, ALTER ROLE and DROP ROLE, in PostgreSQL's words.
import type { Authorship, Catalog, CatalogEvent, Role, Snapshot } from "../catalog/api.js";
import type { AdministrationCommand, Notice, RoleOptions } from "../engine/api.js";
import { InsufficientPrivilege, ObjectInUse, UndefinedObject } from "../errors.js";
import { type Passwords, type VerifierChange, verifierChangeOf } from "./passwords.js";

export interface RoleParts {
  readonly catalog: Catalog;
  readonly passwords: Passwords;
}

/** Who gives the command, and how the journal names them. */
export interface Commander {
  readonly role: string;
  readonly authorship: Authorship;
}

type CommandOf<Kind extends AdministrationCommand["kind"]> = Extract<AdministrationCommand, { readonly kind: Kind }>;

export async function createRole(
  { catalog, passwords }: RoleParts,
  { role: name, options }: CommandOf<"createRole">,
  { role: commander, authorship }: Commander,
): Promise<readonly Notice[]> {
  // Rights are looked at twice: before the password is hashed, and in the very state that is changed.
  assertSuperuser(catalog.snapshot, commander, "create");
  const change = await verifierChangeOf(options.password, passwords);
  await catalog.commit(authorship, (newest) => {
    assertSuperuser(newest, commander, "create");
    const fresh: Role = { name, isSuperuser: false, canLogin: false };
    return [{ kind: "roleCreated", role: altered(fresh, options, change) }];
  });
  return noticesOf(change);
}

export async function alterRole(
  { catalog, passwords }: RoleParts,
  { role: name, options }: CommandOf<"alterRole">,
  { role: commander, authorship }: Commander,
): Promise<readonly Notice[]> {
  assertMayAlter(catalog.snapshot, commander, name, options);
  const change = await verifierChangeOf(options.password, passwords);
  await catalog.commit(authorship, (newest) => {
    assertMayAlter(newest, commander, name, options);
    const before = newest.roles.get(name);
    if (before === undefined) throw unknownRole(name);
    return [{ kind: "roleAltered", role: altered(before, options, change) }];
  });
  return noticesOf(change);
}

export async function dropRole(
  { catalog }: RoleParts,
  { roles, ifExists }: CommandOf<"dropRole">,
  { role: commander, authorship }: Commander,
): Promise<readonly Notice[]> {
  let missing: readonly string[] = [];
  await catalog.commit(authorship, (newest) => {
    assertSuperuser(newest, commander, "drop");
    const names = [...new Set(roles)];
    if (names.includes(commander)) throw new ObjectInUse("current user cannot be dropped");
    missing = names.filter((name) => !newest.roles.has(name));
    const [first] = missing;
    if (first !== undefined && !ifExists) throw unknownRole(first);
    return names.filter((name) => newest.roles.has(name)).map((role): CatalogEvent => ({ kind: "roleDropped", role }));
  });
  return missing.map((name) => notice(`role "${name}" does not exist, skipping`));
}

export function isSuperuser(snapshot: Snapshot, role: string): boolean {
  return snapshot.roles.get(role)?.isSuperuser === true;
}

function altered({ verifier, ...rest }: Role, options: RoleOptions, change: VerifierChange): Role {
  const kept = change.kind === "keep" ? verifier : change.kind === "set" ? change.verifier : undefined;
  return {
    ...rest,
    isSuperuser: options.isSuperuser ?? rest.isSuperuser,
    canLogin: options.canLogin ?? rest.canLogin,
    ...(kept === undefined ? {} : { verifier: kept }),
  };
}

function assertSuperuser(snapshot: Snapshot, commander: string, verb: "create" | "alter" | "drop"): void {
  if (isSuperuser(snapshot, commander)) return;
  throw new InsufficientPrivilege(`permission denied to ${verb} role`, {
    detail:
      verb === "alter"
        ? "Only superusers may alter roles; others may change their own password."
        : `Only superusers may ${verb} roles.`,
  });
}

function assertMayAlter(snapshot: Snapshot, commander: string, name: string, options: RoleOptions): void {
  const { password: _, ...others } = options;
  const isOwnPassword = commander === name && options.password !== undefined && Object.keys(others).length === 0;
  if (!isOwnPassword) assertSuperuser(snapshot, commander, "alter");
}

function noticesOf(change: VerifierChange): readonly Notice[] {
  if (change.kind !== "clear" || !change.isEmpty) return [];
  return [notice("empty string is not a valid login password, clearing password")];
}

function notice(message: string): Notice {
  return { severity: "NOTICE", sqlstate: "00000", message };
}

function unknownRole(name: string): UndefinedObject {
  return new UndefinedObject(`role "${name}" does not exist`);
}
