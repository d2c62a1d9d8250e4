// One thread with a PostgreSQL in it, from its boot to its end. What goes on for too long, or gives too much, is its end.
import { Worker } from "node:worker_threads";
import { PgError, ProgramLimitExceeded, StatementTimeout } from "../../../errors.js";
import { limits } from "../../../limits.js";
import type { BootParts } from "./boot-parts.js";

/** What the thread is started with. */
export interface ThreadData {
  readonly parts: BootParts;
  readonly memoryBytesMax: number;
}

/** What the thread is told. */
export interface ExchangeOrder {
  readonly messages: Uint8Array;
  readonly bytesMax: number;
}

export type FromThread =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly bytes: Uint8Array }
  | { readonly kind: "tooLong" };

export interface ExchangeBounds {
  /** From its start, not while it waits for others. */
  readonly timeoutMs: number;
  /** Of the answer. */
  readonly bytesMax: number;
}

interface Asker<T> {
  readonly timer: NodeJS.Timeout;
  readonly resolve: (value: T) => void;
  readonly reject: (error: PgError) => void;
}

type Life =
  | { readonly kind: "booting"; readonly asker: Asker<void> }
  | { readonly kind: "idle" }
  | { readonly kind: "busy"; readonly asker: Asker<Uint8Array> }
  | { readonly kind: "ended"; readonly error: PgError };

/** Keeps the process alive only while it boots or is busy. */
export class DatabaseThread {
  /** Rejects when it cannot boot. */
  readonly booted: Promise<void>;
  /** Resolves when it is no more, for whatever reason. */
  readonly gone: Promise<void>;
  readonly #worker: Worker;
  #life: Life = { kind: "idle" };

  constructor(parts: BootParts) {
    this.#worker = new Worker(new URL("./system-database-worker.js", import.meta.url), {
      name: "system-database",
      workerData: { parts, memoryBytesMax: limits.systemCatalogMemoryBytesMax } satisfies ThreadData,
      resourceLimits: {
        maxYoungGenerationSizeMb: limits.systemCatalogYoungHeapMiBMax,
        maxOldGenerationSizeMb: limits.systemCatalogHeapMiBMax,
        stackSizeMb: limits.systemCatalogStackMiBMax,
      },
    });
    this.booted = new Promise((resolve, reject) => {
      this.#life = {
        kind: "booting",
        asker: this.#askerOf(resolve, reject, limits.systemCatalogBootMsMax, bootTimeout),
      };
    });
    this.#worker
      .on("message", (message: FromThread) => this.#hear(message))
      .on("error", (thrown) => this.#endWith(failed(thrown)));
    this.gone = new Promise((resolve) => {
      this.#worker.once("exit", (code) => {
        this.#endWith(failed(new Error(`the thread has ended with ${code}`)));
        resolve();
      });
    });
  }

  get hasEnded(): boolean {
    return this.#life.kind === "ended";
  }

  /**
   * One at a time.
   * @throws QueryCanceled (57014) or ProgramLimitExceeded (54000) beyond the bounds, and 57P03 when it ends: all of them are its end.
   */
  exchange(messages: Uint8Array, { timeoutMs, bytesMax }: ExchangeBounds): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#life.kind === "ended") throw this.#life.error;
      if (this.#life.kind !== "idle") throw new Error(`an exchange while it is ${this.#life.kind}`);
      this.#life = { kind: "busy", asker: this.#askerOf(resolve, reject, timeoutMs, () => new StatementTimeout()) };
      this.#worker.ref();
      // A copy, since the caller's may be a part of something larger.
      const sent = new Uint8Array(messages);
      this.#worker.postMessage({ messages: sent, bytesMax } satisfies ExchangeOrder, [sent.buffer]);
    });
  }

  /** Idempotent. What is asked of it rejects with the error. */
  async end(error: PgError): Promise<void> {
    this.#endWith(error);
    await this.gone;
  }

  #askerOf<T>(
    resolve: (value: T) => void,
    reject: (error: PgError) => void,
    msMax: number,
    timeout: () => PgError,
  ): Asker<T> {
    return { resolve, reject, timer: setTimeout(() => this.#endWith(timeout()), msMax) };
  }

  #hear(message: FromThread): void {
    const life = this.#life;
    switch (message.kind) {
      case "ready":
        if (life.kind === "booting") this.#rest(life.asker, undefined);
        return;
      case "answer":
        if (life.kind === "busy") this.#rest(life.asker, message.bytes);
        return;
      case "tooLong":
        this.#endWith(
          new ProgramLimitExceeded("the answer of the system catalogs is too long", {
            hint: "Ask for fewer rows or columns of pg_catalog and information_schema at once.",
          }),
        );
        return;
    }
  }

  #rest<T>(asker: Asker<T>, value: T): void {
    clearTimeout(asker.timer);
    this.#life = { kind: "idle" };
    this.#worker.unref();
    asker.resolve(value);
  }

  #endWith(error: PgError): void {
    const life = this.#life;
    if (life.kind === "ended") return;
    this.#life = { kind: "ended", error };
    // It resolves when `gone` does.
    void this.#worker.terminate();
    if (life.kind === "idle") return;
    clearTimeout(life.asker.timer);
    life.asker.reject(error);
  }
}

function bootTimeout(): PgError {
  return failed(new Error(`it has not booted within ${limits.systemCatalogBootMsMax} ms`));
}

function failed(cause: unknown): PgError {
  return new PgError("57P03", "the system catalogs have failed and are being started anew", {
    hint: "Try again in a moment. The gateway's log has the details.",
    cause,
  });
}
