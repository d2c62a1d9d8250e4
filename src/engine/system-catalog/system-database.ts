// A real PostgreSQL, in memory and in a thread, that system catalogs are asked of. It holds no data, and is replaced when it misbehaves.
import { AdminShutdown, PgError, toPgError } from "../../errors.js";
import { limits } from "../../limits.js";
import { type BootParts, SharedBootParts } from "./boot-parts.js";
import { DatabaseThread, type ExchangeBounds } from "./database-thread.js";

/** Of one exchange that prepares the database. */
const prepareBounds: ExchangeBounds = {
  timeoutMs: limits.systemCatalogBootMsMax,
  bytesMax: limits.systemCatalogAnswerBytesMax,
};

/** Says messages of the frontend's, whole ones, and resolves with all that is answered, up to the last ReadyForQuery. */
export type Exchange = (messages: Uint8Array) => Promise<Uint8Array>;

export interface SystemDatabaseOptions {
  /** Where a database as initdb makes it is kept: it needs to be made once for each version of PGlite. */
  readonly cacheFolder: string;
  /** What other databases of the same cache folder boot from; absent: it has its own. */
  readonly parts?: SharedBootParts;
  readonly warn: (message: string, cause: unknown) => void;
  /** Fills the database, which is empty after each boot. Nobody else is answered before. One exchange at a time. */
  readonly prepare?: (exchange: Exchange) => Promise<void>;
}

interface Waiting {
  readonly messages: Uint8Array;
  readonly bounds: ExchangeBounds;
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

type State =
  | { readonly kind: "starting"; readonly thread: DatabaseThread | undefined }
  | { readonly kind: "idle"; readonly thread: DatabaseThread }
  | { readonly kind: "busy"; readonly thread: DatabaseThread }
  | { readonly kind: "failed"; readonly error: PgError; readonly atMs: number }
  | { readonly kind: "closed"; readonly thread: DatabaseThread | undefined };

/**
 * All exchanges are of one session: whoever leaves a transaction, a setting or a statement there leaves it to the next one. Nothing can be
 * stopped in it but by ending its thread; a new one is then booted, prepared, and answers those who wait.
 */
export class SystemDatabase {
  readonly #options: SystemDatabaseOptions;
  readonly #waiting: Waiting[] = [];
  readonly #closing = new AbortController();
  readonly #shared: SharedBootParts;
  #state: State;
  #parts: BootParts | undefined;

  private constructor(options: SystemDatabaseOptions) {
    this.#options = options;
    this.#shared = options.parts ?? new SharedBootParts(options.cacheFolder);
    this.#state = { kind: "failed", error: toPgError(new Error("not started")), atMs: 0 };
  }

  /** Resolves when it is booted and prepared. */
  static async open(options: SystemDatabaseOptions): Promise<SystemDatabase> {
    const database = new SystemDatabase(options);
    await database.#start();
    if (database.#state.kind === "failed") throw database.#state.error;
    return database;
  }

  /** Where the last boot had its data folder from. */
  get bootedFrom(): BootParts["source"] | undefined {
    return this.#parts?.source;
  }

  /**
   * Says messages which end in a Query or a Sync, when its turn comes. Whoever pulls the signal is answered at once, with its reason: what
   * waits is forgotten, and what runs goes on to its own bounds, so that nobody else pays for it with a boot.
   * @throws QueryCanceled (57014) after `timeoutMs`, ProgramLimitExceeded (54000) beyond `bytesMax`, 57P03 when the database has failed, 53300
   * when too many wait.
   */
  async exchange(
    messages: Uint8Array,
    { signal, ...bounds }: ExchangeBounds & { readonly signal?: AbortSignal },
  ): Promise<Uint8Array> {
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
        const waiting = { messages, bounds, resolve, reject };
        onAbort = () => {
          const index = this.#waiting.indexOf(waiting);
          if (index >= 0) this.#waiting.splice(index, 1);
          reject(signal?.reason as Error);
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        this.#waiting.push(waiting);
        void this.#answerNext();
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Idempotent. Resolves when the thread is no more. Whoever waits is told that the gateway stops. */
  async close(): Promise<void> {
    if (this.#state.kind !== "closed") {
      const thread = this.#state.kind === "failed" ? undefined : this.#state.thread;
      this.#state = { kind: "closed", thread };
      this.#closing.abort(new AdminShutdown());
      this.#rejectWaiting(new AdminShutdown());
    }
    await this.#state.thread?.end(new AdminShutdown());
  }

  /** Never rejects: the state tells how it went. */
  async #start(): Promise<void> {
    const { warn, prepare } = this.#options;
    this.#state = { kind: "starting", thread: undefined };
    let thread: DatabaseThread | undefined;
    try {
      if (this.#parts === undefined) {
        this.#parts = await this.#shared.find(this.#closing.signal);
        for (const warning of this.#parts.warnings) warn(warning, undefined);
      }
      if (this.#isClosed()) return;
      const started = new DatabaseThread(this.#parts);
      thread = started;
      this.#state = { kind: "starting", thread };
      await thread.booted;
      await prepare?.(async (messages) => {
        requireWholeExchange(messages);
        return started.exchange(messages, prepareBounds);
      });
      if (thread.hasEnded) throw new Error("it has ended while it was prepared");
    } catch (thrown) {
      if (this.#isClosed()) return;
      const error = new PgError("57P03", "the system catalogs cannot be started", {
        hint: "Try again in a moment. The gateway's log has the details.",
        cause: thrown,
      });
      this.#state = { kind: "failed", error, atMs: Date.now() };
      this.#rejectWaiting(error);
      warn("the system catalogs cannot be started", thrown);
      await thread?.end(error);
      return;
    }
    if (this.#isClosed()) return;
    this.#state = { kind: "idle", thread };
    void thread.gone.then(() => this.#missIdle(thread));
    void this.#answerNext();
  }

  /** Never rejects. */
  async #answerNext(): Promise<void> {
    if (this.#state.kind !== "idle") return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    const { thread } = this.#state;
    this.#state = { kind: "busy", thread };
    try {
      next.resolve(await thread.exchange(next.messages, next.bounds));
    } catch (thrown) {
      next.reject(thrown);
      this.#options.warn("the system catalogs are started anew, since a statement has failed there", thrown);
    }
    if (this.#isClosed()) return;
    if (thread.hasEnded) return this.#start();
    this.#state = { kind: "idle", thread };
    return this.#answerNext();
  }

  /** What ends while it is busy is missed by the exchange. */
  #missIdle(thread: DatabaseThread): void {
    if (this.#state.kind !== "idle" || this.#state.thread !== thread) return;
    this.#options.warn("the system catalogs are started anew, since their thread has ended", undefined);
    void this.#start();
  }

  /** Asked anew after each wait. */
  #isClosed(): boolean {
    return this.#state.kind === "closed";
  }

  #rejectWaiting(error: PgError): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
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
