// PostgreSQL's system catalog with the names that a reader sees in the newest snapshot: booted when it is asked for the first time, and kept in step.
import type { Snapshot } from "../../catalog/api.js";
import { AdminShutdown, PgError } from "../../errors.js";
import { limits } from "../../limits.js";
import { unlessAborted } from "../unless-aborted.js";
import { batchOf, readAnswer } from "./database/backend-answer.js";
import { bind, describeStatement, execute, parse, query, sync } from "./database/frontend-messages.js";
import { mirrorDiff, mirrorSteps } from "./mirror/mirror.js";
import { slices } from "./mirror/mirror-steps.js";
import type { SharedBootParts } from "./database/boot-parts.js";
import { type Exchange, type ExchangeOptions, OtherGeneration, SystemDatabase } from "./database/system-database.js";
import { mirrorOwner } from "./mirror/mirror-roles.js";
import { refusedFunctions } from "./system-functions.js";
import { type Truths, truthStatements } from "./truths/truths.js";
import { type MirroredSystemRelation, type Viewer, type VisibleNames, visibleNames } from "./visible-names.js";

export interface SystemCatalogOptions extends Truths {
  /** What all of them boot from. */
  readonly parts: SharedBootParts;
  /** Asked once, when it boots. */
  readonly systemRelations: () => readonly MirroredSystemRelation[];
  readonly warn: (message: string, cause: unknown) => void;
}

export interface SystemKnowledge {
  /** Whether no statement may call a function of that name. */
  readonly isRefused: (name: string) => boolean;
  readonly settingNames: readonly string[];
}

interface Opened extends SystemKnowledge {
  readonly database: SystemDatabase;
}

export class SystemCatalog {
  readonly #options: SystemCatalogOptions;
  readonly #viewer: Viewer | undefined;
  readonly #closing = new AbortController();
  readonly #firstOpened: Promise<void>;
  #isOpened: () => void = () => undefined;
  #opening: Promise<Opened> | undefined;
  /** The newest state that anybody has asked about: what is booted has its names. */
  #newest: Snapshot | undefined;
  /** Which names each boot of the database has, or will have once what was sent to it is done. */
  readonly #names = new Map<number, VisibleNames>();
  #systemRelations: readonly MirroredSystemRelation[] = [];
  #following: Promise<void> = Promise.resolve();

  /** Without a viewer: all names are in it. */
  constructor(options: SystemCatalogOptions, viewer: Viewer | undefined) {
    this.#options = options;
    this.#viewer = viewer;
    this.#firstOpened = new Promise((resolve) => (this.#isOpened = resolve));
  }

  /** Resolves when it is booted for the first time, and what waited for that begins. */
  get firstOpened(): Promise<void> {
    return this.#firstOpened;
  }

