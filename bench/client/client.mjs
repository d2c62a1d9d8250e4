// A client on a bare socket, the same for every server, cheap enough not to be what is measured.
import { once } from "node:events";
import { AnswerWalk, tags } from "./answer-walk.mjs";
import * as messages from "./messages.mjs";
import { mechanism, Scram } from "./scram.mjs";
import { openEncrypted, openPlain } from "./sockets.mjs";

/** @typedef {{ port: number, user: string, database: string, password?: string, isEncrypted?: boolean }} Address */
/** @typedef {{ rows: number, rowBytes: number, firstRowMs: number, totalMs: number }} Answer */
/**
 * @typedef {object} Pending
 * @property {number} startedAt
 * @property {number | undefined} firstRowAt
 * @property {Error | undefined} error
 * @property {(answer: Answer) => void} resolve
 * @property {(error: Error) => void} reject
 */

/** No single answer of the bench takes longer. */
const answerMsMax = 120_000;

export class Client {
  /** The server's process for this connection, where it has one. */
  processId = 0;
  /** @type {import("./sockets.mjs").Socket | undefined} */
  #socket;
  #password;
  /** @type {Scram | undefined} */
  #scram;
  #walk = new AnswerWalk((tag, body) => this.#hear(tag, body));
  /** @type {Pending | undefined} */
  #pending;
  #isSkimming = false;

  /** @param {string | undefined} password */
  constructor(password) {
    this.#password = password;
  }

  /** @param {Address} address */
  static async open({ port, user, database, password, isEncrypted = false }) {
    const client = new Client(password);
    const open = isEncrypted ? openEncrypted : openPlain;
    client.#attach(await open(port, (bytes) => client.#receive(bytes)));
    await client.ask(messages.startup({ user, database }));
    return client;
  }

  /** @param {import("./sockets.mjs").Socket} socket */
  #attach(socket) {
    this.#socket = socket;
    socket.on("error", (error) => this.#pending?.reject(error));
    socket.on("close", () => this.#pending?.reject(new Error("the server closed the connection")));
  }

  /**
   * Sends a request and reads the answer up to ReadyForQuery.
   * @param {Buffer} request
   * @returns {Promise<Answer>}
   */
  ask(request) {
    if (this.#pending !== undefined) throw new Error("the last request is not answered yet");
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    /** @type {Promise<Answer>} */
    const answer = new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${answerMsMax} ms`)), answerMsMax);
      const startedAt = performance.now();
      this.#pending = { startedAt, firstRowAt: undefined, error: undefined, resolve, reject };
      this.#walk.rows = 0;
      this.#walk.rowBytes = 0;
      this.#socket?.write(request);
    });
    return answer.finally(() => {
      clearTimeout(timer);
      this.#pending = undefined;
    });
  }

  /**
   * The same without walking: bytes are thrown away until a chunk ends like a ReadyForQuery. It says what walking costs.
   * @param {Buffer} request
   */
  async skim(request) {
    this.#isSkimming = true;
    try {
      return await this.ask(request);
    } finally {
      this.#isSkimming = false;
    }
  }

  /** @param {string} sql */
  query(sql) {
    return this.ask(messages.query(sql));
  }

  async close() {
    const socket = this.#socket;
    if (socket === undefined) return;
    const closed = once(socket, "close");
    socket.end(messages.terminate);
    await closed;
  }

  /** @param {Buffer} bytes */
  #receive(bytes) {
    if (this.#isSkimming) {
      if (endsReady(bytes)) this.#settle();
      return;
    }
    this.#walk.push(bytes);
    const pending = this.#pending;
    if (pending !== undefined && this.#walk.rows > 0) pending.firstRowAt ??= performance.now();
  }

  /**
   * @param {number} tag
   * @param {Buffer} body
   */
  #hear(tag, body) {
    if (tag === tags.readyForQuery) this.#settle();
    else if (tag === tags.authentication) this.#authenticate(body);
    else if (tag === tags.backendKeyData) this.processId = body.readInt32BE(0);
    else if (tag === tags.errorResponse) this.#fail(body);
  }

  /** @param {Buffer} body */
  #fail(body) {
    const pending = this.#pending;
    if (pending === undefined) return;
    const fields = body.toString("utf8").split("\0");
    const fieldOf = (/** @type {string} */ name) => fields.find((field) => field.startsWith(name))?.slice(1);
    pending.error = new Error(`${fieldOf("C")} ${fieldOf("M")}`);
    // No ReadyForQuery follows what ends the conversation.
    if (fieldOf("V") === "FATAL") pending.reject(pending.error);
  }

  #settle() {
    const pending = this.#pending;
    if (pending === undefined) return;
    if (pending.error !== undefined) return pending.reject(pending.error);
    const now = performance.now();
    const { rows, rowBytes } = this.#walk;
    const firstRowMs = (pending.firstRowAt ?? now) - pending.startedAt;
    pending.resolve({ rows, rowBytes, firstRowMs, totalMs: now - pending.startedAt });
  }

  /** @param {Buffer} body */
  #authenticate(body) {
    const code = body.readInt32BE(0);
    const words = body.toString("utf8", 4);
    if (code === 10) {
      this.#scram = new Scram(this.#password ?? "");
      this.#socket?.write(messages.saslInitialResponse(mechanism, this.#scram.first));
    } else if (code === 11 && this.#scram !== undefined) {
      this.#socket?.write(messages.saslResponse(this.#scram.last(words)));
    } else if (code !== 0 && code !== 12) {
      this.#pending?.reject(new Error(`the server asks for authentication ${code}`));
    }
  }
}

/** @param {Buffer} bytes */
function endsReady(bytes) {
  const at = bytes.length - 6;
  return at >= 0 && bytes[at] === tags.readyForQuery && bytes.readInt32BE(at + 1) === 5;
}
