// Owners and grants in the mirror, so that has_table_privilege answers what the gateway would.
import { type Grant, type Privilege, publicGrantee, relationPrivileges, type Snapshot } from "../../../catalog/api.js";
import type { Fact, FactGroup, Facts } from "./mirror-facts.js";
import type { MirroredRelation } from "./mirror-relations.js";
import { mirrorOwner, roleSql } from "./mirror-roles.js";

type Rights = Pick<Snapshot, "roles" | "grants" | "owners" | "bindings">;
type Oids = ReadonlyMap<string, number>;

/** What was granted on one relation: by grantee, as often as it has grants of a kind. */
type Granted = readonly (readonly [grantee: string, grants: readonly Grant[]])[];

/** A group for each relation of which there is something to say. */
export function rightsFacts(rights: Rights, relations: readonly MirroredRelation[], oids: Oids): Facts {
  const granted = grantsByRelation(rights);
  const groups: FactGroup[] = [];
  for (const relation of relations) {
    const { rightsOf } = relation;
    if (rightsOf === undefined && relation.isForEverybody !== true) continue;
    const owner = rightsOf === undefined ? undefined : rights.owners.get(rightsOf);
    const ofRelation = rightsOf === undefined ? toEverybody : (granted.get(rightsOf) ?? []);
    const now = { oids, owner, granted: ofRelation };
    const known = rightsByRelation.get(relation);
    const facts = known !== undefined && isSame(known.state, now) ? known.facts : factsOn(relation, now);
    if (facts !== known?.facts) rightsByRelation.set(relation, { state: now, facts });
    if (facts.length > 0) groups.push(facts);
  }
  return groups;
}

interface State {
  readonly oids: Oids;
  readonly owner: string | undefined;
  readonly granted: Granted;
}

/** What was last said of the rights on a relation: most of it is so after the next commit, too. */
const rightsByRelation = new WeakMap<MirroredRelation, { readonly state: State; readonly facts: FactGroup }>();

function isSame(left: State, right: State): boolean {
  return (
    left.oids === right.oids &&
    left.owner === right.owner &&
    (left.granted === right.granted ||
      (left.granted.length === right.granted.length &&
        left.granted.every(
          ([grantee, grants], index) => grantee === right.granted[index]?.[0] && grants === right.granted[index][1],
        )))
  );
}

function factsOn(relation: MirroredRelation, { oids, owner, granted }: State): FactGroup {
  const owned = owner === undefined || !oids.has(owner) ? undefined : { owner, stamp: `${owner} ${oids.get(owner)}` };
  const facts = owned === undefined ? [] : [ownerFactOf(relation, owned.owner, owned.stamp)];
  for (const grantee of new Set(granted.map(([name]) => name))) {
    // The owner's rights are the owner's: to take a grant from it would take them, too.
    if (grantee === owner || (grantee !== publicGrantee && !oids.has(grantee))) continue;
    const grants = granted.flatMap(([name, some]) => (name === grantee ? some : []));
    // Another owner, another grantor: what was granted is granted anew.
    facts.push(grantFact(relation, grantee, grants, `${oids.get(grantee)} ${owned?.stamp}`));
  }
  return facts;
}

function ownerFactOf({ key, kind, sql }: MirroredRelation, owner: string, stamp: string): Fact {
  const to = (role: string): string => `ALTER ${kind.toUpperCase()} ${sql} OWNER TO ${role}`;
  return {
    key: `owner\0${key}`,
    stamp,
    set: () => [to(roleSql(owner))],
    unset: () => [to(mirrorOwner)],
    goesWith: key,
  };
}

const readable: readonly Grant[] = [{ privileges: new Set(["select"]), grantable: new Set() }];
const toEverybody: Granted = [[publicGrantee, readable]];

/** A role that is bound to a view may read it. */
function grantsByRelation({ grants, bindings }: Rights): ReadonlyMap<string, Granted> {
  const known = relationsByGrants.get(grants);
  if (known?.bindings === bindings) return known.found;
  const found = new Map<string, [string, readonly Grant[]][]>();
  const add = (relation: string, grantee: string, held: readonly Grant[]): void => {
    const ofRelation = found.get(relation);
    if (ofRelation === undefined) found.set(relation, [[grantee, held]]);
    else ofRelation.push([grantee, held]);
  };
  for (const [grantee, ofGrantee] of grants) for (const [relation, held] of ofGrantee) add(relation, grantee, held);
  for (const [role, bound] of bindings) for (const view of new Set(bound.values())) add(view, role, readable);
  relationsByGrants.set(grants, { bindings, found });
  return found;
}

/** Few commits grant anything. */
const relationsByGrants = new WeakMap<
  Rights["grants"],
  { readonly bindings: Rights["bindings"]; readonly found: ReadonlyMap<string, Granted> }
>();

/** Whoever granted it: the mirror has it from the owner. */
function grantFact(relation: MirroredRelation, grantee: string, grants: readonly Grant[], stamp: string): Fact {
  const to = grantee === publicGrantee ? "PUBLIC" : roleSql(grantee);
  const set = [false, true].flatMap((isGrantable) => {
    const list = privilegeList(relation, grants, isGrantable);
    // PUBLIC cannot be given the right to pass it on.
    const option = isGrantable ? " WITH GRANT OPTION" : "";
    if (list === "" || (isGrantable && grantee === publicGrantee)) return [];
    return [`GRANT ${list} ON TABLE ${relation.sql} TO ${to}${option}`];
  });
  return {
    key: `grant\0${relation.key}\0${grantee}`,
    stamp: [stamp, ...set].join("\n"),
    set: () => set,
    unset: () => [`REVOKE ALL PRIVILEGES ON TABLE ${relation.sql} FROM ${to}`],
    goesWith: relation.key,
  };
}

/** Of those that columns have in PostgreSQL. */
const columnPrivileges: ReadonlySet<Privilege> = new Set(["insert", "select", "update", "references"]);

function privilegeList(relation: MirroredRelation, grants: readonly Grant[], isGrantable: boolean): string {
  const columns = grants.some(({ column }) => column !== undefined) ? relation.columns() : undefined;
  const parts = relationPrivileges.flatMap((privilege) => {
    const giving = grants.filter((grant) => (isGrantable ? grant.grantable : grant.privileges).has(privilege));
    const word = privilege.toUpperCase();
    const whole = giving.some((grant) => grant.column === undefined) ? [word] : [];
    const names = new Set(giving.flatMap(({ column }) => (column === undefined ? [] : (columns?.get(column) ?? []))));
    const some = names.size === 0 || !columnPrivileges.has(privilege) ? [] : [`${word} (${[...names].join(", ")})`];
    return [...whole, ...some];
  });
  return parts.join(", ");
}
