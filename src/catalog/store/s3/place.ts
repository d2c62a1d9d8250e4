// Where a bucket on S3 lies and how its server is spoken to: plain data without secrets, fit to stand in the journal.
import { InvalidParameterValue } from "../../../errors.js";
import { assertObjectKey } from "../object-key.js";
import { type S3DialectName, s3Dialects } from "./dialects.js";

export interface S3Place {
  /** `http://host:port` or `https://...`. Absent: AWS's own, by the region. */
  readonly endpoint?: string;
  readonly region: string;
  /** The server's name of the bucket, which need not be ours. */
  readonly bucket: string;
  /** Empty, or a folder of the bucket, ending in a slash. All keys are below it. */
  readonly prefix: string;
  /** Whether the bucket is named in the path, as most servers but AWS's want it, or in the host. */
  readonly pathStyle: boolean;
  readonly dialect: S3DialectName;
}

export interface S3PlaceOptions {
  readonly bucket: string;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly prefix?: string | undefined;
  readonly pathStyle?: boolean | undefined;
  readonly dialect?: string | undefined;
}

/** With what is not said made whole. @throws InvalidParameterValue (22023) as `assertS3Place`. */
export function makeS3Place({ endpoint, bucket, prefix = "", ...options }: S3PlaceOptions): S3Place {
  const place: S3Place = {
    ...(endpoint === undefined ? {} : { endpoint }),
    region: options.region ?? "us-east-1",
    bucket,
    prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`,
    // Servers of one's own seldom have a name for each bucket.
    pathStyle: options.pathStyle ?? endpoint !== undefined,
    dialect: (options.dialect ?? "aws") as S3DialectName,
  };
  assertS3Place(place);
  return place;
}

/** Refuses (22023) what no server could be reached by, and what hides a secret in the endpoint. */
export function assertS3Place(place: S3Place): void {
  const { endpoint, region, bucket, prefix, dialect } = place;
  if (endpoint !== undefined) assertEndpoint(endpoint);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(region))
    throw new InvalidParameterValue(`invalid region ${JSON.stringify(region)}`);
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  // Older buckets, and those of other servers, may have capitals and underscores. An ARN or a path is none.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(bucket) || bucket.includes("..")) {
    throw new InvalidParameterValue(`invalid S3 bucket name ${JSON.stringify(bucket)}`);
  }
  if (prefix !== "") {
    if (!prefix.endsWith("/")) {
      throw new InvalidParameterValue(`invalid prefix ${JSON.stringify(prefix)}: it does not end in a slash`);
    }
    assertObjectKey(prefix.slice(0, -1));
  }
  if (!Object.hasOwn(s3Dialects, dialect)) {
    throw new InvalidParameterValue(`invalid dialect ${JSON.stringify(dialect)}`, {
      hint: `Allowed are ${Object.keys(s3Dialects).join(", ")}.`,
    });
  }
}

function assertEndpoint(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isPlain =
    url !== undefined &&
    ["http:", "https:"].includes(url.protocol) &&
    [url.username, url.password, url.search, url.hash].every((part) => part === "") &&
    !endpoint.includes("@");
  if (isPlain) return;
  // Not quoted: who writes a password into it should not find it again in a log.
  throw new InvalidParameterValue("invalid S3 endpoint", {
    hint: "An endpoint is http://host:port or https://host:port, without user, password, query and fragment.",
  });
}
