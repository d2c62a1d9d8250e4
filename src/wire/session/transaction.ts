// Where a session stands between BEGIN and COMMIT: the block, its savepoints, its snapshot, and what it goes back to.
// https://www.postgresql.org/docs/15/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT

import type { SnapshotPin } from "../../engine/api.js";
import { ProgramLimitExceeded, UnknownSavepoint } from "../../errors.js";
import { limits } from "../../limits.js";
import type { TransactionStatus } from "../protocol/backend.js";
import type { Settings, SettingsState } from "./settings.js";

/** What lasts until the end of one simple query, or until Sync. A pinned script reads one snapshot throughout. */
export type ImplicitExtent = "statement" | "script" | "pinnedScript";

interface Savepoint {
  readonly name: string;
  readonly settings: SettingsState;
}

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "implicit"; readonly before: SettingsState; readonly extent: ImplicitExtent }
  /** A block, from BEGIN on. */
  | { readonly kind: "open" | "failed"; readonly before: SettingsState; readonly savepoints: readonly Savepoint[] };

export type Outcome = "committed" | "rolledBack";

export class Transaction {
  readonly #settings: Settings;
  readonly #pinSnapshot: () => SnapshotPin;
  #state: State = { kind: "idle" };
  #snapshot: SnapshotPin | undefined;

  constructor(settings: Settings, pinSnapshot: () => SnapshotPin) {
    this.#settings = settings;
    this.#pinSnapshot = pinSnapshot;
  }

  get status(): TransactionStatus {
    const statuses = { idle: "I", implicit: "I", open: "T", failed: "E" } as const;
    return statuses[this.#state.kind];
  }

  get isBlock(): boolean {
    return this.#state.kind === "open" || this.#state.kind === "failed";
  }

  /** What is local to the transaction outlasts the statement. */
  get hasLocals(): boolean {
    return this.isBlock || (this.#state.kind === "implicit" && this.#state.extent !== "statement");
  }

  get isFailed(): boolean {
    return this.#state.kind === "failed";
  }

  /** What it may go back to. */
  get savedSettings(): readonly SettingsState[] {
    switch (this.#state.kind) {
      case "idle":
        return [];
      case "implicit":
        return [this.#state.before];
      case "open":
      case "failed":
        return [this.#state.before, ...this.#state.savepoints.map(({ settings }) => settings)];
    }
  }

  /** How many savepoints there are: what is made now belongs to the last of them. */
  get depth(): number {
    return this.#state.kind === "open" || this.#state.kind === "failed" ? this.#state.savepoints.length : 0;
  }

  /**
   * What the next statement reads: pinned by the first one of a block, and by that of a script that asks for it.
   * Undefined: the newest state.
   */
  snapshot(): SnapshotPin | undefined {
    const isPinned = this.isBlock || (this.#state.kind === "implicit" && this.#state.extent === "pinnedScript");
    if (!isPinned) return undefined;
    this.#snapshot ??= this.#pinSnapshot();
    return this.#snapshot;
  }

  /** Its snapshot is taken. */
  get hasRead(): boolean {
    return this.#snapshot !== undefined;
  }

  /** Every statement outside a block begins a transaction of its own, or joins the script's. */
  beginImplicit(extent: ImplicitExtent): void {
    if (this.#state.kind !== "idle") return;
    this.#state = { kind: "implicit", before: this.#settings.save(), extent };
  }

  /** The script or the messages up to Sync are over. A block outlives them. */
  endImplicit(): void {
    if (this.#state.kind === "implicit") this.#end("committed");
  }

  /** Within a block, it does nothing. */
  begin(): void {
    if (this.isBlock) return;
    // What the script did before BEGIN belongs to the block.
    const before = this.#state.kind === "implicit" ? this.#state.before : this.#settings.save();
    this.#state = { kind: "open", before, savepoints: [] };
  }

  /** A failed block cannot be committed: it is rolled back. */
  commit(): { readonly outcome: Outcome; readonly wasBlock: boolean } {
    const wasBlock = this.isBlock;
    return { outcome: this.#end(this.isFailed ? "rolledBack" : "committed"), wasBlock };
  }

  rollback(): { readonly wasBlock: boolean } {
    const wasBlock = this.isBlock;
    this.#end("rolledBack");
    return { wasBlock };
  }

  /** A statement failed: settings go back at once, though the block is still there. */
  fail(): void {
    if (this.#state.kind === "open") {
      const { before, savepoints } = this.#state;
      this.#settings.restore(savepoints.at(-1)?.settings ?? before);
      this.#state = { kind: "failed", before, savepoints };
    } else if (this.#state.kind === "implicit") this.#end("rolledBack");
  }

  /** For an open block only. */
  savepoint(name: string): void {
    const { before, savepoints } = this.#block();
    if (savepoints.length >= limits.savepointsMax) {
      throw new ProgramLimitExceeded(`a transaction can have at most ${limits.savepointsMax} savepoints`);
    }
    this.#state = { kind: "open", before, savepoints: [...savepoints, { name, settings: this.#settings.save() }] };
  }

  /** Forgets the savepoint and all after it; keeps what was done. */
  release(name: string): void {
    const { before, savepoints } = this.#block();
    const { index } = findSavepoint(savepoints, name);
    this.#state = { kind: "open", before, savepoints: savepoints.slice(0, index) };
  }

  /** Undoes what was done since; the savepoint stays. */
  rollbackTo(name: string): void {
    const { before, savepoints } = this.#block();
    const { index, savepoint } = findSavepoint(savepoints, name);
    this.#settings.restore(savepoint.settings);
    this.#state = { kind: "open", before, savepoints: savepoints.slice(0, index + 1) };
  }

  #block(): Extract<State, { kind: "open" | "failed" }> {
    if (this.#state.kind === "open" || this.#state.kind === "failed") return this.#state;
    throw new Error("savepoints belong to a transaction block");
  }

  #end(outcome: Outcome): Outcome {
    if (this.#state.kind !== "idle") {
      if (outcome === "rolledBack") this.#settings.restore(this.#state.before);
      this.#settings.forgetLocal();
    }
    this.#state = { kind: "idle" };
    this.#snapshot = undefined;
    return outcome;
  }
}

/** The last of that name hides the others. */
function findSavepoint(
  savepoints: readonly Savepoint[],
  name: string,
): { readonly index: number; readonly savepoint: Savepoint } {
  const index = savepoints.findLastIndex((savepoint) => savepoint.name === name);
  const savepoint = savepoints[index];
  if (savepoint === undefined) throw new UnknownSavepoint(name);
  return { index, savepoint };
}
