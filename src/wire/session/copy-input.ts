// What a client sends while COPY ... FROM STDIN waits for it: handed over one message at a time, so that none is read before there is use for it.
import { ProtocolViolation, QueryCanceled, toPgError } from "../../errors.js";
import type { FrontendMessage } from "../protocol/frontend.js";

type CopyMessage = Extract<FrontendMessage, { readonly kind: "copyData" | "copyDone" | "copyFail" }>;

export class CopyInput {
  /** Given while a statement waits. */
  #taker: { readonly take: (message: CopyMessage) => void } | undefined;
  /** Called as soon as a statement waits. */
  onWanted: () => void = () => undefined;

  get isWanted(): boolean {
    return this.#taker !== undefined;
  }

  /**
   * For the statement: what the client sends next; undefined: no more comes.
   * @throws QueryCanceled (57014) when the client gives up; the signal's reason.
   */
  async next(signal: AbortSignal): Promise<Buffer | undefined> {
    signal.throwIfAborted();
    const message = await new Promise<CopyMessage>((resolve, reject) => {
      const onAbort = (): void => {
        this.#taker = undefined;
        reject(toPgError(signal.reason));
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#taker = {
        take: (taken) => {
          signal.removeEventListener("abort", onAbort);
          this.#taker = undefined;
          resolve(taken);
        },
      };
      this.onWanted();
    });
    switch (message.kind) {
      case "copyData":
        return message.data;
      case "copyDone":
        return undefined;
      case "copyFail":
        throw new QueryCanceled(`COPY from stdin failed: ${message.reason}`);
    }
  }

  /**
   * For the session, while a statement waits. Flush and Sync are nothing here: clients send them without having noticed that they copy.
   * @throws ProtocolViolation (08P01) for a message that has no place in a copy.
   */
  offer(message: FrontendMessage, tag: number): void {
    switch (message.kind) {
      case "copyData":
      case "copyDone":
      case "copyFail":
        this.#taker?.take(message);
        return;
      case "flush":
      case "sync":
        return;
      default: {
        const code = tag.toString(16).toUpperCase().padStart(2, "0");
        throw new ProtocolViolation(`unexpected message type 0x${code} during COPY from stdin`);
      }
    }
  }
}
