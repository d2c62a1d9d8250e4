// One client's conversation: frames out of its bytes, and who is spoken with.

import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { AuthenticationTimeout, ConnectionLost, fatal, type PgError, toPgError } from "../errors.js";
import { limits } from "../limits.js";
import type { LoginHistory } from "./auth/login-history.js";
import { Channel } from "./channel.js";
import type { Clock, Timer } from "./clock.js";
import type { Log } from "./log.js";
import { errorResponse } from "./protocol/backend.js";
import { type Frame, Framer } from "./protocol/framer.js";
import { boundBeforeAuthentication, boundWhenAuthenticated } from "./protocol/frontend.js";
import {
  type Encryption,
  type EncryptionMethod,
  Greeting,
  type GreetingOptions,
  type GreetingStep,
  type Line,
  type Login,
} from "./session/greeting.js";
import type { Outlet } from "./session/outlet.js";
import type { BackendKey } from "./session/registry.js";
import type { Session } from "./session/session.js";
import type { ChannelBinding } from "./auth/scram.js";
import type { Certificate } from "./tls/certificate.js";
import { clientCommonName, type TlsOpening } from "./tls/handshake.js";

export interface ConnectionOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly greeting: GreetingOptions;
  readonly logins: LoginHistory;
  /** Absent: TLS is not offered. */
  readonly certificates: { readonly current: Certificate } | undefined;
  openSession(login: Login, outlet: Outlet, line: Line): Session;
  closeSession(session: Session): Promise<void>;
  cancel(key: BackendKey): void;
}

type Partner =
  | { readonly kind: "greeting"; readonly greeting: Greeting; readonly line: Line }
  /** Between two greetings: nobody can be told anything until TLS stands. */
  | { readonly kind: "handshake" }
  | { readonly kind: "session"; readonly session: Session }
  | { readonly kind: "nobody" };

