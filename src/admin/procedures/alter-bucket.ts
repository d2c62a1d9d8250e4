// CALL alter_bucket(name, ...): what is said of the bucket is changed, all else stays.
import { type Bucket, type Catalog, findBucket, makeS3Place } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import {
  assertApart,
  assertNoPlace,
  assertNotTheCatalog,
  assertReachable,
  readerOf,
  rescueOf,
} from "../bucket-checks.js";
import { bucketColumns, bucketRow } from "../bucket-rows.js";
import type { BucketStore } from "../sources/bucket-objects.js";
import {
  nameArgument,
  nameOrNoneArgument,
  optional,
  type PlaceArguments,
  placeArguments,
  required,
} from "./arguments.js";
import { defineProcedure } from "./define.js";

export interface AlterBucketParts {
  readonly catalog: Catalog;
  readonly bucketStore: BucketStore;
  readonly catalogBucket: Bucket;
}

interface Changes extends PlaceArguments {
  readonly rescue: string | undefined;
}

/** Statements that run go on with what it was. Objects that are others than the catalog knows are told from those that moved. */
export function alterBucket({ catalog, bucketStore, catalogBucket }: AlterBucketParts): Procedure {
  return defineProcedure({
    name: "alter_bucket",
    isForSuperusers: true,
    // An empty rescue: none any more.
    arguments: { name: required(nameArgument), ...placeArguments, rescue: optional(nameOrNoneArgument) },
    columns: bucketColumns,
    changesCatalog: true,
    async run({ arguments: { name, ...changes }, authorship }) {
      const change = (buckets: ReadonlyMap<string, Bucket>): Bucket => {
        const altered = alteredBucket(findBucket(buckets, name), changes);
        assertNotTheCatalog(altered, catalogBucket);
        assertApart(altered, buckets);
        return altered;
      };
      await assertReachable(await bucketStore(change(catalog.snapshot.buckets)));
      const { buckets } = await catalog.commit(authorship, (newest) => [
        { kind: "bucketAltered", bucket: change(newest.buckets) },
      ]);
      return { rows: [bucketRow(findBucket(buckets, name))] };
    },
  });
}

function alteredBucket(bucket: Bucket, changes: Changes): Bucket {
  const rescue = rescueOf(changes.rescue ?? bucket.rescue);
  if (bucket.kind === "local") {
    assertNoPlace(changes);
    return { name: bucket.name, kind: "local", root: bucket.root, ...rescue };
  }
  const { place } = bucket;
  return {
    name: bucket.name,
    kind: "s3",
    place: makeS3Place({
      endpoint: changes.endpoint ?? place.endpoint,
      bucket: changes.bucket ?? place.bucket,
      region: changes.region ?? place.region,
      prefix: changes.prefix ?? place.prefix,
      pathStyle: changes.path_style ?? place.pathStyle,
      dialect: changes.dialect ?? place.dialect,
    }),
    credentials: changes.credentials ?? bucket.credentials,
    ...readerOf(changes.reader ?? bucket.reader),
    ...rescue,
  };
}
