// One store for each bucket, opened when it is first needed.
import type { Bucket, S3Bucket } from "../snapshot.js";
import { openLocalFolder } from "./local-folder.js";
import type { ObjectStore } from "./object-store.js";
import type { RemoteObjects } from "./remote-objects.js";
import { resolveS3Credentials, type S3CredentialSources } from "./s3/credentials.js";
import { openS3Store, type S3Store } from "./s3/s3-store.js";

export class BucketStores {
  readonly #credentials: S3CredentialSources;
  readonly #folders = new Map<string, Promise<ObjectStore>>();
  /** By what the catalog says of the bucket: when that is changed, it is another one. */
  readonly #servers = new Map<string, S3Store>();

  constructor(credentials: S3CredentialSources) {
    this.#credentials = credentials;
  }

  async open(bucket: Bucket): Promise<ObjectStore> {
    return bucket.kind === "local" ? this.#folder(bucket.root) : this.remote(bucket);
  }

  /** @throws UndefinedObject (42704) for credentials that are not there. */
  remote(bucket: S3Bucket): ObjectStore & RemoteObjects {
    const key = JSON.stringify(bucket);
    const known = this.#servers.get(key);
    if (known !== undefined) return known;
    const credentials = resolveS3Credentials(bucket.credentials, this.#credentials);
    const opened = openS3Store(bucket.place, credentials, { bucketName: bucket.name });
    this.#servers.set(key, opened);
    return opened;
  }

  close(): void {
    for (const server of this.#servers.values()) server.close();
  }

  #folder(root: string): Promise<ObjectStore> {
    const known = this.#folders.get(root);
    if (known !== undefined) return known;
    const opened = openLocalFolder(root, { isMadeIfMissing: true });
    this.#folders.set(root, opened);
    // The next one who needs it tries again.
    opened.catch(() => this.#folders.delete(root));
    return opened;
  }
}
