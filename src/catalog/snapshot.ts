// The catalog's state as of one commit. Immutable.

export interface Snapshot {
  /** The number of the last commit in it; 0 before the first. */
  readonly version: number;
  /** SHA-256 (hex) of the last commit's bytes; of nothing before the first. */
  readonly headSha256: string;
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly roles: ReadonlyMap<string, Role>;
  /** By role, then by dataset. */
  readonly grants: ReadonlyMap<string, ReadonlyMap<string, Grant>>;
}

export interface Bucket {
  /** As given; unique, and unique also as it is sanitised for object names (`bucketScheme`). */
  readonly name: string;
  readonly kind: "local";
  /** Absolute path of the folder. */
  readonly root: string;
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
  /** The side file with its column bounds, in the catalog's store; absent when none were taken. */
  readonly statistics?: string;
}

export interface Role {
  readonly name: string;
  readonly isSuperuser: boolean;
  readonly canLogin: boolean;
  /** Never a password. Absent: no password was set, and none is accepted. */
  readonly verifier?: ScramVerifier;
}

/** RFC 5803's content, in PostgreSQL's own notation: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`. */
export type ScramVerifier = string;

/** What a role may do with one dataset. The set of privileges is open. */
export interface Grant {
  readonly privileges: ReadonlySet<"select">;
}

/** The state before the first commit. */
export const emptySnapshot: Snapshot = {
  version: 0,
  // SHA-256 of no bytes.
  headSha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  buckets: new Map(),
  datasets: new Map(),
  roles: new Map(),
  grants: new Map(),
};
