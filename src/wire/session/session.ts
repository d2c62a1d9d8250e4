// One client's session, from login to goodbye: a state machine over its messages.

import type { SettingDeed } from "../../engine/api.js";
import {
  ConnectionLost,
  fatal,
  FeatureNotSupported,
  type PgError,
  ProtocolViolation,
  toPgError,
} from "../../errors.js";
import type { Clock, Timer } from "../clock.js";
import {
  authenticationOk,
  backendKeyData,
  errorResponse,
  parameterStatus,
  readyForQuery,
} from "../protocol/backend.js";
import { decodeFrame, kindOf, type FrontendMessage } from "../protocol/frontend.js";
import type { Frame } from "../protocol/framer.js";
import { bind, close, describe, execute, parse, sync } from "./extended-query.js";
import { rolesOf } from "./identity.js";
import { idleLimit } from "./idle-limit.js";
import type { BackendKey } from "./registry.js";
import type { Peer, Scope } from "./scope.js";
import { changeSetting } from "./session-commands.js";
import { answerQuery } from "./simple-query.js";

type Phase =
  | { readonly kind: "ready" }
  /** A message of the extended protocol failed: what follows it was sent in the belief that it would not. */
  | { readonly kind: "skippingToSync" }
  | { readonly kind: "over" };

type MessageFrame = Extract<Frame, { readonly kind: "message" }>;

const ready: Phase = { kind: "ready" };
const skippingToSync: Phase = { kind: "skippingToSync" };
const over: Phase = { kind: "over" };

export class Session {
  readonly #scope: Scope;
  readonly #clock: Clock;
  #phase: Phase = ready;
  #isHandling = false;
  /** What a message has begun, while it is not over. */
  #work: Promise<void> | undefined;
  /** Whoever brings messages may bring the next one. */
  #proceed: () => void = () => undefined;
  #idleTimer: Timer | undefined;
  /** Given: the session ends as soon as it has nothing more to answer. */
  #retirement: PgError | undefined;

  constructor(scope: Scope, clock: Clock) {
    this.#scope = scope;
    this.#clock = clock;
    scope.copyInput.onWanted = () => this.#proceed();
  }

  get peer(): Peer {
    return this.#scope.peer;
  }

  get scope(): Pick<Scope, "activity" | "engine" | "peer" | "settings"> {
    return this.#scope;
  }

