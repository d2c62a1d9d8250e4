// Everything that can happen to the catalog. The journal holds these; the fold applies them.
import type { Bucket, Column, DataObject, Dataset, Policy, Role, View } from "./snapshot.js";

export type CatalogEvent =
  | { readonly kind: "bucketCreated"; readonly bucket: Bucket }
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
  | { readonly kind: "datasetDropped"; readonly dataset: string }
  | { readonly kind: "roleCreated"; readonly role: Role }
  | { readonly kind: "roleAltered"; readonly role: Role }
  | { readonly kind: "roleDropped"; readonly role: string }
  | {
      readonly kind: "granted";
      readonly role: string;
      readonly dataset: string;
      readonly privileges: readonly "select"[];
    }
  | {
      readonly kind: "revoked";
      readonly role: string;
      readonly dataset: string;
      readonly privileges: readonly "select"[];
    }
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
    };

export type NewView = Omit<View, "version" | "createdAt">;

export type EventKind = CatalogEvent["kind"];

export type EventOf<Kind extends EventKind> = Extract<CatalogEvent, { readonly kind: Kind }>;
