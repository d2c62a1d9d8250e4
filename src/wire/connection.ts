// One client's connection: bytes in, answers out, and who is spoken with. The only file with sockets besides server.ts.

import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { AuthenticationTimeout, ConnectionLost, fatal, type PgError, toPgError } from "../errors.js";
import { limits } from "../limits.js";
import type { Clock, Timer } from "./clock.js";
import type { Log } from "./log.js";
import { errorResponse } from "./protocol/backend.js";
import { type Frame, Framer } from "./protocol/framer.js";
import { boundBeforeAuthentication, boundWhenAuthenticated } from "./protocol/frontend.js";
import { Greeting, type GreetingOptions, type Login } from "./session/greeting.js";
import type { Outlet } from "./session/outlet.js";
import type { BackendKey } from "./session/registry.js";
import type { Session } from "./session/session.js";
import { SocketOutlet } from "./socket-outlet.js";

export interface ConnectionOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly greeting: GreetingOptions;
  openSession(login: Login, outlet: Outlet, clientAddress: string | undefined): Session;
  closeSession(session: Session): Promise<void>;
  cancel(key: BackendKey): void;
}

type Partner =
  | { readonly kind: "greeting"; readonly greeting: Greeting; readonly timer: Timer }
  | { readonly kind: "session"; readonly session: Session }
  | { readonly kind: "nobody" };

/** The answer to a request for encryption that we do not grant. */
const refusedByte = Buffer.from("N", "latin1");

