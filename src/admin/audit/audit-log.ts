// The audit log: records gathered for a moment, and put into the catalog's store as segments that nobody writes to again.
import type { ObjectStore } from "../../catalog/api.js";
import type { AuditLevel, AuditRecord, AuditSink } from "../../engine/api.js";
import { IoError } from "../../errors.js";
import { limits } from "../../limits.js";
import { keptNames, normalise } from "./normalise.js";
import { type AuditRow, decodeSegment, encodeSegment } from "./segments.js";

export interface AuditLogOptions {
  readonly store: Pick<ObjectStore, "put" | "get" | "list">;
  readonly level: AuditLevel;
  /** Literals of statements are kept as they are. */
  readonly keepsLiterals: boolean;
  readonly flushMs: number;
  /** What cannot be recorded must not happen. */
  readonly isRequired: boolean;
  /** Of this start of this gateway. */
  readonly id: string;
  readonly warn: (message: string, cause: unknown) => void;
}

const folder = "audit/";

export class AuditLog implements AuditSink {
  readonly #options: AuditLogOptions;
  #rows: AuditRow[] = [];
  #segments = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  /** Those that are under way or wait. */
  #flushes = 0;
  /** Flushes that failed, one after another. */
  #failures = 0;
  #hasLost = false;

  constructor(options: AuditLogOptions) {
    this.#options = options;
  }

  get level(): AuditLevel {
    return this.#options.level;
  }

  assertRecordable(): void {
    if (!this.#options.isRequired || this.#failures === 0) return;
    throw new IoError("the audit log cannot be written", {
      hint: "Statements that have to be recorded are refused until it can (audit.required). Try again later.",
    });
  }

  record(record: AuditRecord): void {
    if (this.#rows.length >= limits.auditRowsGatheredMax) {
      // Told once.
      if (!this.#hasLost) this.#options.warn("records of the audit log are lost: it cannot be written", undefined);
      this.#hasLost = true;
      return;
    }
    this.#rows.push(this.#rowOf(record));
    // One flush at a time: the rows that come meanwhile make the next segment.
    const isFull = this.#rows.length >= limits.auditRowsPerSegmentMax && this.#failures === 0;
    if (isFull && this.#flushes === 0) void this.flush();
    else this.#schedule();
  }

  /** Resolves when all that was recorded before is kept, or could not be. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushes++;
    this.#flushing = this.#flushing.then(() => this.#write()).finally(() => this.#flushes--);
    return this.#flushing;
  }

  /** The last records, and no timer any more. */
  async close(): Promise<void> {
    for (let left = Number.POSITIVE_INFINITY; this.#rows.length > 0 && this.#rows.length < left; ) {
      left = this.#rows.length;
      await this.flush();
    }
    clearTimeout(this.#timer);
  }

  /** All that is kept, by whichever gateway of the catalog: segments from the newest on. */
  async *read(): AsyncGenerator<readonly AuditRow[]> {
    await this.flush();
    const keys: string[] = [];
    for await (const { key } of this.#options.store.list(folder)) keys.push(key);
    for (const key of keys.reverse()) {
      const stored = await this.#options.store.get(key);
      if (stored !== undefined) yield decodeSegment(stored.body);
    }
    // What could not be written is still known here.
    if (this.#rows.length > 0) yield [...this.#rows];
  }

  async #write(): Promise<void> {
    const rows = this.#rows.slice(0, limits.auditRowsPerSegmentMax);
    const [first] = rows;
    if (first === undefined) return;
    const { store, id, warn } = this.#options;
    try {
      const number = String(this.#segments + 1).padStart(9, "0");
      // In the order of time, as far as a store's list has one.
      await store.put(
        `${folder}${first.at.toISOString().replaceAll(":", "-")}-${id}-${number}.parquet`,
        encodeSegment(rows),
      );
      this.#segments++;
      this.#failures = 0;
      this.#rows.splice(0, rows.length);
    } catch (thrown) {
      if (this.#failures++ === 0) warn("the audit log cannot be written", thrown);
    }
    if (this.#rows.length > 0) this.#schedule();
  }

  /** Tries that fail come more and more seldom. */
  #schedule(): void {
    if (this.#timer !== undefined) return;
    const delayMs = Math.min(limits.auditRetryMsMax, this.#options.flushMs * 2 ** Math.min(this.#failures, 16));
    this.#timer = setTimeout(() => void this.flush(), delayMs).unref();
  }

  #rowOf(record: AuditRecord): AuditRow {
    const { statement, access } = record;
    const text = statement?.slice(0, limits.auditStatementCharactersMax);
    return {
      at: record.at,
      kind: record.kind,
      role: record.role.slice(0, limits.auditNameCharactersMax),
      sessionRole: record.sessionRole.slice(0, limits.auditNameCharactersMax),
      session: record.session ?? null,
      clientAddress: record.clientAddress ?? null,
      applicationName: record.applicationName ?? null,
      database: record.database ?? null,
      statementId: record.statementId ?? null,
      statement:
        text === undefined
          ? null
          : this.#options.keepsLiterals
            ? text
            : normalise(statement ?? "", keptNames(record.sqlstate)),
      relations: access?.relations ?? [],
      datasets: access?.datasets ?? [],
      columns: access?.columns ?? [],
      redactions: access?.redactions ?? [],
      rowsReturned: record.rowsReturned ?? null,
      snapshot: access?.snapshot ?? null,
      durationMs: record.durationMs ?? null,
      sqlstate: record.sqlstate ?? null,
    };
  }
}
