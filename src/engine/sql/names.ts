// Which relation a name stands for, as a role sees the catalog. Default-deny: what was not granted is refused.
import {
  boundView,
  columnsHeld,
  type Dataset,
  emptySnapshot,
  isSuperuser as isSuperuserIn,
  type RowSecurity,
  seesAllRows,
  type Snapshot,
  type View,
} from "../../catalog/api.js";
import { FeatureNotSupported, InsufficientPrivilege, UndefinedTable } from "../../errors.js";
import type { SystemRelation } from "../procedure.js";
import type { EngineRelation } from "../relations/engine-relation.js";

export type Target =
  | {
      readonly kind: "dataset";
      readonly dataset: Dataset;
      readonly readable: "all" | ReadonlySet<string>;
      /** What decides which of its rows the reader sees; absent: all of them. */
      readonly rowSecurity?: RowSecurity;
      /** Erased rows included. */
      readonly isRaw?: true;
    }
  | { readonly kind: "view"; readonly view: View; readonly readable: "all" | ReadonlySet<string> }
  | { readonly kind: "system"; readonly relation: SystemRelation }
  | { readonly kind: "engine"; readonly relation: EngineRelation };

export interface Names {
  readonly snapshot: Snapshot;
  /** The newest state: what was revoked is not read, not even by a transaction that began before. */
  readonly rights: Snapshot;
  readonly role: string;
  /** Who logged in: what a name is bound to for them stays so, whatever role they act for. */
  readonly sessionRole?: string;
  readonly systemRelations: ReadonlyMap<string, SystemRelation>;
  readonly engineRelations: ReadonlyMap<string, EngineRelation>;
  /** PostgreSQL's, by `schema.name`. */
  readonly catalogRelations: ReadonlyMap<string, SystemRelation>;
}

/** Nobody's: no name means anything. */
export const emptyNames: Names = {
  snapshot: emptySnapshot,
  rights: emptySnapshot,
  role: "",
  systemRelations: new Map(),
  engineRelations: new Map(),
  catalogRelations: new Map(),
};

const rawPrefix = "__raw__";

/** @throws UndefinedTable (42P01), InsufficientPrivilege (42501). */
export function findRelation(names: Names, schema: string | undefined, name: string): Target {
  const { snapshot, rights, role } = names;
  const isSuperuser = isSuperuserIn(rights, role);
  if (schema === "pg_catalog" || schema === "information_schema") return ofCatalog(names, schema, name);
  if (schema === "sluice") {
    const relation = names.systemRelations.get(name);
    const ofEngine = names.engineRelations.get(name);
    if (relation === undefined && ofEngine === undefined) throw new UndefinedTable(`sluice.${name}`);
    if ((relation ?? ofEngine)?.isForSuperusers === true && !isSuperuser) throw denied(name);
    return relation === undefined
      ? { kind: "engine", relation: ofEngine as EngineRelation }
      : { kind: "system", relation };
  }
  const isRaw = name.startsWith(rawPrefix);
  if (isRaw && !isSuperuser) throw denied(name);
  const dataset = snapshot.datasets.get(isRaw ? name.slice(rawPrefix.length) : name);
  const view = viewNamed(names, schema, name, dataset);
  if (view !== undefined) return view;
  if (dataset === undefined || (schema !== undefined && schema !== "public" && schema !== dataset.bucket)) {
    const full = schema === undefined ? name : `${schema}.${name}`;
    if (schema === undefined && name.startsWith("pg_")) return ofCatalog(names, "pg_catalog", name);
    if (looksLikeFile(full) || isEngineView(name)) throw filesAreNoRelations(full);
    throw new UndefinedTable(full);
  }
  // With a dataset, all grants on it go; who could read it may do so for as long as its transaction lasts.
  const judge = rights.datasets.has(dataset.name) ? rights : snapshot;
  const readable = rights.roles.has(role) ? columnsHeld(judge, role, dataset.name, "select") : new Set<string>();
  if (readable !== "all" && readable.size === 0) throw denied(dataset.name);
  const rowSecurity = seesAllRows(judge, role, dataset.name) ? undefined : judge.rowSecurity.get(dataset.name);
  return {
    kind: "dataset",
    dataset,
    readable,
    ...(rowSecurity === undefined ? {} : { rowSecurity }),
    ...(isRaw ? { isRaw } : {}),
  };
}

function ofCatalog({ catalogRelations }: Names, schema: string, name: string): Target {
  const relation = catalogRelations.get(`${schema}.${name}`);
  if (relation !== undefined) return { kind: "system", relation };
  if (catalogRelations.size > 0) throw new UndefinedTable(schema === "pg_catalog" ? name : `${schema}.${name}`);
  throw new FeatureNotSupported("relations of the system catalog cannot be read here", {
    hint: "They can be read in statements of the session's own, which are in PostgreSQL's dialect.",
  });
}

/** What a name is bound to comes first: to that role, it means nothing else. Views are as of now, like rights. */
function viewNamed(
  { rights, role, sessionRole = role }: Names,
  schema: string | undefined,
  name: string,
  dataset: Dataset | undefined,
): Extract<Target, { readonly kind: "view" }> | undefined {
  // SET ROLE to a group that may read the raw dataset is no way out.
  const bound = boundView(rights, sessionRole, name) ?? boundView(rights, role, name);
  if (bound !== undefined && (schema === undefined || schema === "public" || schema === dataset?.bucket)) {
    const view = rights.views.get(bound);
    if (view === undefined) throw new Error("a role is bound to a view that is not there");
    return { kind: "view", view, readable: "all" };
  }
  const view = schema === undefined || schema === "public" ? rights.views.get(name) : undefined;
  if (view === undefined) return undefined;
  const readable = columnsHeld(rights, role, name, "select");
  if (readable !== "all" && readable.size === 0) throw denied(name);
  return { kind: "view", view, readable };
}

function denied(name: string): InsufficientPrivilege {
  return new InsufficientPrivilege(`permission denied for table ${name}`);
}

/** What DuckDB might find under a bare name, were no CTE called so: no CTE may have such a name. */
export function belongsToEngine(name: string): boolean {
  return looksLikeFile(name) || isEngineView(name) || /^pg_/i.test(name);
}

/** DuckDB would read a file of that name. */
function looksLikeFile(name: string): boolean {
  return /[/\\*?]|:\/\/|\.(parquet|csv|tsv|json|jsonl|ndjson|txt|gz|zst|db|duckdb|xlsx|arrow)\b/i.test(name);
}

function isEngineView(name: string): boolean {
  return /^(duckdb_|pragma_|sqlite_)/i.test(name);
}

function filesAreNoRelations(name: string): InsufficientPrivilege {
  return new InsufficientPrivilege(
    `permission denied for "${name}": files and the engine's tables are no relations here`,
    {
      hint: "CALL ingest(...) or CALL register(...) makes a dataset of files.",
    },
  );
}
