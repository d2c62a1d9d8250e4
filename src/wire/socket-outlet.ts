// Gathers a session's answers, hands them to the socket, and tells when it is congested.

import type { Writable } from "node:stream";
import { limits } from "../limits.js";
import type { Outlet } from "./session/outlet.js";

export class SocketOutlet implements Outlet {
  readonly #stream: Writable;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #waiters: (() => void)[] = [];

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on("drain", () => this.#wake());
    stream.on("close", () => this.#wake());
  }

  get isCongested(): boolean {
    return this.#stream.writable && this.#stream.writableLength > limits.socketBufferBytesMax;
  }

  write(bytes: Buffer, onSent?: () => void): void {
    if (!this.#stream.writable) return;
    if (bytes.length >= limits.answerBytesGathered) {
      this.#hold();
      this.flush();
      // After a failure the system may still read them.
      this.#stream.write(bytes, onSent && ((error) => error ?? onSent()));
      return;
    }
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    if (this.#gatheredBytes >= limits.answerBytesGathered) this.flush();
  }

  flush(): void {
    const gathered = this.#gathered;
    if (gathered.length === 0) return;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    if (!this.#stream.writable) return;
    this.#hold();
    this.#stream.write(Buffer.concat(gathered));
  }

  /**
   * PERF: what is written without waiting for anything goes to the system in one call. A page of a cursor has three parts: its columns, its
   * rows, and its end; and of a million messages in one go, each has its answer.
   */
  #hold(): void {
    if (this.#stream.writableCorked > 0) return;
    this.#stream.cork();
    process.nextTick(() => this.#stream.uncork());
  }

  drained(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      if (!this.isCongested) {
        resolve();
        return;
      }
      const abort = (): void => {
        this.#waiters = this.#waiters.filter((waiter) => waiter !== settle);
        reject(signal.reason as Error);
      };
      const settle = (): void => {
        signal.removeEventListener("abort", abort);
        resolve();
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#waiters.push(settle);
    });
  }

  end(): void {
    this.flush();
    if (this.#stream.writable) this.#stream.end();
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const settle of waiters) settle();
  }
}
