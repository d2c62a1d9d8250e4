// The rights on one relation, or on one of its columns: who may give them on, and what a REVOKE takes along.
// PostgreSQL's rules: aclupdate, recursive_revoke, check_circularity and select_best_grantor in src/backend/utils/adt/acl.c
import { type CatalogEvent, isOwner, type Privilege, publicGrantee, rolesHeld, type Snapshot } from "../catalog/api.js";
import { DependentObjectsStillExist, InvalidGrantOperation } from "../errors.js";

interface Item {
  readonly grantee: string;
  /** Undefined: the owner. */
  readonly grantor: string | undefined;
  privileges: ReadonlySet<Privilege>;
  grantable: ReadonlySet<Privilege>;
}

export interface Grantor {
  /** Undefined: the owner, who may grant everything. */
  readonly name: string | undefined;
  readonly grantable: ReadonlySet<Privilege>;
}

export class AccessList {
  readonly #snapshot: Snapshot;
  readonly #relation: string;
  readonly #column: string | undefined;
  readonly #items: Item[] = [];
  readonly #events: CatalogEvent[] = [];

  constructor(snapshot: Snapshot, relation: string, column?: string) {
    this.#snapshot = snapshot;
    this.#relation = relation;
    this.#column = column;
    for (const [grantee, relations] of snapshot.grants) {
      for (const grant of relations.get(relation) ?? []) {
        if (grant.column !== column) continue;
        const { grantor, privileges, grantable } = grant;
        this.#items.push({ grantee, grantor, privileges, grantable });
      }
    }
  }

  /** What has to happen for the changes made. */
  get events(): readonly CatalogEvent[] {
    return this.#events;
  }

  /** Who stands behind what a role grants: the owner, or whichever of its roles may grant most of it. */
  bestGrantor(role: string, privileges: readonly Privilege[]): Grantor {
    if (isOwner(this.#snapshot, role, this.#relation)) return { name: undefined, grantable: new Set(privileges) };
    let best: Grantor = { name: role, grantable: new Set() };
    for (const name of rolesHeld(this.#snapshot, role)) {
      const held = this.#grantableOf(name);
      const grantable = new Set(privileges.filter((privilege) => held.has(privilege)));
      if (grantable.size > best.grantable.size) best = { name, grantable };
    }
    return best;
  }

  /** Whether the role has any right at all here: it then learns that it may not pass it on, and nothing else. */
  isKnownTo(role: string): boolean {
    const held = rolesHeld(this.#snapshot, role);
    return this.#items.some(({ grantee }) => grantee === publicGrantee || held.has(grantee));
  }

  grant(
    grantee: string,
    grantor: string | undefined,
    privileges: readonly Privilege[],
    withGrantOption: boolean,
  ): void {
    if (privileges.length === 0) return;
    if (withGrantOption && grantor !== undefined) this.#assertNoCircle(grantee, grantor, privileges);
    const item = this.#itemOf(grantee, grantor);
    item.privileges = new Set([...item.privileges, ...privileges]);
    if (withGrantOption) item.grantable = new Set([...item.grantable, ...privileges]);
    this.#events.push({
      kind: "granted",
      ...this.#change(grantee, grantor, privileges),
      ...(withGrantOption ? { withGrantOption } : {}),
    });
  }

  revoke(
    grantee: string,
    grantor: string | undefined,
    privileges: readonly Privilege[],
    options: { readonly grantOptionOnly: boolean; readonly isCascade: boolean },
  ): void {
    const item = this.#items.find((one) => one.grantee === grantee && one.grantor === grantor);
    if (item === undefined) return;
    const held = options.grantOptionOnly ? item.grantable : item.privileges;
    const taken = privileges.filter((privilege) => held.has(privilege));
    if (taken.length === 0) return;
    const lost = taken.filter((privilege) => item.grantable.has(privilege));
    const without = (set: ReadonlySet<Privilege>): ReadonlySet<Privilege> =>
      new Set([...set].filter((privilege) => !taken.includes(privilege)));
    if (!options.grantOptionOnly) item.privileges = without(item.privileges);
    item.grantable = without(item.grantable);
    this.#events.push({
      kind: "revoked",
      ...this.#change(grantee, grantor, taken),
      ...(options.grantOptionOnly ? { grantOptionOnly: true } : {}),
    });
    this.#revokeFurther(grantee, lost, options.isCascade);
  }

  /** Takes what a role has passed on, once it may not do so any more. */
  #revokeFurther(role: string, lost: readonly Privilege[], isCascade: boolean): void {
    const still = this.#grantableOf(role);
    const gone = lost.filter((privilege) => !still.has(privilege));
    if (gone.length === 0) return;
    for (const item of [...this.#items]) {
      if (item.grantor !== role || !gone.some((privilege) => item.privileges.has(privilege))) continue;
      if (!isCascade) {
        throw new DependentObjectsStillExist("dependent privileges exist", {
          hint: "Use CASCADE to revoke them too.",
        });
      }
      this.revoke(item.grantee, role, gone, { grantOptionOnly: false, isCascade });
    }
  }

  /** Nobody keeps a right alive by giving it back to whom it came from. */
  #assertNoCircle(grantee: string, grantor: string, privileges: readonly Privilege[]): void {
    const without = this.#grantableOf(grantor, grantee);
    if (grantee !== grantor && privileges.every((privilege) => without.has(privilege))) return;
    throw new InvalidGrantOperation("grant options cannot be granted back to your own grantor");
  }

  /** What a role may pass on; `excluded`: had that one nothing to pass on. */
  #grantableOf(role: string, excluded?: string, seen: ReadonlySet<string> = new Set()): ReadonlySet<Privilege> {
    const found = new Set<Privilege>();
    if (role === excluded || seen.has(role)) return found;
    for (const { grantee, grantor, grantable } of this.#items) {
      if (grantee !== role) continue;
      const source =
        grantor === undefined || excluded === undefined
          ? grantable
          : this.#grantableOf(grantor, excluded, new Set([...seen, role]));
      for (const privilege of grantable) if (source.has(privilege)) found.add(privilege);
    }
    return found;
  }

  #itemOf(grantee: string, grantor: string | undefined): Item {
    const known = this.#items.find((item) => item.grantee === grantee && item.grantor === grantor);
    if (known !== undefined) return known;
    const item: Item = { grantee, grantor, privileges: new Set(), grantable: new Set() };
    this.#items.push(item);
    return item;
  }

  #change(role: string, grantor: string | undefined, privileges: readonly Privilege[]) {
    return {
      role,
      dataset: this.#relation,
      privileges,
      ...(this.#column === undefined ? {} : { columns: [this.#column] }),
      ...(grantor === undefined ? {} : { grantor }),
    };
  }
}
