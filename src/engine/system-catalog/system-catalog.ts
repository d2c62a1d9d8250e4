// PostgreSQL's system catalog with the names that a reader sees in the newest snapshot: booted when it is asked for the first time, and kept in step.
import type { Snapshot } from "../../catalog/api.js";
import { AdminShutdown, PgError } from "../../errors.js";
import { limits } from "../../limits.js";
import { unlessAborted } from "../unless-aborted.js";
import { batchOf, readAnswer } from "./backend-answer.js";
import { bind, describeStatement, execute, parse, query, sync } from "./frontend-messages.js";
import { mirrorDiff, mirrorStatements, slices } from "./mirror.js";
import { type Exchange, SystemDatabase } from "./system-database.js";
import { mirrorOwner } from "./mirror-roles.js";
import { refusedFunctions } from "./system-functions.js";
import { type Truths, truthStatements } from "./truths.js";
import { type MirroredSystemRelation, type Viewer, type VisibleNames, visibleNames } from "./visible-names.js";

export interface SystemCatalogOptions extends Truths {
  /** Where a database that is ready to boot is kept. */
  readonly cacheFolder: string;
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
  #opening: Promise<Opened> | undefined;
  /** What the database has, or will have once what was sent to it is done. */
  #mirrored: VisibleNames | undefined;
  #systemRelations: readonly MirroredSystemRelation[] = [];
  #following: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Without a viewer: all names are in it. */
  constructor(options: SystemCatalogOptions, viewer: Viewer | undefined) {
    this.#options = options;
    this.#viewer = viewer;
  }

  /** Messages in, messages out. */
  async exchange(messages: readonly Buffer[], snapshot: Snapshot, signal?: AbortSignal): Promise<Buffer> {
    const { database } = await unlessAborted(this.#open(snapshot), signal);
    await this.#follow(database, snapshot);
    return this.#send(database, messages, signal);
  }

  /** What is known of PostgreSQL itself. */
  async knowledge(snapshot: Snapshot, signal: AbortSignal | undefined): Promise<SystemKnowledge> {
    return unlessAborted(this.#open(snapshot), signal);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.database.close();
  }

  /** A boot that failed is tried again by the next one who asks. */
  #open(snapshot: Snapshot): Promise<Opened> {
    if (this.#isClosed) return Promise.reject(new Error("the system catalog is closed"));
    if (this.#opening === undefined) {
      this.#systemRelations = this.#options.systemRelations();
      this.#mirrored = this.#namesIn(snapshot);
      const opening = this.#boot();
      this.#opening = opening;
      opening.catch(() => {
        if (this.#opening === opening) this.#opening = undefined;
      });
    }
    return this.#opening;
  }

  async #boot(): Promise<Opened> {
    const { cacheFolder, warn } = this.#options;
    const database = await SystemDatabase.open({
      cacheFolder,
      warn,
      // After each boot: the database is empty.
      prepare: async (exchange) => {
        const truths = truthStatements(this.#options);
        const names = this.#mirrored;
        const statements = names === undefined ? [] : mirrorStatements(names);
        for (const slice of [truths, ...slices(statements)]) await runSlice(exchange, slice);
        // As long as it was not said, no ROLLBACK goes back to it.
        await exchange(query(`SET SESSION AUTHORIZATION ${mirrorOwner};${settingVersion(names?.version)}`));
      },
    });
    const namesBy = async (sql: string): Promise<readonly string[]> =>
      firstColumn(await this.#send(database, [parse(sql, []), bind([], []), describeStatement(), execute(), sync()]));
    const volatile = await namesBy("SELECT DISTINCT proname FROM pg_catalog.pg_proc WHERE provolatile = 'v'");
    const settingNames = await namesBy("SELECT name FROM pg_catalog.pg_settings");
    return { database, isRefused: refusedFunctions(volatile), settingNames };
  }

  /** Whoever asks meanwhile waits: nobody sees a half of it. */
  #follow(database: SystemDatabase, snapshot: Snapshot): Promise<void> {
    const following = this.#following.then(() => this.#apply(database, snapshot));
    this.#following = following.catch(() => undefined);
    return following;
  }

  async #apply(database: SystemDatabase, snapshot: Snapshot): Promise<void> {
    const before = this.#mirrored;
    if (before === undefined || before.version >= snapshot.version) return;
    const after = this.#namesIn(snapshot);
    this.#mirrored = after;
    try {
      const exchange: Exchange = (messages) => this.#send(database, [Buffer.from(messages)]);
      // One that was made anew in between has them already.
      if ((await versionIn(exchange)) === String(after.version)) return;
      for (const slice of slices(mirrorDiff(before, after))) await runSlice(exchange, slice);
      await exchange(query(settingVersion(after.version)));
    } catch (thrown) {
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

  async #send(database: SystemDatabase, messages: readonly Buffer[], signal?: AbortSignal): Promise<Buffer> {
    try {
      const answer = await database.exchange(
        Buffer.concat(messages),
        signal === undefined ? bounds : { ...bounds, signal },
      );
      return asBuffer(answer);
    } catch (thrown) {
      // It goes, and not the gateway: no session need end.
      throw thrown instanceof AdminShutdown && !this.#isClosed ? madeAnew() : thrown;
    }
  }
}

const bounds = { timeoutMs: limits.systemCatalogMsMax, bytesMax: limits.systemCatalogAnswerBytesMax };

function madeAnew(): PgError {
  return new PgError("57P03", "the system catalog is being made anew", { hint: "Try again in a moment." });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Of the catalog: whose names the database has. A setting of its one session. */
function settingVersion(version = 0): string {
  return `SET sluice.version = '${version}'`;
}

async function versionIn(exchange: Exchange): Promise<string | undefined> {
  const asked = [parse("SHOW sluice.version", []), bind([], []), describeStatement(), execute(), sync()];
  return firstColumn(asBuffer(await exchange(Buffer.concat(asked))))[0];
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
