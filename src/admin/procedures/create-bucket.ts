// CALL create_bucket(name, kind => 'local', root => ...): makes a folder a place for datasets.
import { mkdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { assertBucketName, type Bucket, bucketScheme, type Catalog } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { DuplicateObject, InsufficientPrivilege, InvalidParameterValue } from "../../errors.js";
import { isInside, overlaps, realPathOf } from "../contained-path.js";
import { fileFailure } from "../file-failures.js";
import { fileNameOf } from "../object-keys.js";
import { choiceArgument, folderArgument, nameArgument, optional, required, withDefault } from "./arguments.js";
import { defineProcedure } from "./define.js";

export interface CreateBucketParts {
  readonly catalog: Catalog;
  /** Folders that buckets may be made in; in the first one, if no other is named. */
  readonly bucketRoots: readonly [string, ...string[]];
  /** The gateway's own: no bucket may share them. */
  readonly privateFolders: readonly string[];
}

export function createBucket(parts: CreateBucketParts): Procedure {
  return defineProcedure({
    name: "create_bucket",
    isForSuperusers: true,
    arguments: {
      name: required(nameArgument),
      kind: withDefault(choiceArgument(["local"]), "local"),
      root: optional(folderArgument),
    },
    columns: [
      { name: "name", type: { id: "VARCHAR" } },
      { name: "kind", type: { id: "VARCHAR" } },
      { name: "root", type: { id: "VARCHAR" } },
      { name: "scheme", type: { id: "VARCHAR" } },
    ],
    changesCatalog: true,
    async run({ arguments: { name, kind, root }, authorship }) {
      assertBucketName(name);
      assertFree(parts.catalog.snapshot.buckets, name);
      const folder = await permittedFolder(root ?? fileNameOf(name), parts);
      const bucket: Bucket = { name, kind, root: folder };
      assertApart(bucket, parts.catalog.snapshot.buckets);
      await makeFolder(folder);
      // When the commit is refused, the folder stays: it may be another's by then, and an empty one does no harm.
      await parts.catalog.commit(authorship, ({ buckets }) => {
        assertApart(bucket, buckets);
        return [{ kind: "bucketCreated", bucket }];
      });
      return { rows: [[name, kind, folder, bucketScheme(name)]] };
    },
  });
}

/** The catalog checks this too, but only once the folder is made. */
function assertFree(buckets: ReadonlyMap<string, Bucket>, name: string): void {
  if (buckets.has(name)) throw new DuplicateObject(`bucket "${name}" already exists`);
}

async function permittedFolder(root: string, parts: CreateBucketParts): Promise<string> {
  const real = (path: string) =>
    realPathOf(path).catch((thrown: unknown) => {
      throw fileFailure(`could not open "${path}"`, thrown);
    });
  const folder = await real(resolve(parts.bucketRoots[0], root));
  const permitted = await Promise.all(parts.bucketRoots.map(real));
  if (!permitted.some((above) => isInside(above, folder))) {
    throw new InsufficientPrivilege(`folder "${root}" lies outside of the folders that buckets may be made in`, {
      hint: "Buckets lie in the folder `buckets` of the data folder, or in one that the config key bucket_roots lists.",
    });
  }
  const isPrivate = (await Promise.all(parts.privateFolders.map(real))).some((own) => overlaps(own, folder));
  if (isPrivate) {
    throw new InsufficientPrivilege(`folder "${root}" is one of the gateway's own, or holds one`, {
      hint: "Give another folder as root.",
    });
  }
  return folder;
}

function assertApart(bucket: Bucket, others: ReadonlyMap<string, Bucket>): void {
  for (const other of others.values()) {
    if (!overlaps(bucket.root, other.root)) continue;
    throw new InvalidParameterValue(`folder "${bucket.root}" overlaps with bucket "${other.name}"`, {
      detail: `That bucket's folder is "${other.root}".`,
      hint: "No bucket may lie inside another.",
    });
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    if ((await stat(folder)).isDirectory()) return;
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
    if (code !== "EEXIST" && code !== "ENOTDIR") throw fileFailure(`could not make folder "${folder}"`, thrown);
  }
  throw new InvalidParameterValue(`"${folder}" is not a folder`);
}
