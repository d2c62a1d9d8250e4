import { loadModule } from "libpg-query";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { AuditLog, type AuditLogOptions } from "../../../../src/admin/audit/audit-log.js";
import { readersOf } from "../../../../src/admin/audit/readers-of.js";
import type { AuditRow } from "../../../../src/admin/audit/segments.js";
import { MemoryStore } from "../../../../src/catalog/store/memory.js";
import type { AuditRecord } from "../../../../src/engine/api.js";
import { limits } from "../../../../src/limits.js";

beforeAll(() => loadModule());

let ids = 0;

class FailingStore extends MemoryStore {
  isFailing = false;

  override put(key: string, body: Buffer): Promise<void> {
    return this.isFailing ? Promise.reject(new Error("no space")) : super.put(key, body);
  }
}

function openLog(
  store: FailingStore,
  options: Partial<AuditLogOptions> = {},
): AuditLog & { readonly warnings: string[] } {
  const warnings: string[] = [];
  const log = new AuditLog({
    store,
    level: "read",
    keepsLiterals: false,
    flushMs: 10,
    isRequired: false,
    id: `gateway${ids++}`,
    warn: (message) => void warnings.push(message),
    ...options,
  });
  return Object.assign(log, { warnings });
}

function record(more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    at: new Date("2026-01-02T03:04:05.678Z"),
    kind: "statement",
    role: "ada",
    sessionRole: "ada",
    session: 7,
    clientAddress: "127.0.0.1",
    applicationName: undefined,
    database: "lake",
    statementId: "s1",
    statement: "SELECT 'secret'",
    access: {
      relations: ["safe"],
      datasets: ["people"],
      columns: ["safe.id"],
      redactions: ["safe.id: hash"],
      snapshot: 12,
    },
    rowsReturned: 3,
    durationMs: 1.5,
    sqlstate: undefined,
    ...more,
  };
}

async function all(log: AuditLog): Promise<readonly AuditRow[]> {
  const rows: AuditRow[] = [];
  for await (const segment of log.read()) rows.push(...segment);
  return rows;
}

describe("the audit log", () => {
  it("gives back what it was told, but for the literals", async () => {
    const log = openLog(new FailingStore());
    log.record(record());
    expect(await all(log)).toEqual([
      {
        at: new Date("2026-01-02T03:04:05.678Z"),
        kind: "statement",
        role: "ada",
        sessionRole: "ada",
        session: 7,
        clientAddress: "127.0.0.1",
        applicationName: null,
        database: "lake",
        statementId: "s1",
        statement: "SELECT $1",
        relations: ["safe"],
        datasets: ["people"],
        columns: ["safe.id"],
        redactions: ["safe.id: hash"],
        rowsReturned: 3,
        snapshot: 12,
        durationMs: 1.5,
        sqlstate: null,
      },
    ]);
  });

  it("keeps the literals where it is told to", async () => {
    const log = openLog(new FailingStore(), { keepsLiterals: true });
    log.record(record());
    expect((await all(log))[0]?.statement).toBe("SELECT 'secret'");
  });

  it("is written by itself, and read by other gateways, the newest first", async () => {
    const store = new FailingStore();
    const first = openLog(store);
    first.record(record({ statementId: "old" }));
    await vi.waitFor(async () => expect(await keys(store)).toHaveLength(1));
    const second = openLog(store);
    second.record(record({ statementId: "new", at: new Date("2026-01-02T03:04:06.000Z") }));
    await second.close();
    expect((await all(openLog(store))).map(({ statementId }) => statementId)).toEqual(["new", "old"]);
  });

  it("keeps all of it when it is closed, in as many segments as that takes", async () => {
    const store = new FailingStore();
    const log = openLog(store, { flushMs: 60_000 });
    store.isFailing = true;
    for (let index = 0; index < 2 * limits.auditRowsPerSegmentMax + 1; index++) log.record(record());
    await log.flush();
    store.isFailing = false;
    await log.close();
    expect(await keys(store)).toHaveLength(3);
  });

  it("loses nothing while it cannot be written for a while, and says so once", async () => {
    const store = new FailingStore();
    const log = openLog(store);
    store.isFailing = true;
    for (let index = 0; index < 5; index++) log.record(record({ statementId: `s${index}` }));
    await log.flush();
    await log.flush();
    expect(log.warnings).toEqual(["the audit log cannot be written"]);
    expect(await all(log)).toHaveLength(5);
    expect(() => log.assertRecordable()).not.toThrow();
    store.isFailing = false;
    await vi.waitFor(async () => expect(await keys(store)).toHaveLength(1));
    expect(await all(openLog(store))).toHaveLength(5);
  });

  it("lets nothing happen that cannot be recorded, where that is required, until it can", async () => {
    const store = new FailingStore();
    const log = openLog(store, { isRequired: true });
    log.assertRecordable();
    store.isFailing = true;
    log.record(record());
    await log.flush();
    expect(() => log.assertRecordable()).toThrow(expect.objectContaining({ sqlstate: "58030" }));
    store.isFailing = false;
    await vi.waitFor(() => log.assertRecordable());
  });

  it("tells who read a dataset, by whatever way, and before when", async () => {
    const log = openLog(new FailingStore());
    const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    log.record(record({ role: "ada", at: at(1) }));
    log.record(record({ role: "ada", at: at(5) }));
    log.record(record({ role: "bob", at: at(3), sqlstate: "42501" }));
    log.record(record({ role: "cy", at: at(9) }));
    log.record(record({ role: "di", at: at(2), access: undefined }));
    expect(await readersOf(log, "people", at(6))).toEqual([
      { role: "ada", statements: 2, firstAt: at(1), lastAt: at(5) },
    ]);
    expect((await readersOf(log, "people", undefined)).map(({ role }) => role)).toEqual(["cy", "ada"]);
  });
});

async function keys(store: MemoryStore): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { key } of store.list("audit/")) found.push(key);
  return found;
}
