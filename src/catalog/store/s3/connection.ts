// The way to one bucket on S3: sends commands, tries again, takes turns, and tells failures in the gateway's words.
import {
  type $Command,
  S3Client,
  type S3ClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from "@aws-sdk/client-s3";
import type { PgError } from "../../../errors.js";
import { limits } from "../../../limits.js";
import { type Attempt, withRetries } from "./attempts.js";
import type { S3CredentialsProvider } from "./credentials.js";
import { type S3Dialect, s3Dialects } from "./dialects.js";
import { S3Failure, type S3FailureKind, toS3Failure, toStorageError } from "./failures.js";
import type { Patience } from "./patience.js";
import type { S3Place } from "./place.js";
import { Turns } from "./turns.js";

export interface ConnectionParts {
  /** Our name of the bucket, for messages. */
  readonly bucketName: string;
  readonly patience: Patience;
  readonly random: () => number;
  /** Told of what callers are told, too. */
  readonly onFailure?: ((failure: PgError) => void) | undefined;
}

export class S3Connection {
  readonly place: S3Place;
  readonly dialect: S3Dialect;
  readonly #client: S3Client;
  readonly #parts: ConnectionParts;
  readonly #turns = new Turns(limits.s3RequestsMax);
  readonly #closing = new AbortController();

  constructor(place: S3Place, credentials: S3CredentialsProvider, parts: ConnectionParts) {
    this.place = place;
    this.dialect = s3Dialects[place.dialect];
    this.#client = makeClient(place, credentials, parts.patience);
    this.#parts = parts;
  }

  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Runs `work`, again if need be. `what` is what it does, in the words of an error message. */
  async perform<T>(what: string, work: (attempt: Attempt) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const signals = signal === undefined ? [this.signal] : [this.signal, signal];
    try {
      return await withRetries({ ...this.#parts, signals }, async (attempt) => {
        const giveBack = await this.#turns.take(attempt.signal);
        // The turn is over with the attempt's time also where the work does not listen.
        attempt.signal.addEventListener("abort", giveBack, { once: true });
        try {
          return await work(attempt);
        } finally {
          attempt.signal.removeEventListener("abort", giveBack);
          giveBack();
        }
      });
    } catch (thrown) {
      if (!(thrown instanceof S3Failure)) throw thrown;
      const failure = toStorageError(what, this.#parts.bucketName, thrown);
      this.#parts.onFailure?.(failure);
      throw failure;
    }
  }

  /** @throws S3Failure, and nothing else. */
  async send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: $Command<Input, Output, S3ClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>,
    signal: AbortSignal,
  ): Promise<Output> {
    try {
      return await this.#client.send(command, { abortSignal: signal });
    } catch (thrown) {
      throw toS3Failure(thrown);
    }
  }

  close(): void {
    this.#closing.abort(new S3Failure("closed"));
    this.#client.destroy();
  }
}

/** The value, or the kind of failure if it is one of those which are expected. */
export async function orKind<T, Kind extends S3FailureKind>(
  kinds: readonly Kind[],
  asked: Promise<T>,
): Promise<T | Kind> {
  try {
    return await asked;
  } catch (thrown) {
    const kind = thrown instanceof S3Failure ? kinds.find((one) => one === thrown.kind) : undefined;
    if (kind === undefined) throw thrown;
    return kind;
  }
}

function makeClient(place: S3Place, credentials: S3CredentialsProvider, patience: Patience): S3Client {
  const checksums = s3Dialects[place.dialect].checksums === "always" ? "WHEN_SUPPORTED" : "WHEN_REQUIRED";
  const sockets = { keepAlive: true, maxSockets: limits.s3RequestsMax };
  return new S3Client({
    ...(place.endpoint !== undefined && { endpoint: place.endpoint }),
    region: place.region,
    forcePathStyle: place.pathStyle,
    credentials,
    // Tries are counted in attempts.ts.
    maxAttempts: 1,
    // It would open a connection of its own for each larger body.
    expectContinueHeader: false,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    requestHandler: {
      connectionTimeout: patience.connectMsMax,
      // Silence in either direction. Node takes bytes that the system has taken from a large body for life.
      socketTimeout: patience.stallMsMax,
      httpAgent: sockets,
      httpsAgent: sockets,
      logger: silent,
    },
    logger: silent,
  });
}

/** The SDK would log whole commands. */
const silent = { debug: noWord, info: noWord, warn: noWord, error: noWord };

function noWord(): void {}
