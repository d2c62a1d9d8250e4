// Which names of the catalog a mirror has: all of them, or those that one reader may see. To PostgreSQL, all names are everybody's.
import {
  boundView,
  columnsHeld,
  type Dataset,
  isSuperuser,
  relationPrivileges,
  rolesReached,
  seesAllRows,
  type Snapshot,
  type View,
} from "../../catalog/api.js";
import type { DataType } from "../data-type.js";
import { shapeOfView } from "../views/view-shapes.js";

/** Whose names are shown: `role` says the names, and `sessionRole` logged in. */
export interface Viewer {
  readonly role: string;
  readonly sessionRole: string;
}

/** A relation of schema `sluice`. */
export interface MirroredSystemRelation {
  readonly name: string;
  readonly columns: readonly VisibleColumn[];
  readonly isForSuperusers: boolean;
}

export interface VisibleColumn {
  readonly name: string;
  readonly type: string | DataType;
  readonly isNullable?: boolean;
}

/** The same object for as long as nothing of it changes. */
export interface VisibleRelation {
  readonly kind: "table" | "view";
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly VisibleColumn[];
  readonly keyColumns: readonly string[];
  readonly description: string | undefined;
  /** Absent: it is nobody's to know, or not known. */
  readonly size?: { readonly rows: number; readonly bytes: number };
  /** Of whose grants and owner it tells; absent: of a system relation. */
  readonly rightsOf?: string;
  /** Of a system relation: whether anybody may read it. */
  readonly isForEverybody?: boolean;
}

export interface VisibleNames
  extends Pick<Snapshot, "version" | "roles" | "members" | "grants" | "owners" | "bindings"> {
  /** Besides `public`, in their order. */
  readonly schemas: readonly string[];
  readonly relations: readonly VisibleRelation[];
}

/** Undefined: they may see all names, and to them, all stand for what they are. */
export function viewerOf(
  snapshot: Snapshot,
  { role, sessionRole = role }: { readonly role: string; readonly sessionRole?: string },
): Viewer | undefined {
  const viewer = { role, sessionRole };
  return isSuperuser(snapshot, role) && boundNames(snapshot, viewer).size === 0 ? undefined : viewer;
}

/** Whether a dataset or a view goes by that name. */
export function isVisible(snapshot: Snapshot, viewer: Viewer | undefined, name: string): boolean {
  const { datasets, views } = snapshot;
  const isThere = datasets.has(name) || views.has(name);
  if (viewer === undefined) return isThere;
  if (boundNames(snapshot, viewer).has(name)) return true;
  const columns = columnsSeen(snapshot, viewer.role, name);
  return isThere && (columns === "all" || columns.size > 0);
}

export function visibleNames(
  snapshot: Snapshot,
  viewer: Viewer | undefined,
  systemRelations: readonly MirroredSystemRelation[],
): VisibleNames {
  const { version, grants, owners, bindings } = snapshot;
  const ofCatalog = viewer === undefined ? allRelations(snapshot) : relationsOf(snapshot, viewer);
  const hasAll = viewer === undefined || isSuperuser(snapshot, viewer.role);
  const buckets = hasAll ? snapshot.buckets.keys() : new Set(ofCatalog.map(({ bucket }) => bucket));
  return {
    version,
    ...(viewer === undefined ? snapshot : rolesSeen(snapshot, viewer)),
    grants,
    owners,
    bindings,
    schemas: ["sluice", ...[...buckets].filter((name) => name !== undefined)].sort(),
    relations: [
      ...ofCatalog.map(({ relation }) => relation),
      ...systemRelations.filter(({ isForSuperusers }) => hasAll || !isForSuperusers).map(ofSystem),
    ],
  };
}

interface Found {
  readonly relation: VisibleRelation;
  /** Of a dataset. */
  readonly bucket?: string;
}

function allRelations(snapshot: Snapshot): readonly Found[] {
  return [
    ...Array.from(snapshot.datasets.values(), (dataset) =>
      ofDataset(snapshot, dataset, { columns: "all", hasSize: true }),
    ),
    ...[...snapshot.views.values()].flatMap((view) => ofView(snapshot, view, { name: view.name, columns: "all" })),
  ];
}

function relationsOf(snapshot: Snapshot, viewer: Viewer): readonly Found[] {
  const { role } = viewer;
  const bound = boundNames(snapshot, viewer);
  const seen = (name: string): Columns => (bound.has(name) ? new Set() : columnsSeen(snapshot, role, name));
  return [
    ...[...snapshot.datasets.values()].flatMap((dataset) => {
      const columns = seen(dataset.name);
      const readable = columnsHeld(snapshot, role, dataset.name, "select");
      // How many rows there are is for those to know who can count them.
      const hasSize = readable === "all" && seesAllRows(snapshot, role, dataset.name);
      return columns === "all" || columns.size > 0 ? ofDataset(snapshot, dataset, { columns, hasSize }) : [];
    }),
    ...[...snapshot.views.values()].flatMap((view) => {
      const columns = seen(view.name);
      return columns === "all" || columns.size > 0 ? ofView(snapshot, view, { name: view.name, columns }) : [];
    }),
    ...[...bound].flatMap(([name, viewName]) => {
      const view = snapshot.views.get(viewName);
      return view === undefined ? [] : ofView(snapshot, view, { name, columns: "all" });
    }),
  ];
}