export class Connection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #clientAddress: string | undefined;
  readonly #outlet: SocketOutlet;
  readonly #framer = new Framer(boundBeforeAuthentication);
  #partner: Partner;
  /** Received, and not yet cut into frames. */
  #chunks: Buffer[] = [];
  #chunkBytes = 0;
  #isGone = false;
  #wake: (() => void) | undefined;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#clientAddress = socket.remoteAddress;
    this.#outlet = new SocketOutlet(socket);
    this.#partner = {
      kind: "greeting",
      greeting: new Greeting(options.greeting, this.#outlet),
      timer: options.clock.after(limits.authenticationMsMax, () => this.refuse(new AuthenticationTimeout())),
    };
    socket.setNoDelay(true);
    socket.setKeepAlive(true, limits.tcpKeepAliveMs);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.#lose());
    socket.on("close", () => this.#lose());
    // What went wrong shows in "close", which follows.
    socket.on("error", (error) => options.log.debug({ err: error }, "socket failed"));
  }

  /** Talks until one of the two has had enough. Never rejects. */
  async run(): Promise<void> {
    try {
      await this.#converse();
    } catch (thrown) {
      // A fault of ours: this client loses its connection, and nobody else.
      this.#options.log.error({ err: thrown }, "connection failed");
      this.#socket.destroy();
    }
    await this.#part();
  }

  /** Ends the connection with a last word. */
  refuse(error: PgError): void {
    if (this.#partner.kind === "session") {
      this.#partner.session.terminate(error);
    } else if (this.#partner.kind === "greeting") {
      const { role } = this.#partner.greeting;
      this.#options.log.info({ role, clientAddress: this.#clientAddress, sqlstate: error.sqlstate }, "login refused");
      this.#outlet.write(errorResponse(error));
      this.#hangUp();
    }
    this.#wake?.();
  }

  /** Nothing more is said or heard. */
  destroy(): void {
    this.#socket.destroy();
  }

  async #converse(): Promise<void> {
    while (!this.#isOver) {
      const frame = this.#nextFrame();
      if (frame === undefined) {
        this.#outlet.flush();
        await this.#moreBytes();
      } else if (this.#partner.kind === "session") {
        await this.#tellSession(this.#partner.session, frame);
      } else if (this.#partner.kind === "greeting") {
        this.#tellGreeting(this.#partner.greeting, frame);
      }
    }
  }

  get #isOver(): boolean {
    const partner = this.#partner;
    return this.#isGone || partner.kind === "nobody" || (partner.kind === "session" && partner.session.isOver);
  }

  #nextFrame(): Frame | undefined {
    try {
      return this.#framer.next();
    } catch (thrown) {
      // There is no telling where the next message begins.
      this.refuse(toPgError(thrown));
      return undefined;
    }
  }

  async #tellSession(session: Session, frame: Frame): Promise<void> {
    if (frame.kind !== "message") throw new Error("a session hears messages only");
    await session.handle(frame);
    if (!this.#outlet.isCongested) return;
    try {
      await this.#outlet.drained(session.life);
    } catch {
      // The session has ended meanwhile, as the loop will see.
    }
  }

  #tellGreeting(greeting: Greeting, frame: Frame): void {
    try {
      const step = greeting.handle(frame);
      switch (step.kind) {
        case "more":
          return;
        case "encryptionRequested":
          return this.#answerEncryption();
        case "cancelRequested":
          this.#options.cancel(step.key);
          return this.#hangUp();
        case "loggedIn":
          return this.#welcome(step.login);
        case "over":
          return this.#hangUp();
      }
    } catch (thrown) {
      const error = toPgError(thrown);
      if (error.sqlstate.startsWith("XX")) this.#options.log.error({ err: thrown }, "login failed");
      this.refuse(fatal(error));
    }
  }

  /** TLS and GSSAPI are not offered: the client goes on without, or leaves. */
  #answerEncryption(): void {
    this.#framer.refuseUnread();
    this.#outlet.write(refusedByte);
  }

  #welcome(login: Login): void {
    if (this.#partner.kind === "greeting") this.#partner.timer.cancel();
    this.#framer.useBound(boundWhenAuthenticated);
    const session = this.#options.openSession(login, this.#outlet, this.#clientAddress);
    this.#partner = { kind: "session", session };
  }

  #hangUp(): void {
    if (this.#partner.kind === "greeting") this.#partner.timer.cancel();
    this.#partner = { kind: "nobody" };
    this.#outlet.end();
  }

  #receive(chunk: Buffer): void {
    // The conversation is over: what still comes is read, so that closing does not reset what we said last.
    if (this.#isOver) return;
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
    if (this.#chunkBytes > limits.readAheadBytesMax) this.#socket.pause();
    this.#wake?.();
  }

  /**
   * Gives the framer one more chunk, when there is one. Returns early when the conversation ends.
   *
   * Weakness: a client that vanishes while the socket is paused is only noticed when we write, or read on.
   */
  async #moreBytes(): Promise<void> {
    if (this.#chunks.length > 0) {
      // Many small messages shall not keep the others waiting.
      await setImmediate();
    } else {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#isOver) resolve();
      });
      this.#wake = undefined;
    }
    const chunk = this.#chunks.shift();
    if (chunk === undefined) return;
    this.#chunkBytes -= chunk.length;
    if (this.#chunkBytes <= limits.readAheadBytesMax) this.#socket.resume();
    this.#framer.push(chunk);
  }

  /** The client has gone, or has said that it will say no more: nobody waits for what runs. */
  #lose(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    if (this.#partner.kind === "session") this.#partner.session.terminate(new ConnectionLost());
    this.#wake?.();
  }

  /** Frees everything, and gives the client time to take the last answer. */
  async #part(): Promise<void> {
    const partner = this.#partner;
    if (partner.kind === "greeting") partner.timer.cancel();
    if (partner.kind === "session") await this.#options.closeSession(partner.session);
    this.#partner = { kind: "nobody" };
    this.#chunks = [];
    if (this.#socket.closed) return;
    this.#outlet.end();
    this.#socket.resume();
    const timer = this.#options.clock.after(limits.lingerMsMax, () => this.#socket.destroy());
    await new Promise<void>((resolve) => {
      if (this.#socket.closed) resolve();
      else this.#socket.once("close", () => resolve());
    });
    timer.cancel();
  }
}
