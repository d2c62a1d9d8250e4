// CREATE, ALTER and DROP ROLE, in PostgreSQL's words: src/backend/commands/user.c
import { type Catalog, type CatalogEvent, isSuperuser, type Role, type Snapshot } from "../catalog/api.js";
import type { AdministrationCommand, Notice, RoleOptions } from "../engine/api.js";
import {
  DependentObjectsStillExist,
  DuplicateObject,
  FeatureNotSupported,
  InsufficientPrivilege,
  InvalidParameterValue,
  ObjectInUse,
} from "../errors.js";
import { type Commander, mayCreateRoles, notice, roleNamed, unknownRole } from "./commander.js";
import { dependentsOf } from "./dependents.js";
import { addMembers } from "./memberships.js";
import { type Passwords, type VerifierChange, verifierChangeOf } from "./passwords.js";
import { validUntilOf } from "./valid-until.js";

export interface RoleParts {
  readonly catalog: Catalog;
  readonly passwords: Passwords;
}

type CommandOf<Kind extends AdministrationCommand["kind"]> = Extract<AdministrationCommand, { readonly kind: Kind }>;

export async function createRole(
  { catalog, passwords }: RoleParts,
  { role: name, options, inRoles = [], members = [], admins = [] }: CommandOf<"createRole">,
  commander: Commander,
): Promise<readonly Notice[]> {
  // Rights are looked at twice: before the password is hashed, and in the very state that is changed.
  assertMayCreate(catalog.snapshot, commander.role, options);
  assertOptions(options);
  const validUntil = validUntilOf(options.validUntil, commander.timeZone);
  const change = await verifierChangeOf(options.password, passwords);
  let notices: readonly Notice[] = [];
  await catalog.commit(commander.authorship, (newest) => {
    assertMayCreate(newest, commander.role, options);
    if (newest.roles.has(name)) throw new DuplicateObject(`role "${name}" already exists`);
    const fresh: Role = { name, isSuperuser: false, canLogin: false };
    const role = altered(fresh, { ...options, ...(validUntil === undefined ? {} : { validUntil }) }, change);
    // What follows is looked at as if the role were there already.
    const after: Snapshot = { ...newest, roles: new Map(newest.roles).set(name, role) };
    const joined = [
      ...inRoles.map((of) => addMembers(after, commander, { of, members: [name], hasAdminOption: false })),
      addMembers(after, commander, { of: name, members: admins, hasAdminOption: true }),
      addMembers(after, commander, { of: name, members, hasAdminOption: false }),
    ];
    notices = joined.flatMap((part) => part.notices);
    return [{ kind: "roleCreated", role }, ...joined.flatMap((part) => part.events)];
  });
  return [...noticesOf(change), ...notices];
}

export async function alterRole(
  { catalog, passwords }: RoleParts,
  { role: reference, options }: CommandOf<"alterRole">,
  commander: Commander,
): Promise<readonly Notice[]> {
  const check = (snapshot: Snapshot): Role => {
    const name = roleNamed(snapshot, reference, commander);
    const role = snapshot.roles.get(name);
    if (role === undefined) throw unknownRole(name);
    assertMayAlter(snapshot, commander.role, role, options);
    return role;
  };
  assertOptions(options);
  check(catalog.snapshot);
  const validUntil = validUntilOf(options.validUntil, commander.timeZone);
  const change = await verifierChangeOf(options.password, passwords);
  await catalog.commit(commander.authorship, (newest) => {
    const role = altered(check(newest), { ...options, ...(validUntil === undefined ? {} : { validUntil }) }, change);
    return [{ kind: "roleAltered", role }];
  });
  return noticesOf(change);
}

export async function renameRole(
  { catalog }: RoleParts,
  { role: name, to }: CommandOf<"renameRole">,
  { role: commander, sessionRole, authorship }: Commander,
): Promise<readonly Notice[]> {
  await catalog.commit(authorship, (newest) => {
    const role = newest.roles.get(name);
    if (role === undefined) throw unknownRole(name);
    // Its own session goes by its name.
    if (name === sessionRole) throw new FeatureNotSupported("session user cannot be renamed");
    if (name === commander) throw new FeatureNotSupported("current user cannot be renamed");
    if (newest.roles.has(to)) throw new DuplicateObject(`role "${to}" already exists`);
    if (role.isSuperuser && !isSuperuser(newest, commander)) {
      throw new InsufficientPrivilege("must be superuser to rename superusers");
    }
    if (!mayCreateRoles(newest, commander)) throw new InsufficientPrivilege("permission denied to rename role");
    return [{ kind: "roleRenamed", role: name, to }];
  });
  return [];
}

