// A client that writes bytes as it likes and reads what comes back: for input that no driver would send.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { startup } from "./frames.js";
import { sasl } from "./scram-client.js";

export interface Answer {
  /** The message's type byte. */
  readonly tag: string;
  readonly body: Buffer;
}

export class RawClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #isClosed = false;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake?.();
    });
    // A reset is an end like any other.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#isClosed = true;
      this.#wake?.();
    });
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new RawClient(socket);
  }

  /** Logs in by SCRAM. */
  static async login(
    port: number,
    password: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<RawClient> {
    const client = await RawClient.open(port);
    client.write(startup({ user: "sluice", database: "lake", ...parameters }));
    await sasl(client, password);
    await client.until("Z");
    return client;
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** The next message; undefined when the server has closed. */
  async next(): Promise<Answer | undefined> {
    for (;;) {
      const length = this.#received.length >= 5 ? this.#received.readInt32BE(1) : undefined;
      if (length !== undefined && this.#received.length > length) {
        const answer = { tag: this.#received.toString("latin1", 0, 1), body: this.#received.subarray(5, 1 + length) };
        this.#received = this.#received.subarray(1 + length);
        return answer;
      }
      if (this.#isClosed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** One byte, as the answer to SSLRequest is. */
  async nextByte(): Promise<string | undefined> {
    while (this.#received.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const byte = this.#received.toString("latin1", 0, 1);
    this.#received = this.#received.subarray(1);
    return byte === "" ? undefined : byte;
  }

  /** All messages up to the first of this type, or to the end. */
  async until(tag: string): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (;;) {
      const answer = await this.next();
      if (answer === undefined) return answers;
      answers.push(answer);
      if (answer.tag === tag) return answers;
    }
  }

  /** How many messages of each type come from now on, for those that are too many to be kept. */
  count(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    let rest: Buffer = this.#received;
    const take = (chunk: Buffer): void => {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      while (bytes.length - start >= 5 && bytes.length - start > bytes.readInt32BE(start + 1)) {
        const tag = bytes.toString("latin1", start, start + 1);
        counts.set(tag, (counts.get(tag) ?? 0) + 1);
        start += 1 + bytes.readInt32BE(start + 1);
      }
      rest = bytes.subarray(start);
    };
    this.#socket.removeAllListeners("data").on("data", take);
    return counts;
  }

  /** All messages until the server closes. */
  rest(): Promise<readonly Answer[]> {
    return this.until("\0");
  }
}

/** SQLSTATE, severity and text of an ErrorResponse. */
export function errorOf(
  answer: Answer | undefined,
): { severity: string; sqlstate: string; message: string } | undefined {
  if (answer?.tag !== "E") return undefined;
  const fields = new Map(
    answer.body
      .toString("utf8")
      .split("\0")
      .filter((field) => field !== "")
      .map((field) => [field[0], field.slice(1)]),
  );
  return { severity: fields.get("V") ?? "", sqlstate: fields.get("C") ?? "", message: fields.get("M") ?? "" };
}
