// One store for each bucket, opened when it is first needed.
import type { Bucket, S3Bucket } from "../snapshot.js";
import type { BucketErrors } from "./bucket-errors.js";
import { openLocalFolder } from "./local-folder.js";
import type { ObjectStore } from "./object-store.js";
import type { RemoteObjects } from "./remote-objects.js";
import type { S3Credentials, S3CredentialSources, S3CredentialsProvider } from "./s3/credentials.js";
import { patienceWithin } from "./s3/patience.js";
import type { S3Store } from "./s3/s3-store.js";

export class BucketStores {
  readonly #credentials: S3CredentialSources;
  readonly #errors: BucketErrors;
  readonly #providers = new Map<string, Promise<S3CredentialsProvider>>();
  readonly #folders = new Map<string, Promise<ObjectStore>>();
  /** By what the catalog says of the bucket: when that is changed, it is another one. */
  readonly #servers = new Map<string, Promise<S3Store>>();

  constructor(credentials: S3CredentialSources, errors: BucketErrors) {
    this.#credentials = credentials;
    this.#errors = errors;
  }

  open(bucket: Bucket): Promise<ObjectStore> {
    if (bucket.kind === "s3") return this.remote(bucket);
    return once(this.#folders, bucket.root, () => openLocalFolder(bucket.root, { isMadeIfMissing: true }));
  }

  /** For what is of no use later than `msMax`: requests are given up by then, on a server that does not answer. */
  openPromptly(bucket: Bucket, msMax: number): Promise<ObjectStore> {
    if (bucket.kind === "local") return this.open(bucket);
    const key = JSON.stringify([bucket, msMax]);
    return once(this.#servers, key, () => this.#openServer(bucket, msMax));
  }

  /** @throws UndefinedObject (42704) for credentials that are not there. */
  remote(bucket: S3Bucket): Promise<ObjectStore & RemoteObjects> {
    return once(this.#servers, JSON.stringify(bucket), () => this.#openServer(bucket));
  }

  /** What to prove with who we are, as of now. */
  async credentials({ credentials }: S3Bucket): Promise<S3Credentials> {
    const { resolveS3Credentials } = await import("./s3/credentials.js");
    return once(this.#providers, JSON.stringify(credentials), async () =>
      resolveS3Credentials(credentials, this.#credentials),
    ).then((provide) => provide());
  }

  async close(): Promise<void> {
    // Those that could not be opened are closed.
    for (const opened of await Promise.allSettled(this.#servers.values())) {
      if (opened.status === "fulfilled") opened.value.close();
    }
  }

  /** PERF: the SDK takes 22 MB and 150 ms. Who has no such bucket shall not pay for it. */
  async #openServer({ name, place, credentials }: S3Bucket, msMax?: number): Promise<S3Store> {
    const [{ resolveS3Credentials }, { openS3Store }] = await Promise.all([
      import("./s3/credentials.js"),
      import("./s3/s3-store.js"),
    ]);
    return openS3Store(place, resolveS3Credentials(credentials, this.#credentials), {
      bucketName: name,
      onFailure: (failure) => this.#errors.failed(name, failure),
      ...(msMax !== undefined && { patience: patienceWithin(msMax) }),
    });
  }
}

/** The next one who needs it tries again where it could not be opened. */
function once<T>(opened: Map<string, Promise<T>>, key: string, open: () => Promise<T>): Promise<T> {
  const known = opened.get(key);
  if (known !== undefined) return known;
  const opening = open();
  opened.set(key, opening);
  opening.catch(() => opened.delete(key));
  return opening;
}
