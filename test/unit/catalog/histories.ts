// Random histories of a catalog, for property tests. Some of their events cannot happen, as in life.
import fc from "fast-check";
import type { CatalogEvent, ColumnRedaction, Privilege } from "../../../src/catalog/api.js";
import { bucket, dataset, object, role } from "./samples.js";

const bucketName = fc.constantFrom("primary", "profile:user", "other");
const datasetName = fc.constantFrom("people", "orders", "ünïcode", "a/b");
const roleName = fc.constantFrom("root", "bob", "eve");
const objects = fc
  .array(fc.tuple(fc.constantFrom("x", "y", "z/1"), fc.nat(9)), { maxLength: 2 })
  .map((pairs) => pairs.map(([name, rows]) => object(name, rows)));
const verifier = "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy";
const someRole = fc
  .record({ name: roleName, isSuperuser: fc.boolean(), canLogin: fc.boolean(), hasVerifier: fc.boolean() })
  .map(({ name, hasVerifier, ...rest }) => role(name, { ...rest, ...(hasVerifier ? { verifier } : {}) }));
const privileges = fc.constantFrom<readonly Privilege[]>(["select"], ["select", "insert"], []);
const grantee = fc.constantFrom("root", "bob", "eve", "public");
const { columns, keyColumns } = dataset();

const someDialect = fc.constantFrom<{ readonly dialect?: "postgres" }>({}, { dialect: "postgres" });
const viewName = fc.constantFrom("people_safe", "narrow", "people");
const view = fc
  .record({
    name: viewName,
    base: fc.oneof(datasetName, viewName),
    columns: fc.constantFrom(["id"], ["id", "email"], []),
    rowFilter: fc.option(fc.constant("id > 1"), { nil: undefined }),
    dialect: someDialect,
    redactions: fc.constantFrom<readonly ColumnRedaction[]>(
      [],
      [{ column: "id", redaction: { kind: "hash", key: "k" } }],
      [{ column: "email", redaction: { kind: "mask", keepPrefix: 1, keepSuffix: 0 } }],
    ),
  })
  // In the order of the journal's own schema: a state that was read back has it so.
  .map(({ name, base, columns: some, rowFilter, dialect, redactions }) => ({
    name,
    base,
    columns: some,
    ...(rowFilter === undefined ? {} : { rowFilter, ...dialect }),
    redactions,
    rests: [{ name: "id", type: "BIGINT" }],
  }));
const policyName = fc.constantFrom("own", "all");
const policyParts = fc.record({
  name: policyName,
  isPermissive: fc.boolean(),
  command: fc.constantFrom<"all" | "select">("all", "select"),
  roles: fc.oneof(
    fc.constant("public" as const),
    roleName.map((name) => [name]),
  ),
  using: fc.constant("id = 1"),
});
const policy = fc.tuple(policyParts, someDialect).map(([parts, dialect]) => ({ ...parts, ...dialect }));

const keysRecorded = fc.record({
  dataset: datasetName,
  keyColumns: fc.constantFrom([{ name: "id", type: "BIGINT" }], [{ name: "email", type: "VARCHAR" }]),
  file: fc.constantFrom("tombstones/a.parquet", "tombstones/b.parquet"),
  sha256: fc.constant("0".repeat(64)),
  keys: fc.integer({ min: 1, max: 3 }),
});

