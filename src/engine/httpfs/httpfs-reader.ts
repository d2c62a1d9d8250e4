// Objects on S3, read where they lie: DuckDB's own extension httpfs asks the server for the ranges that it wants.
// https://duckdb.org/docs/stable/core_extensions/httpfs/s3api
import { objectUrl, type RemoteObjects, type S3Bucket, type S3Credentials } from "../../catalog/api.js";
import { changedObject, FeatureNotSupported, MissingObject } from "../../errors.js";
import type { ConnectionPool } from "../duckdb/connection-pool.js";
import { quoteIdentifier, quoteLiteral } from "../duckdb/sandbox.js";
import { runOn } from "../duckdb/statement-run.js";
import type { HeldPaths, RemoteObject } from "../relations/dataset-objects.js";

export interface HttpfsParts {
  readonly pool: ConnectionPool;
  /** Those that DuckDB's sandbox lets through: of the start. */
  readonly buckets: readonly S3Bucket[];
  readonly credentials: (bucket: S3Bucket) => Promise<S3Credentials>;
  readonly remote: (bucket: S3Bucket) => Promise<Pick<RemoteObjects, "stat">>;
}

export class HttpfsReader {
  readonly #parts: HttpfsParts;
  readonly #readable: ReadonlySet<string>;
  /** By the bucket, what its secret was made of; anew for each database. */
  readonly #secrets = new WeakMap<object, Map<string, string>>();

  constructor(parts: HttpfsParts) {
    this.#parts = parts;
    this.#readable = new Set(readableBuckets(parts.buckets).map(placeKey));
  }

  /** A bucket that was made or moved since the start is none that the sandbox lets through. */
  canRead(bucket: S3Bucket): boolean {
    return this.#readable.has(placeKey(bucket));
  }

  /**
   * Their names for DuckDB.
   *
   * Each is asked for just before, so that none is another one than the catalog knows; while one is read, DuckDB compares its etag.
   * Weakness: an object that is replaced between the two is read as what it has become.
   * @throws MissingObject and ObjectNotInPrerequisiteState (55000); IoError (58030).
   */
  async hold(bucket: S3Bucket, objects: readonly RemoteObject[], signal: AbortSignal): Promise<HeldPaths> {
    for (const { key } of objects) assertPlain(bucket, key);
    await this.#makeSecret(bucket);
    const remote = await this.#parts.remote(bucket);
    await Promise.all(
      objects.map(async ({ key, etag, bytes }) => {
        const there = await remote.stat(key, signal);
        const url = objectUrl(bucket.name, key);
        if (there === undefined) throw new MissingObject(url);
        if (there.etag !== etag || there.bytes !== bytes) throw changedObject(url);
      }),
    );
    return {
      paths: objects.map(({ key }) => `${scopeOf(bucket)}${key}`),
      elsewhere: { bucket: bucket.name, scope: scopeOf(bucket) },
      release: () => undefined,
    };
  }

  /** Made again when they have changed, as those that a role of the machine has do every hour. */
  async #makeSecret(bucket: S3Bucket): Promise<void> {
    const credentials = await this.#parts.credentials(bucket);
    const sql = secretSql(bucket, credentials);
    const connection = await this.#parts.pool.take();
    try {
      const known = this.#secrets.get(connection.database) ?? new Map<string, string>();
      this.#secrets.set(connection.database, known);
      if (known.get(bucket.name) === sql) return;
      await runOn(connection.raw, sql);
      known.set(bucket.name, sql);
    } catch (thrown) {
      throw connection.note(thrown);
    } finally {
      this.#parts.pool.giveBack(connection);
    }
  }
}

/** What follows a question mark would be options to httpfs, the server among them. */
export function isPlain(key: string): boolean {
  return !key.includes("?");
}

function assertPlain(bucket: S3Bucket, key: string): void {
  if (isPlain(key)) return;
  throw new FeatureNotSupported(`object "${objectUrl(bucket.name, key)}" cannot be read by httpfs`, {
    detail: "Its key has a question mark.",
    hint: "Let the bucket's reader be cache or auto.",
  });
}

/** For DuckDB's sandbox: what lies below them may be read. */
export function sandboxPrefixes(buckets: readonly S3Bucket[]): readonly string[] {
  return readableBuckets(buckets).map(scopeOf);
}

/** A secret is found by the beginning of a name alone, which does not tell servers apart. */
function readableBuckets(buckets: readonly S3Bucket[]): readonly S3Bucket[] {
  return buckets.filter((bucket) =>
    buckets.every(
      (other) =>
        other === bucket || !(scopeOf(other).startsWith(scopeOf(bucket)) || scopeOf(bucket).startsWith(scopeOf(other))),
    ),
  );
}

function scopeOf({ place }: S3Bucket): string {
  return `s3://${place.bucket}/${place.prefix}`;
}

function placeKey({ name, place }: S3Bucket): string {
  return JSON.stringify([name, place]);
}

/** In memory only: the sandbox allows no persistent ones. Whoever calls `duckdb_secrets` is refused. */
function secretSql(bucket: S3Bucket, { accessKeyId, secretAccessKey, sessionToken }: S3Credentials): string {
  const { endpoint, region, pathStyle } = bucket.place;
  const url = endpoint === undefined ? undefined : new URL(endpoint);
  const options = [
    "TYPE s3",
    `SCOPE ${quoteLiteral(scopeOf(bucket))}`,
    `KEY_ID ${quoteLiteral(accessKeyId)}`,
    `SECRET ${quoteLiteral(secretAccessKey)}`,
    ...(sessionToken === undefined ? [] : [`SESSION_TOKEN ${quoteLiteral(sessionToken)}`]),
    `REGION ${quoteLiteral(region)}`,
    ...(url === undefined ? [] : [`ENDPOINT ${quoteLiteral(url.host)}`, `USE_SSL ${url.protocol === "https:"}`]),
    `URL_STYLE ${pathStyle ? "'path'" : "'vhost'"}`,
  ];
  return `CREATE OR REPLACE TEMPORARY SECRET ${quoteIdentifier(`bucket ${bucket.name}`)} (${options.join(", ")})`;
}
