// Which privileges a GRANT or REVOKE names: PostgreSQL's words, and what they fit.
import { type Privilege, relationPrivileges } from "../catalog/api.js";
import type { PrivilegeSpec } from "../engine/api.js";
import { InvalidGrantOperation, SyntaxError } from "../errors.js";

const columnPrivileges: readonly Privilege[] = ["insert", "select", "update", "references"];

/** PostgreSQL's for what is no relation. */
const otherPrivileges: ReadonlySet<string> = new Set([
  "usage",
  "execute",
  "create",
  "temporary",
  "temp",
  "connect",
  "set",
  "alter system",
]);

export interface NamedPrivileges {
  readonly onRelation: readonly Privilege[];
  /** By column. */
  readonly onColumns: ReadonlyMap<string, readonly Privilege[]>;
  /** ALL was said: then it is no surprise when some cannot be had. */
  readonly isAll: boolean;
}

/** `on`: what PostgreSQL calls it there. @throws SyntaxError (42601), InvalidGrantOperation (0LP01). */
export function namedPrivileges(specs: readonly PrivilegeSpec[], on: "table" | "relation" = "table"): NamedPrivileges {
  const onRelation = new Set<Privilege>();
  const onColumns = new Map<string, ReadonlySet<Privilege>>();
  for (const { privilege, columns } of specs) {
    const fitting = columns === undefined ? relationPrivileges : columnPrivileges;
    const named =
      privilege === "all" ? fitting : [knownPrivilege(privilege, columns === undefined ? on : "column", fitting)];
    if (columns === undefined) for (const one of named) onRelation.add(one);
    for (const column of columns ?? []) onColumns.set(column, new Set([...(onColumns.get(column) ?? []), ...named]));
  }
  return {
    onRelation: [...onRelation],
    onColumns: new Map([...onColumns].map(([column, set]) => [column, [...set]])),
    isAll: specs.some(({ privilege, columns }) => privilege === "all" && columns === undefined),
  };
}

function knownPrivilege(name: string, on: string, fitting: readonly Privilege[]): Privilege {
  const known = fitting.find((privilege) => privilege === name);
  if (known !== undefined) return known;
  if (!otherPrivileges.has(name) && !relationPrivileges.some((privilege) => privilege === name)) {
    throw new SyntaxError(`unrecognized privilege type "${name}"`);
  }
  throw new InvalidGrantOperation(`invalid privilege type ${name.toUpperCase()} for ${on}`);
}

/** What a REVOKE from a whole relation also takes from each of its columns. */
export function columnPart(privileges: readonly Privilege[]): readonly Privilege[] {
  return privileges.filter((privilege) => columnPrivileges.includes(privilege));
}
