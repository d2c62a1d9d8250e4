// A session's portals by name. They share one namespace with SQL cursors.
// https://www.postgresql.org/docs/15/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY

import { DuplicateCursor, ProgramLimitExceeded, UnknownPortal } from "../../errors.js";
import { limits } from "../../limits.js";
import type { Log } from "../log.js";
import type { Portal } from "./portal.js";
import type { Scope } from "./scope.js";

/** The depth of a held cursor whose transaction is over: no savepoint takes it along. */
const outlived = -1;

export class Portals {
  readonly #log: Log;
  readonly #portals = new Map<string, Portal>();
  #heldBytes = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  has(name: string): boolean {
    return this.#portals.has(name);
  }

  get(name: string): Portal {
    const portal = this.#portals.get(name);
    if (portal === undefined) throw new UnknownPortal(name);
    return portal;
  }

  /** The unnamed portal makes room for the next one; a named one has to be closed first. */
  async add(portal: Portal): Promise<void> {
    const { name, heldBytes } = portal.binding;
    if (name === "") await this.close("");
    if (this.#portals.has(name)) throw new DuplicateCursor(name);
    if (this.#portals.size >= limits.portalsPerSessionMax) {
      throw new ProgramLimitExceeded(`a session can have at most ${limits.portalsPerSessionMax} portals`);
    }
    if (this.#heldBytes + heldBytes > limits.heldBytesPerSessionMax) {
      throw new ProgramLimitExceeded("the values bound to this session's portals take too much memory", {
        detail: `They can take at most ${limits.heldBytesPerSessionMax} bytes.`,
        hint: "Close portals that are no longer needed.",
      });
    }
    this.#portals.set(name, portal);
    this.#heldBytes += heldBytes;
  }

  async close(name: string): Promise<void> {
    const portal = this.#portals.get(name);
    if (portal === undefined) return;
    this.#portals.delete(name);
    this.#heldBytes -= portal.binding.heldBytes;
    await portal.close(this.#log);
  }

  /** Closes what was made under the savepoint of that depth, or a later one; 0 is all. */
  async closeFrom(depth: number): Promise<void> {
    const names = [...this.#portals].filter(([, portal]) => portal.depth >= depth).map(([name]) => name);
    await Promise.all(names.map((name) => this.close(name)));
  }

  /** The block has failed: they give nothing more, and keep their names until it ends, as in PostgreSQL. */
  async failFrom(depth: number): Promise<void> {
    const portals = [...this.#portals.values()].filter((portal) => portal.depth >= depth);
    await Promise.all(portals.map((portal) => portal.close(this.#log)));
  }

  /** The transaction is done: held cursors are not its own any more. What they read is what it read. */
  async commit(scope: Scope, signal: AbortSignal): Promise<void> {
    for (const portal of this.#portals.values()) {
      if (portal.binding.isHeld !== true || portal.depth === outlived) continue;
      await portal.start(scope, signal);
      portal.depth = outlived;
    }
    await this.closeFrom(0);
  }

  /** Those that outlived their transactions, too. */
  closeAll(): Promise<void> {
    return this.closeFrom(outlived);
  }

  /** A savepoint was released: what was made under it goes with the one before. */
  lower(depth: number): void {
    for (const portal of this.#portals.values()) portal.depth = Math.min(portal.depth, depth);
  }
}
