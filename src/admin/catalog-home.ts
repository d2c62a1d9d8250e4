// Where the catalog lies: in the data folder, or on S3, where other gateways share it. Its first buckets lie beside it.
import { join } from "node:path";
import { type Bucket, makeS3Place, parseCredentials, type S3PlaceOptions } from "../catalog/api.js";
import { InvalidParameterValue } from "../errors.js";

/** As the configuration has it. */
export interface CatalogLocation extends Omit<S3PlaceOptions, "bucket" | "prefix"> {
  /** `s3://bucket/prefix` */
  readonly url: string;
  readonly credentials?: string | undefined;
}

export interface CatalogHome {
  /** Opened like a bucket, and none: nothing of it can be read by SQL. */
  readonly catalog: Bucket;
  /** A bucket of the first state. */
  readonly bucketOf: (name: string) => Bucket;
}

/** @throws InvalidParameterValue (22023) for a location that cannot be one. */
export function catalogHome(dataDir: string, location: CatalogLocation | undefined): CatalogHome {
  const bucketOf =
    location === undefined
      ? (name: string): Bucket => ({ name, kind: "local", root: join(dataDir, name) })
      : bucketsOn(location);
  return { catalog: bucketOf("catalog"), bucketOf };
}

function bucketsOn(location: CatalogLocation): (name: string) => Bucket {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(location.url) ?? [];
  const place = makeS3Place({ ...location, bucket, prefix: path });
  const credentials = parseCredentials(location.credentials ?? "default");
  if (credentials === undefined) throw new InvalidParameterValue("invalid credentials of the catalog");
  return (name) => ({ name, kind: "s3", place: { ...place, prefix: `${place.prefix}${name}/` }, credentials });
}
