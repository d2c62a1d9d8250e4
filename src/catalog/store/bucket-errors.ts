// What went wrong with buckets lately, as this gateway saw it.
import type { PgError } from "../../errors.js";
import { limits } from "../../limits.js";

export interface BucketError {
  readonly at: Date;
  readonly bucket: string;
  /** `lakehouse-<bucket>://<key>`; undefined: it was about the bucket, or about an object that the message names. */
  readonly object: string | undefined;
  readonly sqlstate: string;
  readonly message: string;
  /** The bucket that had what was missing. Undefined: a statement has failed for it. */
  readonly rescuedFrom: string | undefined;
}

export class BucketErrors {
  readonly #now: () => Date;
  readonly #errors: BucketError[] = [];

  constructor(now: () => Date) {
    this.#now = now;
  }

  failed(bucket: string, { sqlstate, message }: PgError): void {
    this.#add({ bucket, object: undefined, sqlstate, message, rescuedFrom: undefined });
  }

  rescued(bucket: string, object: string, rescuedFrom: string): void {
    const message = `object "${object}" is missing`;
    this.#add({ bucket, object, sqlstate: "58P01", message, rescuedFrom });
  }

  /** The newest last. */
  list(): readonly BucketError[] {
    return this.#errors;
  }

  lastOf(bucket: string): BucketError | undefined {
    return this.#errors.findLast((error) => error.bucket === bucket);
  }

  #add(error: Omit<BucketError, "at">): void {
    this.#errors.push({ at: this.#now(), ...error });
    if (this.#errors.length > limits.bucketErrorsKeptMax) this.#errors.shift();
  }
}
