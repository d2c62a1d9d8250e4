// An object store on S3: an object is an object there, and its key is the rest of its name behind the place's prefix.
import { constants } from "node:fs";
import { open, unlink } from "node:fs/promises";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { InvalidParameterValue, type PgError } from "../../../errors.js";
import { limits } from "../../../limits.js";
import { assertByteRange } from "../byte-range.js";
import { assertObjectKey, assertObjectPrefix } from "../object-key.js";
import type { ListedObject, ObjectStore, StoredObject } from "../object-store.js";
import type { ObjectRange, ObjectStat, RemoteObjects } from "../remote-objects.js";
import { storageFailure } from "../storage-failures.js";
import { orKind, S3Connection } from "./connection.js";
import type { S3CredentialsProvider } from "./credentials.js";
import { listObjects } from "./listing.js";
import { ordinaryPatience, type Patience } from "./patience.js";
import { assertS3Place, type S3Place } from "./place.js";
import { readObjectRange, readWhole, statObject } from "./reads.js";
import { type Source, uploadInParts } from "./upload.js";
import { newWriting, putObject, putObjectIfAbsent } from "./writes.js";

export interface S3StoreParts {
  /** The gateway's name of the bucket, for messages. */
  readonly bucketName: string;
  /** Instead of the ordinary one. */
  readonly patience?: Partial<Patience>;
  /** From 0 to 1; for the pauses between tries. */
  readonly random?: () => number;
  readonly keysPerPageMax?: number;
  /** Told of what callers are told, too. */
  readonly onFailure?: (failure: PgError) => void;
}

/** Sends nothing yet: whether the server can be reached, and what it thinks of the credentials, shows at the first request. */
export function openS3Store(place: S3Place, credentials: S3CredentialsProvider, parts: S3StoreParts): S3Store {
  assertS3Place(place);
  const connection = new S3Connection(place, credentials, {
    bucketName: parts.bucketName,
    patience: { ...ordinaryPatience, ...parts.patience },
    random: parts.random ?? Math.random,
    onFailure: parts.onFailure,
  });
  return new S3Store(connection, parts.keysPerPageMax ?? limits.s3KeysPerPageMax);
}

/*
 * Durability is the server's: S3 answers a write when it is durable.
 * Weakness: an object may be written after all when its writing has failed or was given up: the server may still be at it.
 */
export class S3Store implements ObjectStore, RemoteObjects {
  readonly #connection: S3Connection;
  readonly #keysPerPageMax: number;

  constructor(connection: S3Connection, keysPerPageMax: number) {
    this.#connection = connection;
    this.#keysPerPageMax = keysPerPageMax;
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const name = this.#name(key);
    return this.#connection.perform(couldNotRead(key), (attempt) => readWhole(this.#connection, name, attempt));
  }

  async getRange(key: string, start: number, length: number): Promise<Buffer | undefined> {
    const name = this.#name(key);
    assertByteRange(start, length);
    const outcome = await this.#connection.perform(couldNotRead(key), (attempt) =>
      readObjectRange(this.#connection, name, { start, length }, attempt),
    );
    return typeof outcome === "string" ? undefined : outcome;
  }

  async stat(key: string, signal?: AbortSignal): Promise<ObjectStat | undefined> {
    const name = this.#name(key);
    const stat = await this.#connection.perform(
      couldNotRead(key),
      (attempt) => statObject(this.#connection, name, attempt),
      signal,
    );
    return stat && { bytes: stat.bytes, etag: stat.etag };
  }

  async readRange(key: string, range: ObjectRange, signal?: AbortSignal): Promise<Buffer | "changed" | "missing"> {
    const name = this.#name(key);
    assertByteRange(range.start, range.length);
    return this.#connection.perform(
      couldNotRead(key),
      (attempt) => readObjectRange(this.#connection, name, range, attempt),
      signal,
    );
  }

  async put(key: string, body: Buffer): Promise<void> {
    const name = this.#name(key);
    const what = couldNotWrite(key);
    if (body.length > limits.s3SinglePutBytesMax) {
      const source = sourceOf(body);
      await uploadInParts(this.#connection, { what, writing: newWriting(name), source, isOnlyIfAbsent: false });
    } else {
      await this.#connection.perform(what, (attempt) => putObject(this.#connection, name, body, attempt));
    }
  }

  async putIfAbsent(key: string, body: Buffer): Promise<"written" | "taken"> {
    return this.#putIfAbsent(this.#name(key), couldNotWrite(key), sourceOf(body));
  }

  async putFile(key: string, path: string): Promise<"written" | "taken"> {
    const name = this.#name(key);
    const what = `could not move a file to object "${key}"`;
    try {
      const outcome = await withFile(path, (source) => this.#putIfAbsent(name, what, source));
      if (outcome === "written") await unlink(path);
      return outcome;
    } catch (thrown) {
      throw storageFailure(what, thrown);
    }
  }

  async *list(prefix: string, after = ""): AsyncGenerator<ListedObject> {
    assertObjectPrefix(prefix);
    yield* listObjects(this.#connection, { prefix, after, keysPerPageMax: this.#keysPerPageMax });
  }

  async delete(key: string): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.#connection.place.bucket, Key: this.#name(key) });
    await this.#connection.perform(`could not delete object "${key}"`, async ({ signal }) => {
      await orKind(["missingObject"], this.#connection.send(command, signal));
    });
  }

  localPath(key: string): undefined {
    assertObjectKey(key);
  }

  /** What is under way fails (58030). */
  close(): void {
    this.#connection.close();
  }

  async #putIfAbsent(name: string, what: string, source: Source): Promise<"written" | "taken"> {
    const writing = newWriting(name);
    if (source.bytes > limits.s3SinglePutBytesMax) {
      return uploadInParts(this.#connection, { what, writing, source, isOnlyIfAbsent: true });
    }
    const body = await source.read(0, source.bytes);
    return this.#connection.perform(what, (attempt) => putObjectIfAbsent(this.#connection, writing, body, attempt));
  }

  /** The object's name on the server. */
  #name(key: string): string {
    assertObjectKey(key);
    const name = this.#connection.place.prefix + key;
    if (Buffer.byteLength(name) > limits.objectKeyBytesMax) {
      throw new InvalidParameterValue(
        `invalid object key ${JSON.stringify(key)}: with its bucket's prefix it is longer than ${limits.objectKeyBytesMax} bytes`,
      );
    }
    return name;
  }
}

function couldNotRead(key: string): string {
  return `could not read object "${key}"`;
}

function couldNotWrite(key: string): string {
  return `could not write object "${key}"`;
}

function sourceOf(body: Buffer): Source {
  return { bytes: body.length, read: async (start, length) => body.subarray(start, start + length) };
}

async function withFile<T>(path: string, use: (source: Source) => Promise<T>): Promise<T> {
  // Without O_NONBLOCK, opening a named pipe would wait for its writer.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new InvalidParameterValue("only a regular file can become an object");
    return await use({
      bytes: stat.size,
      read: async (start, length) => {
        const bytes = Buffer.allocUnsafeSlow(length);
        for (let filled = 0; filled < length; ) {
          const { bytesRead } = await handle.read(bytes, filled, length - filled, start + filled);
          if (bytesRead === 0)
            throw new InvalidParameterValue("a file that is cut while it is read cannot become an object");
          filled += bytesRead;
        }
        return bytes;
      },
    });
  } finally {
    await handle.close();
  }
}
