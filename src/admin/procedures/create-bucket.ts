// CALL create_bucket(name, kind => 'local' | 's3', ...): makes a folder, or a part of a bucket on a server, a place for datasets.
import { mkdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { assertBucketName, type Bucket, type Catalog, makeS3Place } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { DuplicateObject, InsufficientPrivilege, InvalidParameterValue } from "../../errors.js";
import {
  assertApart,
  assertNoPlace,
  assertNotTheCatalog,
  assertReachable,
  readerOf,
  rescueOf,
} from "../bucket-checks.js";
import { bucketColumns, bucketRow } from "../bucket-rows.js";
import { isInside, overlaps, realPathOf } from "../contained-path.js";
import { fileFailure } from "../file-failures.js";
import { fileNameOf } from "../object-keys.js";
import type { BucketStore } from "../sources/bucket-objects.js";
import {
  choiceArgument,
  folderArgument,
  nameArgument,
  optional,
  type PlaceArguments,
  placeArguments,
  required,
  withDefault,
} from "./arguments.js";
import { defineProcedure } from "./define.js";

export interface CreateBucketParts {
  readonly catalog: Catalog;
  /** Folders that buckets may be made in; in the first one, if no other is named. */
  readonly bucketRoots: readonly [string, ...string[]];
  /** The gateway's own: no bucket may share them. */
  readonly privateFolders: readonly string[];
  readonly bucketStore: BucketStore;
  /** Where the catalog itself lies. */
  readonly catalogBucket: Bucket;
}

interface BucketArguments extends PlaceArguments {
  readonly name: string;
  readonly kind: "local" | "s3";
  readonly root: string | undefined;
  readonly rescue: string | undefined;
}

export function createBucket(parts: CreateBucketParts): Procedure {
  return defineProcedure({
    name: "create_bucket",
    isForSuperusers: true,
    arguments: {
      name: required(nameArgument),
      kind: withDefault(choiceArgument(["local", "s3"]), "local"),
      root: optional(folderArgument),
      // Of a bucket on S3.
      ...placeArguments,
      rescue: optional(nameArgument),
    },
    columns: bucketColumns,
    changesCatalog: true,
    async run({ arguments: given, authorship }) {
      const { name } = given;
      assertBucketName(name);
      assertFree(parts.catalog.snapshot.buckets, name);
      const bucket = given.kind === "local" ? await localBucket(given, parts) : await s3Bucket(given, parts);
      // When the commit is refused, the folder stays: it may be another's by then, and an empty one does no harm.
      await parts.catalog.commit(authorship, ({ buckets }) => {
        assertApart(bucket, buckets);
        return [{ kind: "bucketCreated", bucket }];
      });
      return { rows: [bucketRow(bucket)] };
    },
  });
}

async function localBucket(given: BucketArguments, parts: CreateBucketParts): Promise<Bucket> {
  const { name, root } = given;
  assertNoPlace(given);
  const folder = await permittedFolder(root ?? fileNameOf(name), parts);
  const bucket: Bucket = { name, kind: "local", root: folder, ...rescueOf(given.rescue) };
  assertApart(bucket, parts.catalog.snapshot.buckets);
  await makeFolder(folder);
  return bucket;
}

/** It is asked for something before it is a bucket of the lake: a wrong name or key shows now, and not to a reader. */
async function s3Bucket(given: BucketArguments, parts: CreateBucketParts): Promise<Bucket> {
  if (given.root !== undefined) throw new InvalidParameterValue('argument "root" is not for a bucket of kind "s3"');
  const { name, credentials = { kind: "default" } } = given;
  const place = makeS3Place({ ...given, bucket: given.bucket ?? name, pathStyle: given.path_style });
  const ways = { ...readerOf(given.reader), ...rescueOf(given.rescue) };
  const bucket: Bucket = { name, kind: "s3", place, credentials, ...ways };
  assertNotTheCatalog(bucket, parts.catalogBucket);
  assertApart(bucket, parts.catalog.snapshot.buckets);
  await assertReachable(await parts.bucketStore(bucket));
  return bucket;
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
