// Roles and their memberships in the mirror. Their passwords are not in it, not even as verifiers.
import type { Role, Snapshot } from "../../../catalog/api.js";
import { quoteIdentifier } from "../../duckdb/sandbox.js";
import type { Fact } from "./mirror-facts.js";
import { fitName, quoteText } from "./mirror-names.js";
import { oidOf, OidSpace } from "./mirror-oids.js";

/** Of the role that the mirror is made by, and that owns what nobody owns. No role of the catalog can be called so. */
export const mirrorOwner = "pg_sluice";

/** Its OID, whatever its name: BOOTSTRAP_SUPERUSERID. */
const bootstrapRoleOid = 10;

/** So that a role `postgres` of the catalog has the rights it has there, and not those of the mirror's own. */
export const ownerFact: Fact = {
  key: "owner of the mirror",
  stamp: "",
  set: () => [`UPDATE pg_catalog.pg_authid SET rolname = '${mirrorOwner}' WHERE oid = ${bootstrapRoleOid}`],
  unset: () => [],
};

export function roleOids(roles: Snapshot["roles"]): ReadonlyMap<string, number> {
  const known = oidsByRoles.get(roles);
  if (known !== undefined) return known;
  const space = new OidSpace();
  const oids = new Map([...roles.keys()].sort().map((name) => [name, space.take(oidOf("role", name))]));
  oidsByRoles.set(roles, oids);
  return oids;
}

const oidsByRoles = new WeakMap<Snapshot["roles"], ReadonlyMap<string, number>>();

/** Quoted; of a role that is there. */
export function roleSql(name: string): string {
  return quoteIdentifier(fitName(name));
}

export function roleFacts(roles: Snapshot["roles"], oids: ReadonlyMap<string, number>): Fact[] {
  return [...oids].flatMap(([name, oid]) => {
    const role = roles.get(name);
    if (role === undefined) return [];
    const options = optionsOf(role);
    const sql = roleSql(name);
    return {
      // With its OID: it cannot be changed.
      key: `role\0${name}\0${oid}`,
      stamp: options,
      set: () => [
        `SELECT pg_catalog.binary_upgrade_set_next_pg_authid_oid('${oid}'::pg_catalog.oid)`,
        `CREATE ROLE ${sql} ${options}`,
      ],
      change: () => [`ALTER ROLE ${sql} ${options}`, ...(role.validUntil === undefined ? [endless(oid)] : [])],
      unset: () => [`DROP ROLE ${sql}`],
    };
  });
}

/** All of them, so that they say what it is not, too. */
function optionsOf(role: Role): string {
  const option = (word: string, isSo: boolean): string => (isSo ? word : `NO${word}`);
  return [
    option("SUPERUSER", role.isSuperuser),
    option("LOGIN", role.canLogin),
    option("INHERIT", role.inherits !== false),
    option("CREATEROLE", role.canCreateRole === true),
    option("BYPASSRLS", role.bypassesRowSecurity === true),
    `CONNECTION LIMIT ${role.connectionsMax ?? -1}`,
    ...(role.validUntil === undefined ? [] : [`VALID UNTIL ${quoteText(role.validUntil)}`]),
  ].join(" ");
}

/** ALTER ROLE knows `infinity` only, which is shown, and is not what a role has that was never given an end. */
function endless(oid: number): string {
  return `UPDATE pg_catalog.pg_authid SET rolvaliduntil = NULL WHERE oid = ${oid}`;
}

export function membershipFacts(
  { roles, members }: Pick<Snapshot, "roles" | "members">,
  oids: ReadonlyMap<string, number>,
): Fact[] {
  const facts: Fact[] = [];
  for (const [of, held] of members) {
    for (const [member, { hasAdminOption }] of held) {
      const role = roles.get(member);
      if (role === undefined || !roles.has(of)) continue;
      const options = `ADMIN ${isSo(hasAdminOption)}, INHERIT ${isSo(role.inherits !== false)}, SET TRUE`;
      facts.push({
        key: `member\0${of}\0${member}`,
        stamp: `${oids.get(of)} ${oids.get(member)} ${options}`,
        set: () => [`GRANT ${roleSql(of)} TO ${roleSql(member)} WITH ${options}`],
        unset: () => [`REVOKE ${roleSql(of)} FROM ${roleSql(member)}`],
      });
    }
  }
  return facts;
}

function isSo(value: boolean): "TRUE" | "FALSE" {
  return value ? "TRUE" : "FALSE";
}
