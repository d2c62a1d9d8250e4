// A real PostgreSQL, in memory and in a thread, that system catalogs are asked of. It holds no data, and is replaced when it misbehaves.
import { AdminShutdown, PgError, QueryCanceled, StatementTimeout, toPgError } from "../../../errors.js";
import { limits } from "../../../limits.js";
import type { BootParts, SharedBootParts } from "./boot-parts.js";
import { DatabaseThread, type ExchangeBounds } from "./database-thread.js";

/** Of one exchange that prepares the database. */
const prepareBounds: ExchangeBounds = {
  timeoutMs: limits.systemCatalogBootMsMax,
  bytesMax: limits.systemCatalogAnswerBytesMax,
};

/** Says messages of the frontend's, whole ones, and resolves with all that is answered, up to the last ReadyForQuery. */
export type Exchange = (messages: Uint8Array) => Promise<Uint8Array>;

export interface SystemDatabaseOptions {
  /** What it boots from, as others do. */
  readonly parts: SharedBootParts;
  readonly warn: (message: string, cause: unknown) => void;
  /** Fills the database, which is empty after each boot. Nobody else is answered before. One exchange at a time. The generation is this boot's. */
  readonly prepare?: (exchange: Exchange, generation: number) => Promise<void>;
  /** Closes it, also while it is opened. */
  readonly signal?: AbortSignal;
}

export interface ExchangeOptions extends ExchangeBounds {
  readonly signal?: AbortSignal;
  /** The only one that it may be said to. */
  readonly generation?: number;
}

/** Another database answers now: it was prepared since, and what was said to the one before is not in it. */
export class OtherGeneration extends PgError {
  constructor() {
    super("57P03", "the system catalogs were started anew", { hint: "Try again in a moment." });
  }
}

interface Waiting {
  readonly messages: Uint8Array;
  readonly bounds: ExchangeBounds;
  readonly signal: AbortSignal | undefined;
  readonly generation: number | undefined;
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

interface Busy {
  readonly kind: "busy";
  readonly thread: DatabaseThread;
  readonly sinceMs: number;
}

type State =
  | { readonly kind: "starting" }
  | { readonly kind: "idle"; readonly thread: DatabaseThread }
  | Busy
  | { readonly kind: "failed"; readonly error: PgError; readonly atMs: number }
  | { readonly kind: "closed" };

/**
 * All exchanges are of one session: whoever leaves a transaction, a setting or a statement there leaves it to the next one. Nothing can be
 * stopped in it but by ending its thread; a new one is then booted, prepared, and answers those who wait. A statement that others have waited
 * for too long goes on in its thread, alone, and the others go to a new one.
 */
export class SystemDatabase {
  readonly #options: SystemDatabaseOptions;
  readonly #waiting: Waiting[] = [];
  readonly #closing = new AbortController();
  /** All that live: the one that answers, the one that is to be the next, and the one that was left to its statement. */
  readonly #threads = new Map<DatabaseThread, number>();
  #state: State;
  #boots = 0;
  #generation = 0;
  #parts: BootParts | undefined;
  #next: Promise<DatabaseThread> | undefined;
  #left: DatabaseThread | undefined;
  /** Whose waiters were given the next thread, or tried to. */
  #relieved: Busy | undefined;

  private constructor(options: SystemDatabaseOptions) {
    this.#options = options;
    this.#state = { kind: "failed", error: toPgError(new Error("not started")), atMs: 0 };
  }

