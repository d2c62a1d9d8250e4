// CALL erasure_report(dataset, key): what is known of a row's erasure, as JSON: who did it and why, and where the row still lies.
import { createHash } from "node:crypto";
import { type Bucket, type Catalog, type KeyFile, type ObjectStore, resolveObjectUrl } from "../../catalog/api.js";
import type { Erasure, LocatedKey, Procedure } from "../../engine/api.js";
import { InvalidParameterValue, UndefinedTable } from "../../errors.js";
import { limits } from "../../limits.js";
import type { AuditLog } from "../audit/audit-log.js";
import { readersOf } from "../audit/readers-of.js";
import { keyArgument, keyShown, keyTexts } from "../erasure/key-arguments.js";
import { nameArgument, required } from "./arguments.js";
import { defineProcedure } from "./define.js";

export interface ErasureReportParts {
  readonly catalog: Catalog;
  readonly erasure: Erasure;
  readonly bucketStore: (bucket: Bucket) => Promise<ObjectStore>;
  readonly auditLog: Pick<AuditLog, "read">;
  readonly now: () => Date;
}

export function erasureReport(parts: ErasureReportParts): Procedure {
  return defineProcedure({
    name: "erasure_report",
    isForSuperusers: true,
    arguments: { dataset: required(nameArgument), key: required(keyArgument) },
    columns: [{ name: "report", type: { id: "JSON" } }],
    changesCatalog: false,
    async run({ arguments: { dataset: name, key }, context, signal }) {
      const { snapshot } = parts.catalog;
      const dataset = snapshot.datasets.get(name);
      if (dataset === undefined) throw new UndefinedTable(name);
      const tombstones = snapshot.tombstones.get(name);
      const keyColumns = tombstones?.keyColumns.map((column) => column.name) ?? dataset.keyColumns;
      if (keyColumns.length === 0) {
        throw new InvalidParameterValue(`dataset "${name}" has no key`, {
          hint: "It has one once rows were tombstoned by it, or when it was ingested with key => '...'.",
        });
      }
      const texts = keyTexts(key, keyColumns.length).map((text) => text ?? "");
      const located = await parts.erasure.locateKey({ dataset: name, keyColumns, key: texts, context, signal });
      const actOf = (number: number | undefined): unknown => {
        const file = number === undefined ? undefined : tombstones?.files[number];
        return file === undefined ? null : describeAct(file);
      };
      const report = {
        dataset: name,
        key_columns: keyColumns,
        key: keyShown(key),
        generated_at: parts.now().toISOString(),
        journal: { version: snapshot.version, head_sha256: snapshot.headSha256 },
        tombstoned: actOf(located.tombstonedBy),
        hold: actOf(located.heldBy),
        lies_in: await describePlaces(parts, located, signal),
        // Neither keeps rows beyond a statement; what DuckDB spills is encrypted, and gone with the statement.
        caches: [],
        spill: [],
        dataset_read_before_by: await describeReaders(parts, name, tombstones?.files[located.tombstonedBy ?? -1]),
      };
      return { rows: [[JSON.stringify(report)]] };
    },
  });
}

/** The side file has the key itself. */
function describeAct({ at, actor, reason, version, file, sha256 }: KeyFile): unknown {
  return { at, actor, reason: reason ?? null, journal_version: version, side_file: { file, sha256 } };
}

/** As far as the audit log was told: see audit.statements. */
async function describeReaders(
  { auditLog }: ErasureReportParts,
  dataset: string,
  tombstoned: KeyFile | undefined,
): Promise<readonly unknown[]> {
  const before = tombstoned === undefined ? undefined : new Date(tombstoned.at);
  return (await readersOf(auditLog, dataset, before)).map(({ role, statements, firstAt, lastAt }) => ({
    role,
    statements,
    first_at: firstAt.toISOString(),
    last_at: lastAt.toISOString(),
  }));
}

async function describePlaces(
  { catalog, bucketStore }: ErasureReportParts,
  { places }: LocatedKey,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const rows = new Map<string, number[]>();
  for (const { url, row } of places) rows.set(url, [...(rows.get(url) ?? []), row]);
  const described: unknown[] = [];
  for (const [object, positions] of rows) {
    const { bucket, key } = resolveObjectUrl(catalog.snapshot.buckets, object);
    described.push({ object, positions, ...(await digestOf(await bucketStore(bucket), key, signal)) });
  }
  return described;
}

async function digestOf(
  store: ObjectStore,
  key: string,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  for (let at = 0; ; ) {
    signal.throwIfAborted();
    const piece = await store.getRange(key, at, limits.digestPieceBytes);
    if (piece === undefined || piece.length === 0) return { bytes: at, sha256: hash.digest("hex") };
    hash.update(piece);
    at += piece.length;
    if (piece.length < limits.digestPieceBytes) return { bytes: at, sha256: hash.digest("hex") };
  }
}
