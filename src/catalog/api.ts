// What the rest of the gateway may know of the catalog: its state, its events, and how to change it.
import type { CatalogEvent } from "./events.js";
import type { Snapshot } from "./snapshot.js";
import type { ObjectStore } from "./store/object-store.js";

export type { CatalogEvent, KeysRecorded, NewView } from "./events.js";
export * from "./rights.js";
export type {
  Bucket,
  Column,
  ColumnRedaction,
  DataObject,
  Dataset,
  FilterDialect,
  Grant,
  KeyAct,
  KeyColumn,
  KeyFile,
  LocalBucket,
  Policy,
  Privilege,
  Redaction,
  Role,
  RowSecurity,
  S3Bucket,
  ScramVerifier,
  Snapshot,
  Tombstones,
  View,
} from "./snapshot.js";
export { sha256 } from "./sealed-json.js";
export { type BucketReader, bucketReaders, emptySnapshot, publicGrantee, relationPrivileges } from "./snapshot.js";
export {
  type ColumnBounds,
  decodeBounds,
  encodeBounds,
  type ObjectBounds,
  statisticsKey,
  tombstonesKey,
} from "./side-files.js";
export type { BucketErrors } from "./store/bucket-errors.js";
export {
  assertBucketName,
  bucketScheme,
  findBucket,
  objectUrl,
  parseObjectUrl,
  resolveObjectUrl,
} from "./store/bucket-names.js";
export type { ListedObject, ObjectStore, StoredObject } from "./store/object-store.js";
export type { RemoteObjects } from "./store/remote-objects.js";
export { parseCredentials, type S3CredentialsReference } from "./store/s3/credentials-reference.js";
export type { S3Credentials } from "./store/s3/credentials.js";
export { s3Dialects, type S3DialectName } from "./store/s3/dialects.js";
export { isAlive } from "./store/process-alive.js";
export { Turns } from "./store/s3/turns.js";
export { errnoOf, storageFailure } from "./store/storage-failures.js";
export { makeS3Place, type S3PlaceOptions } from "./store/s3/place.js";

/** Who changes the catalog, and why. Kept in the journal for good. */
export interface Authorship {
  /** Who asked for it: a person or a role. */
  readonly actor: string;
  /** Why. */
  readonly reason?: string;
  /** The role of the session which did it. */
  readonly role?: string;
  readonly clientAddress?: string;
  /** The statement that did it, as the audit log knows it. */
  readonly statementId?: string;
}

/** One entry of the journal: all its events take effect together, or none. */
export interface Commit {
  readonly format: number;
  /** Its number in the journal, counting from 1; also the number of the snapshot it makes. */
  readonly version: number;
  /** Random; tells whose entry lies under a contested number. */
  readonly id: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly actor: string;
  readonly reason?: string;
  readonly role?: string;
  readonly clientAddress?: string;
  readonly statementId?: string;
  readonly events: readonly CatalogEvent[];
  /** Of the bytes of the entry before it, in hex; of nothing for the first. */
  readonly previousSha256: string;
}

export interface Catalog {
  /** The newest known state. Immutable: keep it for as long as you like. */
  readonly snapshot: Snapshot;

  /**
   * Commits what `decide` makes of the newest state. It may be called again when another writer was faster.
   * No events: no commit, and the state as it is. What `decide` throws is thrown; nothing is written then.
   * Durable when it resolves.
   * @throws SerializationFailure (40001) when others were faster too often; DiskFull (53100); IoError (58030).
   */
  commit(authorship: Authorship, decide: (snapshot: Snapshot) => readonly CatalogEvent[]): Promise<Snapshot>;

  /** Reads what others have committed. Resolves with the newest state. */
  refresh(): Promise<Snapshot>;

  /** Calls back after every change of `snapshot`, ours or another's, in order. Returns how to stop. */
  subscribe(listener: (snapshot: Snapshot) => void): () => void;

  /** The journal's entries in order, from a version on. */
  journal(fromVersion?: number): AsyncIterable<Commit>;

  /** Reads the whole journal and recomputes its chain. */
  verify(): Promise<JournalVerdict>;

  /** Where side files lie: things too large or too personal for the journal. */
  readonly store: ObjectStore;
}

export type JournalVerdict =
  | {
      readonly kind: "intact";
      readonly version: number;
      readonly headSha256: string;
      /** Of the state that the journal makes, the same on every gateway. */
      readonly stateSha256: string;
    }
  | { readonly kind: "broken"; readonly version: number; readonly why: string };