  /** Messages in, messages out, of a database that has the snapshot's names, or newer ones. */
  async exchange(messages: readonly Buffer[], snapshot: Snapshot, signal?: AbortSignal): Promise<Buffer> {
    const { database } = await unlessAborted(this.#open(snapshot), signal);
    for (let attempt = 1; ; attempt++) {
      const { generation } = database;
      try {
        await unlessAborted(this.#follow(database, snapshot, generation), signal);
        return await this.#send(database, messages, { generation, ...(signal === undefined ? {} : { signal }) });
      } catch (thrown) {
        if (!(thrown instanceof OtherGeneration) || attempt === attemptsMax) throw thrown;
      }
    }
  }

  /** What is known of PostgreSQL itself. */
  async knowledge(snapshot: Snapshot, signal: AbortSignal | undefined): Promise<SystemKnowledge> {
    return unlessAborted(this.#open(snapshot), signal);
  }

  /** Whoever waits for an answer, or asks later, is told the reason. */
  async close(reason: PgError = new AdminShutdown()): Promise<void> {
    this.#closing.abort(reason);
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.database.close();
  }

  /** A boot that failed is tried again by the next one who asks. */
  #open(snapshot: Snapshot): Promise<Opened> {
    if (this.#closing.signal.aborted) return Promise.reject(this.#closing.signal.reason as PgError);
    if (snapshot.version > (this.#newest?.version ?? -1)) this.#newest = snapshot;
    if (this.#opening === undefined) {
      this.#systemRelations = this.#options.systemRelations();
      const opening = this.#boot();
      this.#opening = opening;
      opening.catch(() => {
        if (this.#opening === opening) this.#opening = undefined;
      });
    }
    return this.#opening;
  }

  async #boot(): Promise<Opened> {
    const { parts, warn } = this.#options;
    this.#names.clear();
    const database = await SystemDatabase.open({
      parts,
      warn,
      signal: this.#closing.signal,
      prepare: (exchange, generation) => this.#fill(exchange, generation),
    });
    const namesBy = async (sql: string): Promise<readonly string[]> => {
      const asked = [parse(sql, []), bind([], []), describeStatement(), execute(), sync()];
      return firstColumn(await this.#send(database, asked, {}));
    };
    const volatile = await namesBy("SELECT DISTINCT proname FROM pg_catalog.pg_proc WHERE provolatile = 'v'");
    const settingNames = await namesBy("SELECT name FROM pg_catalog.pg_settings");
    this.#isOpened();
    return { database, isRefused: refusedFunctions(volatile), settingNames };
  }

  /** After each boot: the database is empty. */
  async #fill(exchange: Exchange, generation: number): Promise<void> {
    if (this.#newest === undefined) throw new Error("nobody has asked for it");
    const names = this.#namesIn(this.#newest);
    await runSlice(exchange, truthStatements(this.#options));
    for (const slice of slices(mirrorSteps(names))) await runSlice(exchange, slice);
    // As long as it was not said, no ROLLBACK goes back to it.
    await exchange(query(`SET SESSION AUTHORIZATION ${mirrorOwner}`));
    this.#names.set(generation, names);
  }

  /** Whoever asks meanwhile waits: nobody sees a half of it. */
  #follow(database: SystemDatabase, snapshot: Snapshot, generation: number): Promise<void> {
    const following = this.#following.then(() => this.#apply(database, snapshot, generation));
    this.#following = following.catch(() => undefined);
    return following;
  }

  async #apply(database: SystemDatabase, snapshot: Snapshot, generation: number): Promise<void> {
    const before = this.#names.get(generation);
    if (before === undefined) throw new OtherGeneration();
    for (const older of this.#names.keys()) if (older < generation) this.#names.delete(older);
    if (before.version >= snapshot.version) return;
    const after = this.#namesIn(snapshot);
    try {
      for (const slice of slices(mirrorDiff(before, after))) {
        await runSlice((messages) => this.#send(database, [Buffer.from(messages)], { generation }), slice);
      }
      this.#names.set(generation, after);
    } catch (thrown) {
      if (thrown instanceof OtherGeneration || this.#closing.signal.aborted) throw thrown;
      // Nobody knows what it has now.
      this.#options.warn("the system catalog could not follow the catalog, and is made anew", thrown);
      this.#opening = undefined;
      await database.close();
      throw madeAnew();
    }
  }

  #namesIn(snapshot: Snapshot): VisibleNames {
    return visibleNames(snapshot, this.#viewer, this.#systemRelations);
  }

  async #send(
    database: SystemDatabase,
    messages: readonly Buffer[],
    options: Pick<ExchangeOptions, "signal" | "generation">,
  ): Promise<Buffer> {
    try {
      return asBuffer(await database.exchange(Buffer.concat(messages), { ...bounds, ...options }));
    } catch (thrown) {
      // It goes, and not the gateway: no session need end.
      if (!(thrown instanceof AdminShutdown)) throw thrown;
      throw this.#closing.signal.aborted ? (this.#closing.signal.reason as PgError) : madeAnew();
    }
  }
}

/** How often a statement may find that the database is another one by now. */
const attemptsMax = 5;
const bounds = { timeoutMs: limits.systemCatalogMsMax, bytesMax: limits.systemCatalogAnswerBytesMax };

function madeAnew(): PgError {
  return new PgError("57P03", "the system catalog is being made anew", { hint: "Try again in a moment." });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** One transaction. */
async function runSlice(exchange: Exchange, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return;
  const { error } = readAnswer(asBuffer(await exchange(query(`BEGIN;${statements.join(";\n")};COMMIT`))));
  if (error !== undefined) throw error;
}

function firstColumn(answer: Buffer): readonly string[] {
  const { rows, columns = [] } = readAnswer(answer);
  const [column] = batchOf(
    answer,
    rows,
    columns.map(({ type }) => type),
  ).columns;
  if (column?.layout !== "bytes") return [];
  return Array.from(rows, (_, row) => answer.toString("utf8", column.starts[row], column.ends[row]));
}
