// Small pieces of a catalog for tests.
import type {
  Authorship,
  Bucket,
  Catalog,
  CatalogEvent,
  DataObject,
  Dataset,
  ObjectStore,
  Role,
} from "../../../src/catalog/api.js";
import { openCatalog } from "../../../src/catalog/catalog.js";
import { apply } from "../../../src/catalog/fold.js";
import { emptySnapshot, type Snapshot } from "../../../src/catalog/snapshot.js";

export const author: Authorship = { actor: "alice" };

export function bucket(name = "primary"): Bucket {
  return { name, kind: "local", root: `/lake/${name}` };
}

export function object(name: string, rows = 10): DataObject {
  return { url: `lakehouse-primary://${name}.parquet`, rows, bytes: rows * 100 };
}

export function dataset(name = "people", objects: readonly DataObject[] = []): Omit<Dataset, "version" | "createdAt"> {
  return {
    name,
    bucket: "primary",
    origin: "ingested",
    columns: [
      { name: "id", type: "BIGINT", isNullable: false },
      { name: "email", type: "VARCHAR", isNullable: true },
    ],
    keyColumns: ["id"],
    objects,
  };
}

export function role(name: string, fields: Partial<Role> = {}): Role {
  return { name, isSuperuser: false, canLogin: true, ...fields };
}

export const bucketCreated: CatalogEvent = { kind: "bucketCreated", bucket: bucket() };

export function datasetCreated(name = "people", objects: readonly DataObject[] = []): CatalogEvent {
  return { kind: "datasetCreated", dataset: dataset(name, objects) };
}

/** The state after commits made by hand, without any store. */
export function fold(...commits: readonly (readonly CatalogEvent[])[]): Snapshot {
  return commits.reduce(foldOne, emptySnapshot);
}

export function foldOne(before: Snapshot, events: readonly CatalogEvent[]): Snapshot {
  const version = before.version + 1;
  return apply(before, {
    commit: {
      format: 1,
      version,
      id: `commit-${version}`,
      at: "2026-01-02T03:04:05.678Z",
      actor: "alice",
      events,
      previousSha256: before.headSha256,
    },
    sha256: version.toString(16).padStart(64, "0"),
  });
}

export interface OpenedCatalog {
  readonly catalog: Catalog;
  readonly warnings: readonly string[];
}

let ids = 0;

export async function open(store: ObjectStore): Promise<OpenedCatalog> {
  const warnings: string[] = [];
  const catalog = await openCatalog({
    store,
    clock: () => new Date("2026-01-02T03:04:05.678Z"),
    randomId: () => `id-${(ids += 1)}`,
    warn: (message) => void warnings.push(message),
  });
  return { catalog, warnings };
}

/** Commits `count` roles, one a commit. */
export async function commitRoles(catalog: Catalog, count: number): Promise<void> {
  const first = catalog.snapshot.roles.size;
  for (let index = first; index < first + count; index += 1) {
    await catalog.commit(author, () => [{ kind: "roleCreated", role: role(`role_${index}`) }]);
  }
}
