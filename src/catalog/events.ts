// Everything that can happen to the catalog. The journal holds these; the fold applies them.
import type { Bucket, Column, DataObject, Dataset, Role } from "./snapshot.js";

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
    };

export type EventKind = CatalogEvent["kind"];

export type EventOf<Kind extends EventKind> = Extract<CatalogEvent, { readonly kind: Kind }>;