export async function dropRole(
  { catalog }: RoleParts,
  { roles, ifExists }: CommandOf<"dropRole">,
  { role: commander, sessionRole, authorship }: Commander,
): Promise<readonly Notice[]> {
  const names = roles.map((reference) => {
    if (typeof reference === "string") return reference;
    throw new InvalidParameterValue("cannot use special role specifier in DROP ROLE");
  });
  let missing: readonly string[] = [];
  await catalog.commit(authorship, (newest) => {
    if (!mayCreateRoles(newest, commander)) throw new InsufficientPrivilege("permission denied to drop role");
    const found: string[] = [];
    for (const name of new Set(names)) {
      const role = newest.roles.get(name);
      if (role === undefined) {
        if (!ifExists) throw unknownRole(name);
        continue;
      }
      if (name === commander) throw new ObjectInUse("current user cannot be dropped");
      if (name === sessionRole) throw new ObjectInUse("session user cannot be dropped");
      if (role.isSuperuser && !isSuperuser(newest, commander)) {
        throw new InsufficientPrivilege("must be superuser to drop superusers");
      }
      const dependents = dependentsOf(newest, name);
      if (dependents.length > 0) {
        throw new DependentObjectsStillExist(`role "${name}" cannot be dropped because some objects depend on it`, {
          detail: dependents.join("\n"),
        });
      }
      found.push(name);
    }
    missing = [...new Set(names)].filter((name) => !newest.roles.has(name));
    return found.map((role): CatalogEvent => ({ kind: "roleDropped", role }));
  });
  return missing.map((name) => notice(`role "${name}" does not exist, skipping`));
}

function altered({ verifier, ...rest }: Role, options: RoleOptions, change: VerifierChange): Role {
  const kept = change.kind === "keep" ? verifier : change.kind === "set" ? change.verifier : undefined;
  const { inherits, canCreateRole, bypassesRowSecurity, connectionsMax, validUntil, ...others } = rest;
  const limit = options.connectionsMax ?? connectionsMax ?? -1;
  const until = options.validUntil ?? validUntil;
  return {
    ...others,
    isSuperuser: options.isSuperuser ?? rest.isSuperuser,
    canLogin: options.canLogin ?? rest.canLogin,
    ...(kept === undefined ? {} : { verifier: kept }),
    ...((options.inherits ?? inherits ?? true) ? {} : { inherits: false }),
    ...((options.canCreateRole ?? canCreateRole) === true ? { canCreateRole: true } : {}),
    ...((options.bypassesRowSecurity ?? bypassesRowSecurity) === true ? { bypassesRowSecurity: true } : {}),
    ...(limit === -1 ? {} : { connectionsMax: limit }),
    ...(until === undefined ? {} : { validUntil: until }),
  };
}

function assertOptions({ connectionsMax }: RoleOptions): void {
  if (connectionsMax !== undefined && connectionsMax < -1) {
    throw new InvalidParameterValue(`invalid connection limit: ${connectionsMax}`);
  }
}

function assertMayCreate(snapshot: Snapshot, commander: string, options: RoleOptions): void {
  if (isSuperuser(snapshot, commander)) return;
  if (options.isSuperuser === true) throw new InsufficientPrivilege("must be superuser to create superusers");
  if (options.bypassesRowSecurity === true) {
    throw new InsufficientPrivilege("must be superuser to create bypassrls users");
  }
  if (!mayCreateRoles(snapshot, commander)) throw new InsufficientPrivilege("permission denied to create role");
}

function assertMayAlter(snapshot: Snapshot, commander: string, role: Role, options: RoleOptions): void {
  if (isSuperuser(snapshot, commander)) return;
  if (role.isSuperuser || options.isSuperuser !== undefined) {
    throw new InsufficientPrivilege("must be superuser to alter superuser roles or change superuser attribute");
  }
  if (options.bypassesRowSecurity !== undefined) {
    throw new InsufficientPrivilege("must be superuser to change bypassrls attribute");
  }
  if (mayCreateRoles(snapshot, commander)) return;
  // Anybody may change their own password, and that alone.
  const { password, ...others } = options;
  const isOwnPassword = commander === role.name && password !== undefined && Object.keys(others).length === 0;
  if (!isOwnPassword) throw new InsufficientPrivilege("permission denied");
}

function noticesOf(change: VerifierChange): readonly Notice[] {
  if (change.kind !== "clear" || !change.isEmpty) return [];
  return [notice("empty string is not a valid login password, clearing password")];
}
