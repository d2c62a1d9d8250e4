// What the parts of a snapshot look like as JSON, in the journal and in checkpoints. Unknown fields are refused.
import { z } from "zod";
import {
  bucketReaders,
  type Bucket,
  type Column,
  type DataObject,
  type Dataset,
  type KeyColumn,
  type Policy,
  type Redaction,
  relationPrivileges,
  type Role,
  type RowSecurity,
  type Tombstones,
  type View,
} from "./snapshot.js";
import type { S3CredentialsReference } from "./store/s3/credentials-reference.js";
import { type S3DialectName, s3Dialects } from "./store/s3/dialects.js";
import type { S3Place } from "./store/s3/place.js";

/*
 * These check shapes, not rules: what a client can get wrong (a name that is taken, a bucket that is not there) is
 * checked by the fold, which has the words for it.
 */

const count = z.int().nonnegative();

export const privilegesSchema = z.array(z.enum(relationPrivileges));

export const columnSchema = z.strictObject({
  name: z.string(),
  type: z.string().min(1),
  isNullable: z.boolean(),
}) satisfies z.ZodType<Column>;

export const dataObjectSchema = z.strictObject({
  url: z.string(),
  rows: count,
  bytes: count,
  etag: z.string().exactOptional(),
  statistics: z.string().exactOptional(),
  since: count.exactOptional(),
}) satisfies z.ZodType<DataObject>;

const s3PlaceSchema = z.strictObject({
  endpoint: z.string().exactOptional(),
  region: z.string(),
  bucket: z.string(),
  prefix: z.string(),
  pathStyle: z.boolean(),
  dialect: z.enum(Object.keys(s3Dialects) as [S3DialectName, ...S3DialectName[]]),
}) satisfies z.ZodType<S3Place>;

const s3CredentialsSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("default") }),
  z.strictObject({
    kind: z.literal("environment"),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    sessionToken: z.string().exactOptional(),
  }),
  z.strictObject({ kind: z.literal("profile"), profile: z.string() }),
  z.strictObject({ kind: z.literal("secretsFile"), name: z.string() }),
]) satisfies z.ZodType<S3CredentialsReference>;

export const bucketSchema = z.discriminatedUnion("kind", [
  z.strictObject({ name: z.string(), kind: z.literal("local"), root: z.string(), rescue: z.string().exactOptional() }),
  z.strictObject({
    name: z.string(),
    kind: z.literal("s3"),
    place: s3PlaceSchema,
    credentials: s3CredentialsSchema,
    reader: z.enum(bucketReaders).exactOptional(),
    rescue: z.string().exactOptional(),
  }),
]) satisfies z.ZodType<Bucket>;

export const newDatasetSchema = z.strictObject({
  name: z.string(),
  bucket: z.string(),
  origin: z.literal(["ingested", "registered"]),
  columns: z.array(columnSchema),
  keyColumns: z.array(z.string()),
  objects: z.array(dataObjectSchema),
  description: z.string().exactOptional(),
}) satisfies z.ZodType<Omit<Dataset, "version" | "createdAt">>;

export const datasetSchema = newDatasetSchema.extend({
  createdAt: z.string(),
  version: count,
}) satisfies z.ZodType<Dataset>;

export const roleSchema = z.strictObject({
  name: z.string(),
  isSuperuser: z.boolean(),
  canLogin: z.boolean(),
  // The journal is for good, so a password that is not yet a verifier must never get here.
  verifier: z
    .string()
    .regex(/^SCRAM-SHA-256\$[1-9]\d*:[A-Za-z0-9+/]+=*\$[A-Za-z0-9+/]+=*:[A-Za-z0-9+/]+=*$/)
    .exactOptional(),
  inherits: z.literal(false).exactOptional(),
  canCreateRole: z.literal(true).exactOptional(),
  bypassesRowSecurity: z.literal(true).exactOptional(),
  connectionsMax: count.exactOptional(),
  validUntil: z.string().exactOptional(),
  settings: z.record(z.string(), z.string()).exactOptional(),
}) satisfies z.ZodType<Role>;

const redactionSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("null") }),
  z.strictObject({ kind: z.literal("hash"), key: z.string().min(1).exactOptional() }),
  z.strictObject({ kind: z.literal("mask"), keepPrefix: count, keepSuffix: count }),
]) satisfies z.ZodType<Redaction>;

export const newViewSchema = z.strictObject({
  name: z.string(),
  base: z.string(),
  columns: z.array(z.string()),
  rowFilter: z.string().exactOptional(),
  dialect: z.literal("postgres").exactOptional(),
  redactions: z.array(z.strictObject({ column: z.string(), redaction: redactionSchema })),
  rests: z.array(z.strictObject({ name: z.string(), type: z.string().min(1) })),
  description: z.string().exactOptional(),
}) satisfies z.ZodType<Omit<View, "version" | "createdAt">>;

export const viewSchema = newViewSchema.extend({
  createdAt: z.string(),
  version: count,
}) satisfies z.ZodType<View>;

export const policySchema = z.strictObject({
  name: z.string(),
  isPermissive: z.boolean(),
  command: z.literal(["all", "select"]),
  roles: z.union([z.literal("public"), z.array(z.string()).min(1)]),
  using: z.string().min(1),
  dialect: z.literal("postgres").exactOptional(),
}) satisfies z.ZodType<Policy>;

export const rowSecuritySchema = z.strictObject({
  isEnabled: z.boolean(),
  isForced: z.boolean(),
  policies: z.array(policySchema),
}) satisfies z.ZodType<RowSecurity>;

export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const keyColumnSchema = z.strictObject({
  name: z.string(),
  type: z.string().min(1),
}) satisfies z.ZodType<KeyColumn>;

export const tombstonesSchema = z.strictObject({
  keyColumns: z.array(keyColumnSchema).min(1),
  files: z.array(
    z.strictObject({
      act: z.literal(["tombstone", "untombstone", "hold", "release"]),
      file: z.string(),
      sha256: digestSchema,
      keys: count,
      covers: count.exactOptional(),
      version: count,
      at: z.string(),
      actor: z.string(),
      reason: z.string().exactOptional(),
    }),
  ),
  tombstoned: count,
  held: count,
  version: count,
}) satisfies z.ZodType<Tombstones>;
