// How a bucket's place is told to administrators: never with a secret.
import type { Bucket, S3CredentialsReference } from "../catalog/api.js";

/** A folder's path, or `s3://bucket/prefix`. */
export function placeTextOf(bucket: Bucket): string {
  return bucket.kind === "local" ? bucket.root : `s3://${bucket.place.bucket}/${bucket.place.prefix}`;
}

/** As `create_bucket` takes them. Undefined: it is none. */
export function parseCredentials(text: string): S3CredentialsReference | undefined {
  if (text === "default") return { kind: "default" };
  const [, kind, rest = ""] = /^(profile|secret|env):(.+)$/s.exec(text) ?? [];
  switch (kind) {
    case "profile":
      return { kind: "profile", profile: rest };
    case "secret":
      return { kind: "secretsFile", name: rest };
    case "env": {
      const [accessKeyId, secretAccessKey, sessionToken, ...more] = rest.split(",");
      if (!accessKeyId || !secretAccessKey || sessionToken === "" || more.length > 0) return undefined;
      const names = { kind: "environment", accessKeyId, secretAccessKey } as const;
      return sessionToken === undefined ? names : { ...names, sessionToken };
    }
    default:
      return undefined;
  }
}