export const someEvent: fc.Arbitrary<CatalogEvent> = fc.oneof(
  fc
    .tuple(fc.constantFrom("rowsTombstoned", "rowsRestored", "rowsHeld", "rowsReleased"), keysRecorded, fc.boolean())
    .map(([kind, fields, isCovering]): CatalogEvent => ({ kind, ...fields, ...(isCovering ? { covers: 1 } : {}) })),
  view.map((one): CatalogEvent => ({ kind: "viewCreated", view: one })),
  view.map((one): CatalogEvent => ({ kind: "viewReplaced", view: one })),
  viewName.map((name): CatalogEvent => ({ kind: "viewDropped", view: name })),
  fc
    .record({ role: roleName, view: viewName, as: datasetName })
    .map((fields): CatalogEvent => ({ kind: "viewBound", ...fields })),
  fc.record({ role: roleName, as: datasetName }).map((fields): CatalogEvent => ({ kind: "viewUnbound", ...fields })),
  fc.record({ dataset: datasetName, policy }).map((fields): CatalogEvent => ({ kind: "policyCreated", ...fields })),
  fc
    .record({ dataset: datasetName, policy: policyName, to: policy })
    .map((fields): CatalogEvent => ({ kind: "policyAltered", ...fields })),
  fc
    .record({ dataset: datasetName, policy: policyName })
    .map((fields): CatalogEvent => ({ kind: "policyDropped", ...fields })),
  fc
    .record({ dataset: datasetName, isEnabled: fc.boolean(), isForced: fc.boolean() })
    .map((fields): CatalogEvent => ({ kind: "rowSecurityAltered", ...fields })),

  bucketName.map((name): CatalogEvent => ({ kind: "bucketCreated", bucket: bucket(name) })),
  bucketName.map((name): CatalogEvent => ({ kind: "bucketDropped", bucket: name })),
  fc.tuple(datasetName, objects, fc.option(fc.string(), { nil: undefined })).map(
    ([name, some, description]): CatalogEvent => ({
      kind: "datasetCreated",
      dataset: { ...dataset(name, some), ...(description === undefined ? {} : { description }) },
    }),
  ),
  fc
    .tuple(datasetName, objects)
    .map(([name, some]): CatalogEvent => ({ kind: "objectsAppended", dataset: name, objects: some })),
  fc
    .tuple(datasetName, objects)
    .map(
      ([name, some]): CatalogEvent => ({ kind: "datasetReplaced", dataset: name, columns, keyColumns, objects: some }),
    ),
  datasetName.map((name): CatalogEvent => ({ kind: "datasetDropped", dataset: name })),
  someRole.map((one): CatalogEvent => ({ kind: "roleCreated", role: one })),
  someRole.map((one): CatalogEvent => ({ kind: "roleAltered", role: one })),
  roleName.map((name): CatalogEvent => ({ kind: "roleDropped", role: name })),
  fc.tuple(roleName, roleName).map(([one, to]): CatalogEvent => ({ kind: "roleRenamed", role: one, to })),
  fc
    .record({ role: roleName, member: roleName, hasAdminOption: fc.boolean() })
    .map((membership): CatalogEvent => ({ kind: "memberAdded", ...membership })),
  fc.record({ role: roleName, member: roleName }).map((one): CatalogEvent => ({ kind: "memberRemoved", ...one })),
  fc
    .tuple(
      fc.constantFrom("granted", "revoked"),
      fc.record({ role: grantee, dataset: datasetName, privileges }),
      fc.constantFrom({}, { grantor: "bob" }, { columns: ["id", "email"] }),
    )
    .map(([kind, change, more]): CatalogEvent => ({ kind, ...change, ...more })),
  fc.tuple(grantee, datasetName, privileges).map(
    ([to, on, some]): CatalogEvent => ({
      kind: "granted",
      role: to,
      dataset: on,
      privileges: some,
      withGrantOption: true,
    }),
  ),
  fc
    .record({ relation: datasetName, owner: fc.option(roleName) })
    .map((change): CatalogEvent => ({ kind: "ownerChanged", ...change })),
  fc
    .tuple(
      fc.constantFrom("defaultGranted", "defaultRevoked"),
      fc.record({ definer: roleName, grantee, privileges }),
      fc.constantFrom({}, { schema: "public" }),
    )
    .map(([kind, change, more]): CatalogEvent => ({ kind, ...change, ...more })),
);

/** A list of commits. */
export const someHistory: fc.Arbitrary<readonly (readonly CatalogEvent[])[]> = fc
  .array(fc.array(someEvent, { minLength: 1, maxLength: 4 }), { maxLength: 40 })
  // Without a bucket, hardly anything can happen.
  .map((commits) => [[{ kind: "bucketCreated", bucket: bucket() }], ...commits]);
