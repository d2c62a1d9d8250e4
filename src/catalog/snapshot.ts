// The catalog's state as of one commit. Immutable.
import type { S3CredentialsReference } from "./store/s3/credentials-reference.js";
import type { S3Place } from "./store/s3/place.js";

export interface Snapshot {
  /** The number of the last commit in it; 0 before the first. */
  readonly version: number;
  /** SHA-256 (hex) of the last commit's bytes; of nothing before the first. */
  readonly headSha256: string;
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly roles: ReadonlyMap<string, Role>;
  /** By role, then by member. */
  readonly members: ReadonlyMap<string, ReadonlyMap<string, Membership>>;
  /** By grantee (a role, or `publicGrantee`), then by the relation's name. */
  readonly grants: ReadonlyMap<string, ReadonlyMap<string, readonly Grant[]>>;
  /** Roles by the name of the relation that they own. Without an owner, a relation is the superusers' alone. */
  readonly owners: ReadonlyMap<string, string>;
  /** What is granted on relations to come, by `defaultGrantKey`. */
  readonly defaultGrants: ReadonlyMap<string, DefaultGrant>;
  readonly views: ReadonlyMap<string, View>;
  /** By role, then by the name that stands for a view when that role says it; the view's name. */
  readonly bindings: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By dataset. Absent: it was never asked for. */
  readonly rowSecurity: ReadonlyMap<string, RowSecurity>;
  /** By the dataset's name, which they outlive: what is made anew under that name is still without the erased rows. */
  readonly tombstones: ReadonlyMap<string, Tombstones>;
}

/** A name is as it was given; it is unique, and unique also as it is sanitised for object names (`bucketScheme`). */
export type Bucket = LocalBucket | S3Bucket;

export interface LocalBucket {
  readonly kind: "local";
  readonly name: string;
  /** Absolute path of the folder. */
  readonly root: string;
  /** The bucket that has what is missing here, under the same keys. */
  readonly rescue?: string;
}

export const bucketReaders = ["auto", "cache", "httpfs"] as const;
export type BucketReader = (typeof bucketReaders)[number];

export interface S3Bucket {
  readonly kind: "s3";
  readonly name: string;
  readonly place: S3Place;
  /** By reference: no secret stands in the journal. */
  readonly credentials: S3CredentialsReference;
  /** How its objects are read. Absent: auto. */
  readonly reader?: BucketReader;
  /** As of a local one. */
  readonly rescue?: string;
}

export interface Dataset {
  /** Unique in the whole catalog; the relation's name in schema `public` and in its bucket's schema. */
  readonly name: string;
  readonly bucket: string;
  /** `ingested`: the gateway wrote its objects and may delete them. `registered`: they belong to somebody else. */
  readonly origin: "ingested" | "registered";
  readonly columns: readonly Column[];
  /** The columns which name a row; empty when none was told. */
  readonly keyColumns: readonly string[];
  readonly objects: readonly DataObject[];
  readonly description?: string;
  readonly createdAt: string;
  /** The last commit that changed what a reader sees of it. */
  readonly version: number;
}

export interface Column {
  readonly name: string;
  /** DuckDB's own spelling: `DECIMAL(12,2)`, `VARCHAR[]`. */
  readonly type: string;
  readonly isNullable: boolean;
}

/** One Parquet file. */
export interface DataObject {
  /** `lakehouse-<bucket>://<key>` */
  readonly url: string;
  readonly rows: number;
  readonly bytes: number;
  /** Of an object that has no path: what it was when it came. Rows of another version are never served. */
  readonly etag?: string;
  /** The side file with its column bounds, in the catalog's store; absent when none were taken. */
  readonly statistics?: string;
  /** The commit that made it a part of the dataset. Absent: it was one before there were tombstones. */
  readonly since?: number;
}

/** Which rows of a dataset are hidden from everybody, and which must not be purged. The keys themselves lie in side files. */
export interface Tombstones {
  /** What names a row. All keys of a dataset are of the same columns. */
  readonly keyColumns: readonly KeyColumn[];
  /** In the order of their commits: of what is said of a key, the last counts. */
  readonly files: readonly KeyFile[];
  /** Keys under a tombstone. */
  readonly tombstoned: number;
  /** Keys on legal hold. */
  readonly held: number;
  /** The last commit that changed which rows are hidden. */
  readonly version: number;
}

export type KeyColumn = Pick<Column, "name" | "type">;

export type KeyAct = "tombstone" | "untombstone" | "hold" | "release";

/** A side file with the keys that one commit was about. */
export interface KeyFile {
  readonly act: KeyAct;
  /** In the catalog's store. */
  readonly file: string;
  /** Of its bytes, among which is a random salt: it tells nothing of the keys. */
  readonly sha256: string;
  readonly keys: number;
  /** Of a tombstone: the file has the positions of the keys' rows in all objects that were there at this commit. */
  readonly covers?: number;
  /** The commit that names it. */
  readonly version: number;
  readonly at: string;
  readonly actor: string;
  readonly reason?: string;
}