/** The answers to a request for encryption. */
const grantedByte = Buffer.from("S", "latin1");
const refusedByte = Buffer.from("N", "latin1");

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #channel: Channel;
  readonly #framer = new Framer(boundBeforeAuthentication);
  /** Bounds all that comes before a session, the TLS handshake included. */
  readonly #loginTimer: Timer;
  #partner: Partner;
  #endPause: (() => void) | undefined;
  #turnBeganAt = performance.now();

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#options = options;
    this.#channel = new Channel(socket, { log: options.log, onLost: () => this.#lose() });
    this.#partner = this.#greet({ kind: "none", isOffered: options.certificates !== undefined });
    this.#loginTimer = options.clock.after(limits.authenticationMsMax, () => this.refuse(new AuthenticationTimeout()));
  }

  /** Talks until one of the two has had enough. Never rejects. */
  async run(): Promise<void> {
    try {
      while (!this.#isOver) await this.#advance();
    } catch (thrown) {
      // A fault of ours: this client loses its connection, and nobody else.
      this.#options.log.error({ err: thrown }, "connection failed");
      this.#channel.destroy();
    }
    await this.#part();
  }

  /** Ends the connection with a last word. */
  refuse(error: PgError): void {
    const partner = this.#partner;
    if (partner.kind === "session") {
      partner.session.terminate(error);
    } else if (partner.kind === "greeting") {
      const { role } = partner.greeting;
      const { clientAddress } = partner.line;
      this.#options.log.info({ role, clientAddress, sqlstate: error.sqlstate }, "login refused");
      if (role !== undefined) this.#recordRefusal(role, partner.line, error);
      this.#channel.outlet.write(errorResponse(error));
      this.#hangUp();
    } else if (partner.kind === "handshake") {
      this.#channel.destroy();
    }
    this.#channel.wake();
    this.#endPause?.();
  }

  #recordRefusal(role: string, line: Line, { sqlstate, message }: PgError): void {
    const { clock, greeting, logins } = this.#options;
    const at = clock.now();
    logins.record({ at, role, ...channelOf(line), outcome: "refused", sqlstate, reason: message });
    // Class 28: invalid authorization.
    if (sqlstate.startsWith("28")) greeting.throttle.failed(line.clientAddress ?? "", role, at.getTime());
  }

  /** Only this connection waits, and only as long as it is there. */
  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#options.clock.after(ms, resolve);
      this.#endPause = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#endPause = undefined;
  }

  /** Nothing more is said or heard. */
  destroy(): void {
    this.#channel.destroy();
    this.#endPause?.();
  }

  get #isOver(): boolean {
    const partner = this.#partner;
    return this.#channel.isLost || partner.kind === "nobody" || (partner.kind === "session" && partner.session.isOver);
  }

  async #advance(): Promise<void> {
    const { certificates } = this.#options;
    if (certificates !== undefined && this.#framer.beginsTls) {
      await this.#goOnWithTls(certificates.current, "direct");
      return;
    }
    const frame = this.#nextFrame();
    if (frame === undefined) {
      if (!this.#isOver) await this.#moreBytes();
      return;
    }
    await this.#tell(frame);
    if (performance.now() - this.#turnBeganAt > limits.turnMsMax) await this.#endTurn();
  }

  /** Many small messages shall not keep the others waiting. */
  async #endTurn(): Promise<void> {
    await setImmediate();
    this.#turnBeganAt = performance.now();
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

  /** Gives the framer one more chunk, when there is one. Returns early when the conversation ends. */
  async #moreBytes(): Promise<void> {
    this.#channel.outlet.flush();
    const chunk = await this.#channel.read();
    this.#turnBeganAt = performance.now();
    if (chunk !== undefined) this.#framer.push(chunk);
  }

  async #tell(frame: Frame): Promise<void> {
    const partner = this.#partner;
    if (partner.kind === "session") await this.#tellSession(partner.session, frame);
    else if (partner.kind === "greeting") await this.#tellGreeting(partner.greeting, partner.line, frame);
  }

  async #tellSession(session: Session, frame: Frame): Promise<void> {
    if (frame.kind !== "message") throw new Error("a session hears messages only");
    await session.handle(frame);
    const { outlet } = this.#channel;
    if (!outlet.isCongested) return;
    try {
      await outlet.drained(session.life);
    } catch {
      // The session has ended meanwhile, as the loop will see.
    }
  }

  async #tellGreeting(greeting: Greeting, line: Line, frame: Frame): Promise<void> {
    try {
      let step = greeting.handle(frame);
      while (step.kind === "wait") {
        await this.#pause(step.ms);
        if (this.#isOver) return;
        step = step.next();
      }
      await this.#take(step, line);
    } catch (thrown) {
      const error = toPgError(thrown);
      if (error.sqlstate.startsWith("XX")) this.#options.log.error({ err: thrown }, "login failed");
      this.refuse(fatal(error));
    }
  }

  async #take(step: Exclude<GreetingStep, { kind: "wait" }>, line: Line): Promise<void> {
    switch (step.kind) {
      case "more":
        return;
      case "encryptionRequested":
        await this.#answerEncryption(step.method);
        return;
      case "cancelRequested":
        this.#options.cancel(step.key);
        return this.#hangUp();
      case "loggedIn":
        return this.#welcome(step.login, line);
      case "over":
        return this.#hangUp();
    }
  }

  /** GSSAPI is never offered, TLS where there is a certificate. Refused, the client goes on without, or leaves. */
  async #answerEncryption(method: EncryptionMethod): Promise<void> {
    const certificate = method === "tls" ? this.#options.certificates?.current : undefined;
    const { outlet } = this.#channel;
    this.#framer.push(this.#channel.takeReceived());
    this.#framer.refuseUnread();
    outlet.write(certificate === undefined ? refusedByte : grantedByte);
    outlet.flush();
    if (certificate !== undefined) await this.#goOnWithTls(certificate, "asked");
  }

  /** All begins anew, with a client that may be another one than who spoke in the clear. */
  async #goOnWithTls(certificate: Certificate, opening: TlsOpening): Promise<void> {
    this.#partner = { kind: "handshake" };
    const begun = [this.#framer.takeUnread(), this.#channel.takeReceived()];
    const tls = await this.#channel.secure(Buffer.concat(begun), certificate, opening);
    if (tls === undefined) {
      this.#hangUp();
    } else {
      const version = tls.getProtocol() ?? "unknown";
      const commonName = certificate.asksClients ? clientCommonName(tls) : undefined;
      this.#partner = this.#greet({ kind: "tls", version, channelBinding: bindingTo(certificate), commonName });
    }
  }

  #greet(encryption: Encryption): Partner {
    const line = { clientAddress: this.#channel.clientAddress, encryption };
    const greeting = new Greeting(this.#options.greeting, this.#channel.outlet, line);
    return { kind: "greeting", greeting, line };
  }

  #welcome(login: Login, line: Line): void {
    this.#loginTimer.cancel();
    this.#framer.useBound(boundWhenAuthenticated);
    const { clock, greeting, logins } = this.#options;
    const { name: role } = login.role;
    greeting.throttle.succeeded(line.clientAddress ?? "", role);
    const nothing = { sqlstate: undefined, reason: undefined };
    logins.record({ at: clock.now(), role, ...channelOf(line), outcome: "accepted", ...nothing });
    const session = this.#options.openSession(login, this.#channel.outlet, line);
    this.#partner = { kind: "session", session };
    // A session may end while nothing is heard from its client.
    const wake = (): void => void session.settled.then(() => this.#channel.wake());
    session.life.addEventListener("abort", wake, { once: true });
  }

  #hangUp(): void {
    this.#loginTimer.cancel();
    this.#partner = { kind: "nobody" };
    this.#channel.outlet.end();
  }

  /** The client has gone, or will say no more: nobody waits for what runs. */
  #lose(): void {
    this.#endPause?.();
    if (this.#partner.kind === "session") this.#partner.session.terminate(new ConnectionLost());
  }

  /** Frees everything, and gives the client time to take the last answer. */
  async #part(): Promise<void> {
    const partner = this.#partner;
    this.#loginTimer.cancel();
    if (partner.kind === "session") await this.#options.closeSession(partner.session);
    this.#partner = { kind: "nobody" };
    await this.#channel.linger(this.#options.clock);
  }
}

function channelOf({ clientAddress, encryption }: Line) {
  return { clientAddress, tlsVersion: encryption.kind === "tls" ? encryption.version : undefined };
}

function bindingTo({ endPointHash }: Certificate): ChannelBinding {
  return endPointHash === undefined ? { kind: "notOffered" } : { kind: "offered", certificateHash: endPointHash };
}
