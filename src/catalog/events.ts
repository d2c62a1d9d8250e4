// Everything that can happen to the catalog. The journal holds these; the fold applies them.
import type { Bucket, Column, DataObject, Dataset, KeyColumn, Policy, Privilege, Role, View } from "./snapshot.js";

export type CatalogEvent =
  | { readonly kind: "bucketCreated"; readonly bucket: Bucket }
  /** The same bucket, of the same kind: where it lies, and how it is come by. */
  | { readonly kind: "bucketAltered"; readonly bucket: Bucket }
  | { readonly kind: "bucketDropped"; readonly bucket: string }
  | { readonly kind: "datasetCreated"; readonly dataset: Omit<Dataset, "version" | "createdAt"> }
  | { readonly kind: "objectsAppended"; readonly dataset: string; readonly objects: readonly DataObject[] }
  | {
      readonly kind: "datasetReplaced";
      readonly dataset: string;
      readonly columns: readonly Column[];
      readonly keyColumns: readonly string[];
      readonly objects: readonly DataObject[];
    }
  /** Its objects lie in another bucket by now. */
  | {
      readonly kind: "datasetMoved";
      readonly dataset: string;
      readonly bucket: string;
      readonly objects: readonly DataObject[];
    }
  | { readonly kind: "datasetDropped"; readonly dataset: string }
  | { readonly kind: "roleCreated"; readonly role: Role }
  | { readonly kind: "roleAltered"; readonly role: Role }
  | { readonly kind: "roleDropped"; readonly role: string }
  | { readonly kind: "roleRenamed"; readonly role: string; readonly to: string }
  /** Also changes who gave a membership, and whether it can be passed on. */
  | {
      readonly kind: "memberAdded";
      readonly role: string;
      readonly member: string;
      readonly grantor?: string;
      readonly hasAdminOption: boolean;
    }
  | { readonly kind: "memberRemoved"; readonly role: string; readonly member: string }
  | (GrantChange & { readonly kind: "granted"; readonly withGrantOption?: true })
  | (GrantChange & { readonly kind: "revoked"; readonly grantOptionOnly?: true })
  /** Null: it belongs to the superusers. */
  | { readonly kind: "ownerChanged"; readonly relation: string; readonly owner: string | null }
  | (DefaultGrantChange & { readonly kind: "defaultGranted"; readonly withGrantOption?: true })
  | (DefaultGrantChange & { readonly kind: "defaultRevoked"; readonly grantOptionOnly?: true })
  | { readonly kind: "viewCreated"; readonly view: NewView }
  | { readonly kind: "viewReplaced"; readonly view: NewView }
  | { readonly kind: "viewDropped"; readonly view: string }
  | { readonly kind: "viewBound"; readonly role: string; readonly view: string; readonly as: string }
  | { readonly kind: "viewUnbound"; readonly role: string; readonly as: string }
  | { readonly kind: "policyCreated"; readonly dataset: string; readonly policy: Policy }
  /** `policy`: its old name. */
  | { readonly kind: "policyAltered"; readonly dataset: string; readonly policy: string; readonly to: Policy }
  | { readonly kind: "policyDropped"; readonly dataset: string; readonly policy: string }
  | {
      readonly kind: "rowSecurityAltered";
      readonly dataset: string;
      readonly isEnabled: boolean;
      readonly isForced: boolean;
    }
  | (KeysRecorded & { readonly kind: "rowsTombstoned" })
  | (KeysRecorded & { readonly kind: "rowsRestored" })
  | (KeysRecorded & { readonly kind: "rowsHeld" })
  | (KeysRecorded & { readonly kind: "rowsReleased" });

/** Something is done about rows, by their keys. The keys lie in the side file. */
export interface KeysRecorded {
  readonly dataset: string;
  readonly keyColumns: readonly KeyColumn[];
  /** Its name in the catalog's store, and the SHA-256 of its bytes. */
  readonly file: string;
  readonly sha256: string;
  /** How many there are in it: each changes what is so, none twice. */
  readonly keys: number;
  /** Of tombstones: the state of the catalog whose objects the positions in the file were found in. */
  readonly covers?: number;
}

/** One grantor's word on what one grantee may do with one relation. */
export interface GrantChange {
  /** A role, or `public`. */
  readonly role: string;
  /** The relation's name, whatever kind it is of. */
  readonly dataset: string;
  readonly privileges: readonly Privilege[];
  /** Absent: on the whole relation. */
  readonly columns?: readonly string[];
  /** Absent: its owner. */
  readonly grantor?: string;
}

/** What a role wants granted on the relations that it will make. */
export interface DefaultGrantChange {
  readonly definer: string;
  readonly schema?: string;
  readonly grantee: string;
  readonly privileges: readonly Privilege[];
}

export type NewView = Omit<View, "version" | "createdAt">;

export type EventKind = CatalogEvent["kind"];

export type EventOf<Kind extends EventKind> = Extract<CatalogEvent, { readonly kind: Kind }>;