/** An AI-safe view: some columns of a dataset or of another view, some of its rows, some values redacted. */
export interface View {
  /** Unique among datasets and views. */
  readonly name: string;
  /** A dataset's or view's name. */
  readonly base: string;
  /** Of the base, in their order. */
  readonly columns: readonly string[];
  /** An expression over the base's columns. Text, so that it is checked again whenever it is used. */
  readonly rowFilter?: string;
  /** What the filter is written in. */
  readonly dialect?: FilterDialect;
  readonly redactions: readonly ColumnRedaction[];
  /** The columns of the base that the view rests on, as they were: when one of them changes, the view is broken. */
  readonly rests: readonly Pick<Column, "name" | "type">[];
  readonly description?: string;
  readonly createdAt: string;
  /** The last commit that changed it. */
  readonly version: number;
}

/** The dialect of an expression that chooses rows. Absent: DuckDB's, which all of them were in once. */
export type FilterDialect = "postgres";

export interface ColumnRedaction {
  readonly column: string;
  readonly redaction: Redaction;
}

export type Redaction =
  | { readonly kind: "null" }
  /** `key`: its name in the secrets file. The key itself is nowhere in the catalog. */
  | { readonly kind: "hash"; readonly key?: string }
  /** Characters. */
  | { readonly kind: "mask"; readonly keepPrefix: number; readonly keepSuffix: number };

/** Which rows of a dataset its readers see. */
export interface RowSecurity {
  readonly isEnabled: boolean;
  /** Also for the dataset's owner. */
  readonly isForced: boolean;
  readonly policies: readonly Policy[];
}

export interface Policy {
  /** Unique for its dataset. */
  readonly name: string;
  /** A row must pass one permissive policy, and all restrictive ones. */
  readonly isPermissive: boolean;
  readonly command: "all" | "select";
  readonly roles: "public" | readonly string[];
  /** An expression over the dataset's columns and the session. */
  readonly using: string;
  /** What it is written in. */
  readonly dialect?: FilterDialect;
}

export interface Role {
  readonly name: string;
  readonly isSuperuser: boolean;
  readonly canLogin: boolean;
  /** Never a password. Absent: no password was set, and none is accepted. */
  readonly verifier?: ScramVerifier;
  /** False: it has the rights of the roles that it is a member of only once it has SET ROLE. Absent: INHERIT. */
  readonly inherits?: false;
  readonly canCreateRole?: true;
  readonly bypassesRowSecurity?: true;
  /** Sessions at once; absent: no limit of its own. */
  readonly connectionsMax?: number;
  /** ISO 8601, UTC, or `infinity`; the password is not accepted afterwards. */
  readonly validUntil?: string;
  /** What its sessions begin with, by the setting's name in lower case. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Membership {
  /** Who made it one. Of the record only: it may be gone. */
  readonly grantor?: string;
  readonly hasAdminOption: boolean;
}

/** RFC 5803's content, in PostgreSQL's own notation: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`. */
export type ScramVerifier = string;

/** PostgreSQL's for tables, in its order. */
export const relationPrivileges = [
  "insert",
  "select",
  "update",
  "delete",
  "truncate",
  "references",
  "trigger",
] as const;
export type Privilege = (typeof relationPrivileges)[number];

/** Stands for everybody: no role can be called so. */
export const publicGrantee = "public";

/** What one grantor has given one grantee on one relation, or on one column of it. */
export interface Grant {
  /** Absent: the relation's owner, whoever that is. */
  readonly grantor?: string;
  /** Absent: the whole relation, columns to come included. */
  readonly column?: string;
  readonly privileges: ReadonlySet<Privilege>;
  /** Those of the privileges that the grantee may pass on. */
  readonly grantable: ReadonlySet<Privilege>;
}

/** ALTER DEFAULT PRIVILEGES: what is granted on the relations that a role makes. */
export interface DefaultGrant {
  readonly definer: string;
  /** Absent: in all schemas. */
  readonly schema?: string;
  readonly grantee: string;
  readonly privileges: ReadonlySet<Privilege>;
  readonly grantable: ReadonlySet<Privilege>;
}

export function defaultGrantKey(grant: Pick<DefaultGrant, "definer" | "schema" | "grantee">): string {
  return [grant.definer, grant.schema ?? "", grant.grantee].join("\0");
}

/** The state before the first commit. */
export const emptySnapshot: Snapshot = {
  version: 0,
  // SHA-256 of no bytes.
  headSha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  buckets: new Map(),
  datasets: new Map(),
  roles: new Map(),
  members: new Map(),
  grants: new Map(),
  owners: new Map(),
  defaultGrants: new Map(),
  views: new Map(),
  bindings: new Map(),
  rowSecurity: new Map(),
  tombstones: new Map(),
};
