// GRANT and REVOKE on relations, in PostgreSQL's words: ExecGrant_Relation in src/backend/catalog/aclchk.c
import {
  type Catalog,
  type CatalogEvent,
  isOwner,
  mayRead,
  type Privilege,
  publicGrantee,
  type Snapshot,
} from "../catalog/api.js";
import type { AdministrationCommand, Notice } from "../engine/api.js";
import { FeatureNotSupported, InsufficientPrivilege, InvalidGrantOperation, UndefinedColumn } from "../errors.js";
import { AccessList } from "./access-list.js";
import { type Commander, granteeNamed, roleNamed, warning } from "./commander.js";
import { type GrantableRelation, relationNamed, relationsInSchema } from "./grantable-relations.js";
import { columnPart, type NamedPrivileges, namedPrivileges } from "./privileges.js";

type GrantCommand = Extract<AdministrationCommand, { readonly kind: "grant" | "revoke" }>;

/** All of it, or none: one commit. */
export async function changeGrants(
  catalog: Catalog,
  command: GrantCommand,
  commander: Commander,
): Promise<readonly Notice[]> {
  let notices: Notice[] = [];
  await catalog.commit(commander.authorship, (newest) => {
    notices = [];
    if (command.grantor !== undefined && roleNamed(newest, command.grantor, commander) !== commander.role) {
      throw new FeatureNotSupported("grantor must be current user");
    }
    const relations = targets(newest, command, commander);
    const grantees = command.grantees.map((reference) => granteeNamed(newest, reference, commander));
    const named = namedPrivileges(command.privileges);
    if (command.kind === "grant" && command.isGrantOption && grantees.includes(publicGrantee)) {
      throw new InvalidGrantOperation("grant options can only be granted to roles");
    }
    return relations.flatMap((relation) => {
      const change = new RelationChange(newest, command, commander.role, relation, grantees);
      const events = change.events(named);
      notices.push(...change.notices);
      return events;
    });
  });
  return notices;
}

function targets(snapshot: Snapshot, { on }: GrantCommand, { role }: Commander): readonly GrantableRelation[] {
  if (on.kind === "relations") return on.relations.map((name) => relationNamed(snapshot, name));
  // What the commander may not see is left out, rather than named in an error.
  return on.schemas
    .flatMap((schema) => relationsInSchema(snapshot, schema))
    .filter(({ name }) => isOwner(snapshot, role, name) || mayRead(snapshot, role, name));
}

class RelationChange {
  readonly notices: Notice[] = [];
  readonly #snapshot: Snapshot;
  readonly #command: GrantCommand;
  readonly #commander: string;
  readonly #relation: GrantableRelation;
  readonly #grantees: readonly string[];

  constructor(
    snapshot: Snapshot,
    command: GrantCommand,
    commander: string,
    relation: GrantableRelation,
    grantees: readonly string[],
  ) {
    this.#snapshot = snapshot;
    this.#command = command;
    this.#commander = commander;
    this.#relation = relation;
    this.#grantees = grantees;
  }

  events({ onRelation, onColumns, isAll }: NamedPrivileges): readonly CatalogEvent[] {
    const { name, columns } = this.#relation;
    for (const column of onColumns.keys()) {
      if (columns.includes(column)) continue;
      throw new UndefinedColumn(`column "${column}" of relation "${name}" does not exist`);
    }
    const events = onRelation.length === 0 ? [] : [...this.#change(undefined, onRelation, isAll)];
    // Who loses a right on the whole relation keeps none on its columns.
    const fromAll = this.#command.kind === "revoke" ? columnPart(onRelation) : [];
    for (const column of columns) {
      const named = onColumns.get(column) ?? [];
      if (named.length > 0) events.push(...this.#change(column, named, isAll));
      const rest = fromAll.filter((privilege) => !named.includes(privilege));
      if (rest.length > 0) events.push(...this.#sweep(column, rest));
    }
    return events;
  }

  #change(column: string | undefined, privileges: readonly Privilege[], isAll: boolean): readonly CatalogEvent[] {
    const { name } = this.#relation;
    const list = new AccessList(this.#snapshot, name, column);
    const grantor = list.bestGrantor(this.#commander, privileges);
    const isKnown = list.isKnownTo(this.#commander) || new AccessList(this.#snapshot, name).isKnownTo(this.#commander);
    if (grantor.grantable.size === 0 && !isKnown) {
      throw new InsufficientPrivilege(
        column === undefined
          ? `permission denied for table ${name}`
          : `permission denied for column "${column}" of relation "${name}"`,
      );
    }
    const possible = privileges.filter((privilege) => grantor.grantable.has(privilege));
    this.#warn(column, possible.length, isAll || possible.length === privileges.length);
    this.#apply(list, grantor.name, possible);
    return list.events;
  }

  /** What a REVOKE on the whole relation does to a column: no word about what is not there. */
  #sweep(column: string, privileges: readonly Privilege[]): readonly CatalogEvent[] {
    const list = new AccessList(this.#snapshot, this.#relation.name, column);
    const grantor = list.bestGrantor(this.#commander, privileges);
    this.#apply(
      list,
      grantor.name,
      privileges.filter((privilege) => grantor.grantable.has(privilege)),
    );
    return list.events;
  }

  #apply(list: AccessList, grantor: string | undefined, privileges: readonly Privilege[]): void {
    const { kind, isGrantOption, isCascade } = this.#command;
    for (const grantee of this.#grantees) {
      if (kind === "grant") list.grant(grantee, grantor, privileges, isGrantOption);
      else list.revoke(grantee, grantor, privileges, { grantOptionOnly: isGrantOption, isCascade });
    }
  }

  #warn(column: string | undefined, possible: number, isWhole: boolean): void {
    if (possible > 0 && isWhole) return;
    const [sqlstate, done] =
      this.#command.kind === "grant" ? (["01007", "were granted"] as const) : (["01006", "could be revoked"] as const);
    const { name } = this.#relation;
    const what = column === undefined ? `"${name}"` : `column "${column}" of relation "${name}"`;
    this.notices.push(
      warning(sqlstate, `${possible === 0 ? "no privileges" : "not all privileges"} ${done} for ${what}`),
    );
  }
}
