// What a bucket must be before the catalog has it: apart from all others, and there.
import type { Bucket, BucketReader, ObjectStore } from "../catalog/api.js";
import { InsufficientPrivilege, InvalidParameterValue } from "../errors.js";
import { placeTextOf } from "./bucket-place.js";
import { overlaps } from "./contained-path.js";
import { type PlaceArguments, placeArguments } from "./procedures/arguments.js";

/** @throws InvalidParameterValue (22023) naming the other. */
export function assertApart(bucket: Bucket, others: ReadonlyMap<string, Bucket>): void {
  for (const other of others.values()) {
    if (other.name === bucket.name || !shareObjects(bucket, other)) continue;
    throw new InvalidParameterValue(`"${placeTextOf(bucket)}" overlaps with bucket "${other.name}"`, {
      detail: `That bucket lies in "${placeTextOf(other)}".`,
      hint: "No bucket may lie inside another.",
    });
  }
}

/** @throws InsufficientPrivilege (42501). */
export function assertNotTheCatalog(bucket: Bucket, catalog: Bucket): void {
  if (!shareObjects(bucket, catalog)) return;
  throw new InsufficientPrivilege(`"${placeTextOf(bucket)}" is the catalog's own, or holds it`, {
    hint: "Give another prefix or another bucket.",
  });
}

function shareObjects(one: Bucket, other: Bucket): boolean {
  if (one.kind === "local") return other.kind === "local" && overlaps(one.root, other.root);
  if (other.kind === "local") return false;
  const [left, right] = [one.place, other.place];
  const isSameServer = left.endpoint === right.endpoint && left.bucket === right.bucket;
  return isSameServer && (left.prefix.startsWith(right.prefix) || right.prefix.startsWith(left.prefix));
}

/**
 * A wrong name or key shows now, and not to a reader.
 * @throws IoError (58030) with the reason.
 */
export async function assertReachable(store: ObjectStore): Promise<void> {
  for await (const object of store.list("")) {
    void object;
    return;
  }
}

/** @throws InvalidParameterValue (22023): a folder has nothing of what is said of a place on S3. */
export function assertNoPlace(given: PlaceArguments): void {
  const name = (Object.keys(placeArguments) as (keyof PlaceArguments)[]).find((one) => given[one] !== undefined);
  if (name !== undefined) throw new InvalidParameterValue(`argument "${name}" is not for a bucket of kind "local"`);
}

/** Without what is not said; an empty rescue is none. */
export function rescueOf(name: string | undefined): { readonly rescue?: string } {
  return name === undefined || name === "" ? {} : { rescue: name };
}

/** As `rescueOf`. */
export function readerOf(reader: BucketReader | undefined): { readonly reader?: BucketReader } {
  return reader === undefined ? {} : { reader };
}
