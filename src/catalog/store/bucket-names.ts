// How buckets are named, and how objects are named across buckets: lakehouse-<bucket>://<key>.
import { InvalidParameterValue, ReservedName, UndefinedObject } from "../../errors.js";
import { limits } from "../../limits.js";
import type { Bucket } from "../snapshot.js";
import { assertObjectKey } from "./object-key.js";

/** A bucket's name is a schema's name too, so it may not hide one which PostgreSQL, DuckDB or the gateway need. */
const reservedNames = ["public", "sluice", "information_schema", "r", "main", "temp", "system"];
const reservedPrefixes = ["pg_", "__raw__"];

/** In ASCII: names that look alike would be taken for each other by whoever reads them. */
export function assertBucketName(name: string): void {
  const isLegible = /^[\w:@+-][\w.:@+ -]*$/.test(name) && !name.includes("..") && !name.endsWith(" ");
  if (!isLegible || name.length > limits.identifierBytesMax) {
    throw new InvalidParameterValue(`invalid bucket name ${JSON.stringify(name)}`, {
      hint: `A bucket's name has 1 to ${limits.identifierBytesMax} of A-Z, a-z, 0-9, "_", ":", "@", "+", "-", "." and blanks, and begins with neither of the last two.`,
    });
  }
  const folded = name.toLowerCase();
  if (reservedNames.includes(folded) || reservedPrefixes.some((prefix) => folded.startsWith(prefix))) {
    throw new ReservedName(`unacceptable bucket name "${name}"`, {
      detail: "A schema of the bucket's name is made, and this name is reserved for a schema of the gateway's own.",
    });
  }
}

/** The URI scheme of a bucket's objects: `profile:user` -> `lakehouse-profile-user`. Two names may share one. */
export function bucketScheme(name: string): string {
  return `lakehouse-${name.toLowerCase().replace(/[^a-z0-9-]/gu, "-")}`;
}

export function objectUrl(bucket: string, key: string): string {
  assertObjectKey(key);
  return `${bucketScheme(bucket)}://${key}`;
}

export interface ObjectUrl {
  readonly scheme: string;
  readonly key: string;
}

/** `lakehouse://data/<key>` is the older spelling of an object in the bucket `primary`. */
export function parseObjectUrl(url: string): ObjectUrl {
  const [, scheme, rest] = /^(lakehouse(?:-[a-z0-9-]+)?):\/\/(.*)$/su.exec(url) ?? [];
  if (scheme === undefined || rest === undefined || (scheme === "lakehouse" && !rest.startsWith("data/"))) {
    throw new InvalidParameterValue(`invalid object name ${JSON.stringify(url)}`, {
      hint: "An object is named lakehouse-<bucket>://<key>, or lakehouse://data/<key> in the primary bucket.",
    });
  }
  const parsed =
    scheme === "lakehouse"
      ? { scheme: bucketScheme("primary"), key: rest.slice("data/".length) }
      : { scheme, key: rest };
  assertObjectKey(parsed.key);
  return parsed;
}

/** The bucket that an object's name means, among those that exist. */
export function resolveObjectUrl(
  buckets: ReadonlyMap<string, Bucket>,
  url: string,
): { readonly bucket: Bucket; readonly key: string } {
  const { scheme, key } = parseObjectUrl(url);
  for (const bucket of buckets.values()) {
    if (bucketScheme(bucket.name) === scheme) return { bucket, key };
  }
  throw new UndefinedObject(`bucket of object "${url}" does not exist`, hintOf(buckets, scheme));
}

/** @throws UndefinedObject (42704) that names those there are. */
export function findBucket(buckets: ReadonlyMap<string, Bucket>, name: string): Bucket {
  const bucket = buckets.get(name);
  if (bucket === undefined) throw new UndefinedObject(`bucket "${name}" does not exist`, hintOf(buckets, name));
  return bucket;
}

/** The nearest first. */
function hintOf(buckets: ReadonlyMap<string, Bucket>, wanted: string): { readonly hint: string } {
  const names = [...buckets.keys()].sort((left, right) => likeness(right, wanted) - likeness(left, wanted));
  const told = names.slice(0, limits.namesToldMax).join(", ");
  return { hint: `There are: ${told}${names.length > limits.namesToldMax ? ", and others: see sluice.buckets" : ""}.` };
}

/** How many pairs of neighbouring letters two names share, of all that they have: from 0 to 1 (Dice, 1945). */
function likeness(left: string, right: string): number {
  const pairsOf = (name: string): ReadonlySet<string> =>
    new Set(Array.from(name.toLowerCase(), (letter, index) => letter + (name[index + 1] ?? "").toLowerCase()));
  const [one, other] = [pairsOf(left), pairsOf(right)];
  const shared = [...one].filter((pair) => other.has(pair)).length;
  return (2 * shared) / Math.max(1, one.size + other.size);
}
