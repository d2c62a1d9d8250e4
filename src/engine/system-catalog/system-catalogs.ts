// The system catalogs that there are: one with all names, and a few with the names of one reader each, booted when they are asked for.
import { setTimeout as sleep } from "node:timers/promises";
import type { Snapshot } from "../../catalog/api.js";
import { StatementTimeout } from "../../errors.js";
import { limits } from "../../limits.js";
import { unlessAborted } from "../unless-aborted.js";
import { SharedBootParts } from "./database/boot-parts.js";
import { SystemCatalog, type SystemCatalogOptions } from "./system-catalog.js";
import { type Viewer, viewerOf } from "./visible-names.js";

interface Entry {
  readonly catalog: SystemCatalog;
  /** Resolves once the one whose place it takes is gone. */
  readonly hasRoom: Promise<void>;
  users: number;
  /** It is to make room, and is closed as soon as nobody uses it. */
  onUnused?: () => void;
}

export class SystemCatalogs {
  readonly #options: SystemCatalogOptions;
  readonly #ofAll: Entry;
  /** Least recently used first. */
  readonly #ofViewers = new Map<string, Entry>();
  readonly #leaving = new Set<Entry>();
  #isClosed = false;

  /** `cacheFolder`: where a database that is ready to boot is kept. */
  constructor(cacheFolder: string, options: Omit<SystemCatalogOptions, "parts">) {
    this.#options = { ...options, parts: new SharedBootParts(cacheFolder) };
    this.#ofAll = this.#entryFor(undefined, Promise.resolve());
  }

  /** Gives the one whose names the reader sees, for as long as the work takes. */
  async use<T>(
    snapshot: Snapshot,
    reader: { readonly role: string; readonly sessionRole?: string },
    work: (catalog: SystemCatalog) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const entry = this.#find(viewerOf(snapshot, reader));
    entry.users++;
    try {
      await unlessAborted(entry.hasRoom, signal);
      return await work(entry.catalog);
    } finally {
      entry.users--;
      if (entry.users === 0) entry.onUnused?.();
    }
  }

  /** The one with all names, before anybody asks for it. What goes wrong is warned of, and is tried again when somebody does. */
  boot(snapshot: Snapshot): void {
    this.#ofAll.catalog.knowledge(snapshot, undefined).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const entries = [this.#ofAll, ...this.#ofViewers.values(), ...this.#leaving];
    await Promise.all(entries.map(({ catalog }) => catalog.close()));
  }

  #find(viewer: Viewer | undefined): Entry {
    if (viewer === undefined) return this.#ofAll;
    const key = JSON.stringify([viewer.role, viewer.sessionRole]);
    const entry = this.#ofViewers.get(key) ?? this.#entryFor(viewer, this.#makeRoom());
    this.#ofViewers.delete(key);
    this.#ofViewers.set(key, entry);
    return entry;
  }

  #entryFor(viewer: Viewer | undefined, hasRoom: Promise<void>): Entry {
    // Whoever is closed answers nobody.
    const catalog = new SystemCatalog(this.#options, viewer);
    if (this.#isClosed) void catalog.close();
    return { catalog, hasRoom, users: 0 };
  }

  /** Whoever is idle goes first. Where all are asked, the one that was asked longest ago goes when it has answered, or has taken long. */
  async #makeRoom(): Promise<void> {
    if (this.#ofViewers.size < limits.systemCatalogsOfViewersMax) return;
    const all = [...this.#ofViewers];
    const [key, entry] = all.find(([, { users }]) => users === 0) ?? all[0] ?? [];
    if (key === undefined || entry === undefined) return;
    this.#ofViewers.delete(key);
    this.#leaving.add(entry);
    if (entry.users > 0) {
      const unused = new Promise<void>((resolve) => (entry.onUnused = resolve));
      // Whoever holds up others has had their time.
      const heldUp = entry.catalog.firstOpened.then(() =>
        sleep(limits.systemCatalogHeldUpMsMax, undefined, { ref: false }),
      );
      await Promise.race([unused, heldUp]);
    }
    await entry.hasRoom;
    await entry.catalog.close(entry.users > 0 ? new StatementTimeout() : undefined);
    this.#leaving.delete(entry);
  }
}