/** By the name that is bound: the view that it stands for. As the names of a statement are resolved (sql/names.ts). */
function boundNames(snapshot: Snapshot, { role, sessionRole }: Viewer): ReadonlyMap<string, string> {
  const names = new Set([...snapshot.bindings.values()].flatMap((bound) => [...bound.keys()]));
  const found = new Map<string, string>();
  for (const name of names) {
    const view = boundView(snapshot, sessionRole, name) ?? boundView(snapshot, role, name);
    if (view !== undefined) found.set(name, view);
  }
  return found;
}

type Columns = "all" | ReadonlySet<string>;

/** Those that any privilege is held on: who may write a column knows its name. */
function columnsSeen(snapshot: Snapshot, role: string, relation: string): Columns {
  const columns = new Set<string>();
  for (const privilege of relationPrivileges) {
    const held = columnsHeld(snapshot, role, relation, privilege);
    if (held === "all") return "all";
    for (const column of held) columns.add(column);
  }
  return columns;
}

/** Their own, and those that they may become. */
function rolesSeen(snapshot: Snapshot, { role, sessionRole }: Viewer): Pick<Snapshot, "roles" | "members"> {
  if (isSuperuser(snapshot, role)) return snapshot;
  const names = new Set([role, sessionRole, ...rolesReached(snapshot, role), ...rolesReached(snapshot, sessionRole)]);
  const key = [...names].sort().join("\0");
  const known = rolesByMembers.get(snapshot.members) ?? new Map<string, RolesSeen>();
  rolesByMembers.set(snapshot.members, known);
  const last = known.get(key);
  if (last?.of === snapshot.roles) return last;
  const among = <T>(all: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map([...all].filter(([name]) => names.has(name)));
  const members = new Map(Array.from(among(snapshot.members), ([name, held]) => [name, among(held)] as const));
  const seen = { of: snapshot.roles, roles: among(snapshot.roles), members };
  known.set(key, seen);
  return seen;
}

interface RolesSeen extends Pick<Snapshot, "roles" | "members"> {
  readonly of: Snapshot["roles"];
}

/** The same objects as long as the roles are the same: what rests on them need not be made anew. */
const rolesByMembers = new WeakMap<Snapshot["members"], Map<string, RolesSeen>>();

/** In `public`, where its name alone finds it and `search_path` looks: the names of all buckets' datasets are unique together. */
function ofDataset(
  { tombstones }: Pick<Snapshot, "tombstones">,
  dataset: Dataset,
  { columns, hasSize }: { readonly columns: Columns; readonly hasSize: boolean },
): Found {
  const { name, bucket, description, keyColumns, objects } = dataset;
  const erased = tombstones.get(name)?.tombstoned ?? 0;
  const relation = onceFor(dataset, `${hasSize} ${erased} ${keyOf(columns)}`, () => ({
    kind: "table",
    schema: "public",
    name,
    columns: columns === "all" ? dataset.columns : dataset.columns.filter(({ name: column }) => columns.has(column)),
    keyColumns,
    description,
    rightsOf: name,
    ...(hasSize && {
      size: {
        // A key names a row, mostly.
        rows: Math.max(0, sum(objects.map(({ rows }) => rows)) - erased),
        bytes: sum(objects.map(({ bytes }) => bytes)),
      },
    }),
  }));
  return { relation, bucket };
}

/** A view that is broken has no columns that could be told, and is not there. */
function ofView(
  { datasets, views }: Pick<Snapshot, "datasets" | "views">,
  view: View,
  { name, columns }: { readonly name: string; readonly columns: Columns },
): readonly Found[] {
  // Which key a hash is made with changes no type.
  const shape = shapeOfView({ datasets, views, keys: { has: () => true } }, view);
  if (shape.kind === "broken") return [];
  const shown = shape.columns.filter((column) => columns === "all" || columns.has(column.name));
  const relation = onceFor(view, JSON.stringify([name, shown]), () => ({
    kind: "view",
    schema: "public",
    name,
    columns: shown,
    keyColumns: [],
    description: view.description,
    rightsOf: view.name,
  }));
  return [{ relation }];
}

function ofSystem(system: MirroredSystemRelation): VisibleRelation {
  const { name, columns, isForSuperusers } = system;
  return onceFor(system, "", () => ({
    kind: "view",
    schema: "sluice",
    name,
    columns,
    keyColumns: [],
    description: undefined,
    isForEverybody: !isForSuperusers,
  }));
}

/** Datasets and views are other objects whenever a commit has changed them, and the same otherwise. */
function onceFor(source: object, key: string, make: () => VisibleRelation): VisibleRelation {
  const known = relationsBySource.get(source) ?? new Map<string, VisibleRelation>();
  relationsBySource.set(source, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const relation = make();
  if (known.size >= variantsMax) known.clear();
  known.set(key, relation);
  return relation;
}

function keyOf(columns: Columns): string {
  return columns === "all" ? columns : JSON.stringify([...columns]);
}

/** Of one dataset: as readers of several kinds see it. */
const variantsMax = 16;

const relationsBySource = new WeakMap<object, Map<string, VisibleRelation>>();

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
