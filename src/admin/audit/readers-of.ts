// Who read a dataset, by whatever way, as far as the audit log was told.
import type { AuditLog } from "./audit-log.js";

export interface ReaderOfDataset {
  readonly role: string;
  readonly statements: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** Before a moment; undefined: until now. Most recent reader first. */
export async function readersOf(
  log: Pick<AuditLog, "read">,
  dataset: string,
  before: Date | undefined,
): Promise<readonly ReaderOfDataset[]> {
  const readers = new Map<string, ReaderOfDataset>();
  for await (const rows of log.read()) {
    for (const { at, role, datasets, sqlstate } of rows) {
      if (sqlstate !== null || !datasets.includes(dataset) || (before !== undefined && at >= before)) continue;
      const known = readers.get(role);
      readers.set(role, {
        role,
        statements: (known?.statements ?? 0) + 1,
        firstAt: known === undefined || at < known.firstAt ? at : known.firstAt,
        lastAt: known === undefined || at > known.lastAt ? at : known.lastAt,
      });
    }
  }
  return [...readers.values()].sort((left, right) => right.lastAt.getTime() - left.lastAt.getTime());
}