  /** Resolves when it is booted and prepared. */
  static async open(options: SystemDatabaseOptions): Promise<SystemDatabase> {
    const database = new SystemDatabase(options);
    options.signal?.throwIfAborted();
    // It listens until it is closed.
    options.signal?.addEventListener("abort", () => void database.close(), { signal: database.#closing.signal });
    await database.#start();
    if (database.#state.kind === "failed") {
      const { error } = database.#state;
      await database.close();
      throw error;
    }
    options.signal?.throwIfAborted();
    return database;
  }

  /** Where the data folder was had from. */
  get bootedFrom(): BootParts["source"] | undefined {
    return this.#parts?.source;
  }

  /** Of the database that answers now, or did last. Counts the boots. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Says messages which end in a Query or a Sync, when its turn comes. Whoever pulls the signal is answered at once, with its reason: what
   * waits is forgotten, and what runs may go on for a moment, since a boot costs more than most statements.
   * @throws QueryCanceled (57014) after `timeoutMs`, ProgramLimitExceeded (54000) beyond `bytesMax`, 57P03 when the database has failed, 53300
   * when too many wait, OtherGeneration when the one that was meant is gone.
   */
  async exchange(messages: Uint8Array, { signal, generation, ...bounds }: ExchangeOptions): Promise<Uint8Array> {
    requireWholeExchange(messages);
    signal?.throwIfAborted();
    if (this.#state.kind === "closed") throw new AdminShutdown();
    if (this.#state.kind === "failed") {
      if (Date.now() - this.#state.atMs < limits.systemCatalogBootPauseMs) throw this.#state.error;
      void this.#start();
    }
    if (this.#waiting.length >= limits.systemCatalogWaitingMax) {
      throw new PgError("53300", "too many statements wait for the system catalogs", {
        hint: "Try again in a moment.",
      });
    }
    let onAbort = (): void => undefined;
    try {
      return await new Promise((resolve, reject) => {
        const waiting = { messages, bounds, signal, generation, resolve, reject };
        onAbort = () => {
          const index = this.#waiting.indexOf(waiting);
          if (index >= 0) this.#waiting.splice(index, 1);
          reject(signal?.reason as Error);
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        this.#waiting.push(waiting);
        void this.#answerNext();
        if (this.#state.kind === "busy") void this.#relieve(this.#state);
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Idempotent. Resolves when no thread is left. Whoever waits is told that the gateway stops. */
  async close(): Promise<void> {
    this.#state = { kind: "closed" };
    this.#closing.abort(new AdminShutdown());
    this.#rejectWaiting(new AdminShutdown());
    await Promise.all([...this.#threads.keys()].map((thread) => thread.end(new AdminShutdown())));
  }

  /** Never rejects: the state tells how it went. */
  async #start(): Promise<void> {
    this.#state = { kind: "starting" };
    try {
      const thread = await this.#bootNext();
      if (!this.#is("closed")) this.#take(thread);
    } catch (thrown) {
      if (this.#is("closed")) return;
      const error = new PgError("57P03", "the system catalogs cannot be started", {
        hint: "Try again in a moment. The gateway's log has the details.",
        cause: thrown,
      });
      this.#state = { kind: "failed", error, atMs: Date.now() };
      this.#rejectWaiting(error);
      this.#options.warn("the system catalogs cannot be started", thrown);
    }
  }

  /** One at a time, for whoever needs it. */
  #bootNext(): Promise<DatabaseThread> {
    this.#next ??= this.#boot().finally(() => {
      this.#next = undefined;
    });
    return this.#next;
  }

  /** Prepared, too. */
  async #boot(): Promise<DatabaseThread> {
    const { warn, prepare } = this.#options;
    if (this.#parts === undefined) {
      this.#parts = await this.#options.parts.find(this.#closing.signal);
      for (const warning of this.#parts.warnings) warn(warning, undefined);
    }
    this.#closing.signal.throwIfAborted();
    const thread = new DatabaseThread(this.#parts);
    const generation = ++this.#boots;
    this.#threads.set(thread, generation);
    void thread.gone.then(() => this.#threads.delete(thread));
    try {
      await thread.booted;
      await prepare?.(async (messages) => {
        requireWholeExchange(messages);
        return thread.exchange(messages, prepareBounds);
      }, generation);
      if (thread.hasEnded) throw new Error("it has ended while it was prepared");
      return thread;
    } catch (thrown) {
      await thread.end(toPgError(thrown));
      throw thrown;
    }
  }

  #take(thread: DatabaseThread): void {
    this.#generation = this.#threads.get(thread) ?? this.#generation;
    this.#state = { kind: "idle", thread };
    void thread.gone.then(() => this.#missIdle(thread));
    void this.#answerNext();
  }

  /** Never rejects. */
  async #answerNext(): Promise<void> {
    if (this.#state.kind !== "idle") return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    if ((next.generation ?? this.#generation) !== this.#generation) {
      next.reject(new OtherGeneration());
      return this.#answerNext();
    }
    const { thread } = this.#state;
    const busy: Busy = { kind: "busy", thread, sinceMs: performance.now() };
    this.#state = busy;
    const holding = setTimeout(() => void this.#relieve(busy), limits.systemCatalogHeldUpMsMax);
    const abandoning = abandonable(thread, next.signal);
    try {
      next.resolve(await thread.exchange(next.messages, next.bounds));
    } catch (thrown) {
      next.reject(thrown);
      this.#options.warn("a statement has ended its thread of the system catalogs", thrown);
    } finally {
      clearTimeout(holding);
      abandoning.stop();
    }
    if (this.#is("closed")) return;
    if (this.#state !== busy) {
      // It was left alone with its statement.
      if (this.#left === thread) this.#left = undefined;
      return thread.end(new StatementTimeout());
    }
    if (thread.hasEnded) return this.#start();
    this.#state = { kind: "idle", thread };
    return this.#answerNext();
  }

  /**
   * Gives those who wait another thread, where the statement that runs takes long and still does when the thread is there. One statement is left to
   * itself; a second one that takes long is the end of the first. Never rejects.
   */
  async #relieve(busy: Busy): Promise<void> {
    const isHeldUp = performance.now() - busy.sinceMs >= limits.systemCatalogHeldUpMsMax - timerMsPrecision;
    if (!isHeldUp || this.#state !== busy || this.#waiting.length === 0 || this.#relieved === busy) return;
    this.#relieved = busy;
    let next: DatabaseThread;
    try {
      next = await this.#bootNext();
    } catch (thrown) {
      // They wait on. Whether one can be started at all is found when this one has ended.
      if (!this.#is("closed")) this.#options.warn("no second thread of the system catalogs can be started", thrown);
      return;
    }
    // Where it has ended meanwhile, a start waits for the same thread.
    if (this.#is("closed") || this.#is("starting")) return;
    if (this.#state !== busy) return next.end(new StatementTimeout());
    void this.#left?.end(new StatementTimeout());
    this.#left = busy.thread;
    this.#take(next);
  }

  /** What ends while it is busy is missed by the exchange. */
  #missIdle(thread: DatabaseThread): void {
    if (this.#state.kind !== "idle" || this.#state.thread !== thread) return;
    this.#options.warn("the system catalogs are started anew, since their thread has ended", undefined);
    void this.#start();
  }

  /** Asked anew after each wait. */
  #is(kind: State["kind"]): boolean {
    return this.#state.kind === kind;
  }

  #rejectWaiting(error: PgError): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

/** A timer may fire a little early. */
const timerMsPrecision = 2;

/** Ends the thread where a statement goes on that nobody wants any longer. */
function abandonable(thread: DatabaseThread, signal: AbortSignal | undefined): { readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer = setTimeout(() => void thread.end(new QueryCanceled()), limits.systemCatalogAbandonedMsMax);
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  return {
    stop: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    },
  };
}

/** Query, Parse, Bind, Describe, Execute, Close and Sync. */
const saidTags = new Set(Buffer.from("QPBDECS"));
const endingTags = new Set(Buffer.from("QS"));

/** Anything else would end the session, or leave it waiting for more. */
function requireWholeExchange(messages: Uint8Array): void {
  const view = new DataView(messages.buffer, messages.byteOffset, messages.byteLength);
  let last: number | undefined;
  for (let offset = 0; offset < messages.length; ) {
    last = messages[offset];
    if (last === undefined || !saidTags.has(last))
      throw new Error(`a message ${last} is not said to the system database`);
    // A length counts itself but not its tag.
    const length = offset + 5 > messages.length ? 0 : view.getInt32(offset + 1);
    if (length < 4) throw new Error("a message for the system database has no length");
    offset += 1 + length;
    if (offset > messages.length) throw new Error("a message for the system database is cut off");
  }
  if (last === undefined || !endingTags.has(last)) throw new Error("an exchange ends in a Query or a Sync");
}