  /** Those without which it cannot go on. */
  get roles(): ReadonlySet<string> {
    return rolesOf(this.#scope);
  }

  get isOver(): boolean {
    return this.#phase.kind === "over";
  }

  /** Resolves when nothing runs. Never rejects. */
  get settled(): Promise<void> {
    return this.#work ?? Promise.resolve();
  }

  /** Aborted when the session has to end. */
  get life(): AbortSignal {
    return this.#scope.runs.life;
  }

  /** Tells the client that it is in. */
  open(key: BackendKey): void {
    const { outlet } = this.#scope;
    outlet.write(authenticationOk());
    this.#report();
    outlet.write(backendKeyData(key));
    this.#rest();
  }

  /**
   * Resolves when it is answered, or waits for what a COPY needs: then the next frames are for that. Frames come one at a time.
   * Never rejects: failures are answered.
   */
  async handle(frame: MessageFrame): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#proceed = resolve;
      if (this.#work !== undefined) this.#feed(frame);
      else this.#work = this.#run(frame);
    });
  }

  /** Never rejects. */
  async #run(frame: MessageFrame): Promise<void> {
    this.#idleTimer?.cancel();
    this.#isHandling = true;
    this.#scope.runs.beginMessage();
    try {
      this.#phase = await this.#advance(frame);
    } catch (thrown) {
      this.#phase = await this.#fail(thrown, frame);
    }
    this.#isHandling = false;
    if (this.life.aborted && !this.isOver) this.#phase = this.#sayGoodbye(toPgError(this.life.reason));
    this.#work = undefined;
    this.#proceed();
  }

  /** A statement waits for what the client copies. */
  #feed(frame: MessageFrame): void {
    const { copyInput } = this.#scope;
    try {
      const message = decodeFrame(frame);
      if (message.kind === "terminate") this.terminate(new ConnectionLost());
      else copyInput.offer(message, frame.tag);
    } catch (thrown) {
      // There is no telling what the client takes this for: PostgreSQL, too, gives the connection up.
      this.terminate(fatal(toPgError(thrown)));
    }
    if (copyInput.isWanted) this.#proceed();
  }

  setting(name: string): string | undefined {
    return this.#scope.settings.get(name);
  }

  /** set_config: as SET does it, in the middle of a statement. */
  setConfig(change: SettingDeed): string {
    const name = change.name.toLowerCase();
    changeSetting(this.#scope, { ...change, name, value: change.value ?? undefined });
    return this.#scope.settings.get(name) ?? "";
  }

  /** Stops the running statement, if there is one. */
  cancel(reason: PgError): void {
    this.#scope.runs.cancel(reason);
  }

  /** Ends the session at once, with a last word to the client. */
  terminate(reason: PgError): void {
    if (this.life.aborted) return;
    this.#scope.runs.endLife(reason);
    if (!this.#isHandling && !this.isOver) this.#phase = this.#sayGoodbye(reason);
  }

  /** Ends the session when it has answered what was asked. */
  retire(reason: PgError): void {
    this.#retirement = reason;
    const isIdle = !this.#isHandling && this.#scope.activity.waitEvent === "ClientRead";
    if (isIdle) this.terminate(reason);
  }

  /** Frees all that it holds. */
  async dispose(): Promise<void> {
    this.#idleTimer?.cancel();
    // What still runs has been told to end.
    await this.#work;
    this.#phase = over;
    await this.#scope.portals.closeAll();
  }

  async #advance(frame: MessageFrame): Promise<Phase> {
    const kind = kindOf(frame.tag);
    if (this.#phase.kind === "over") return over;
    // Left over from a copy that failed: PostgreSQL does not even look into them.
    if (copyKinds.has(kind)) return this.#phase;
    if (this.#phase.kind === "skippingToSync" && kind !== "sync" && kind !== "terminate") return skippingToSync;
    return this.#answer(decodeFrame(frame));
  }

  async #answer(message: FrontendMessage): Promise<Phase> {
    const scope = this.#scope;
    switch (message.kind) {
      case "query":
        await answerQuery(scope, message.sql);
        return this.#rest();
      case "parse":
        await parse(scope, message);
        return ready;
      case "bind":
        await bind(scope, message);
        return ready;
      case "describe":
        describe(scope, message);
        return ready;
      case "execute":
        await execute(scope, message);
        return ready;
      case "close":
        await close(scope, message);
        return ready;
      case "flush":
        scope.outlet.flush();
        return ready;
      case "sync":
        await sync(scope);
        return this.#rest();
      case "terminate":
        scope.outlet.end();
        return over;
      case "functionCall":
        throw new FeatureNotSupported("function calls by message are not supported", {
          hint: "Call the function in a SELECT.",
        });
      case "copyData":
      case "copyDone":
      case "copyFail":
      case "authenticationResponse":
      case "startup":
      case "sslRequest":
      case "gssEncRequest":
      case "cancelRequest":
        throw new ProtocolViolation(`unexpected message: ${message.kind}`);
    }
  }

  /** The only place that turns failures into answers. */
  async #fail(thrown: unknown, frame: MessageFrame): Promise<Phase> {
    const { outlet, transaction, portals } = this.#scope;
    const error = toPgError(thrown);
    this.#logFailure(error);
    if (error.severity === "FATAL") return this.#sayGoodbye(error);
    const { depth, isFailed: hadFailed } = transaction;
    transaction.fail();
    outlet.write(errorResponse(error));
    outlet.flush();
    if (!transaction.isBlock) await portals.closeFrom(0);
    else if (!hadFailed) await portals.failFrom(depth);
    return extendedKinds.has(kindOf(frame.tag)) ? skippingToSync : this.#rest();
  }

  /** Everything is answered: the client may speak again. */
  #rest(): Phase {
    const { outlet, transaction, activity, settings } = this.#scope;
    if (this.#retirement !== undefined) return this.#sayGoodbye(this.#retirement);
    this.#report();
    outlet.write(readyForQuery(transaction.status));
    outlet.flush();
    activity.rest(transaction.status);
    const limit = idleLimit(settings, transaction.status);
    this.#idleTimer = limit && this.#clock.after(limit.delayMs, () => this.terminate(limit.error));
    return ready;
  }

  #report(): void {
    for (const setting of this.#scope.settings.takeReports()) this.#scope.outlet.write(parameterStatus(setting));
  }

  #sayGoodbye(error: PgError): Phase {
    this.#idleTimer?.cancel();
    this.#scope.runs.endLife(error);
    this.#scope.outlet.write(errorResponse(error));
    this.#scope.outlet.end();
    return over;
  }

  #logFailure(error: PgError): void {
    const { log, peer } = this.#scope;
    const fields = { session: peer.processId, role: peer.role, sqlstate: error.sqlstate };
    if (error.cause !== undefined && error.sqlstate.startsWith("XX")) {
      log.error({ ...fields, err: error.cause }, "internal error");
    } else {
      log.debug({ ...fields, err: error }, "statement failed");
    }
  }
}

const copyKinds: ReadonlySet<FrontendMessage["kind"]> = new Set(["copyData", "copyDone", "copyFail"]);

const extendedKinds: ReadonlySet<FrontendMessage["kind"]> = new Set([
  "parse",
  "bind",
  "describe",
  "execute",
  "close",
  "flush",
]);
