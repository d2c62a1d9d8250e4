// What is said before a session: the startup packet, and the proof of who is there.
// https://www.postgresql.org/docs/15/protocol-flow.html#id-1.10.6.7.3

import { randomBytes } from "node:crypto";
import type { Engine, LoginRole } from "../../engine/api.js";
import {
  FeatureNotSupported,
  InvalidAuthorization,
  type PgError,
  ProtocolViolation,
  TooManyConnectionsForRole,
  UnknownDatabase,
} from "../../errors.js";
import type { HbaClient, HbaMethod } from "../auth/hba.js";
import type { LoginThrottle } from "../auth/login-throttle.js";
import { decodeSaslInitialResponse, decodeSaslResponse } from "../auth/sasl-messages.js";
import { type ChannelBinding, scramMechanisms, ScramServer } from "../auth/scram.js";
import { parseVerifier } from "../auth/scram-verifier.js";
import {
  authenticationSasl,
  authenticationSaslContinue,
  authenticationSaslFinal,
  negotiateProtocolVersion,
} from "../protocol/backend.js";
import type { Clock } from "../clock.js";
import { decodeFrame } from "../protocol/frontend.js";
import type { Frame } from "../protocol/framer.js";
import { protocolMinorMax, type StartupPacket } from "../protocol/startup-packet.js";
import { settingsAtLogin } from "./login-settings.js";
import type { Outlet } from "./outlet.js";
import type { BackendKey } from "./registry.js";
import type { Settings } from "./settings.js";

export interface GreetingOptions {
  readonly roles: Pick<Engine, "findRole" | "mayBecome">;
  /** How many sessions a role has. */
  sessionsOf(role: string): number;
  /** How a role has to prove itself from there. Throws where it may not come in at all. */
  methodFor(client: Omit<HbaClient, "memberOf">): Exclude<HbaMethod, "reject">;
  readonly throttle: LoginThrottle;
  readonly clock: Pick<Clock, "now">;
  warn(message: string): void;
  /** Why nobody can come in now; undefined: they can. */
  refusal(): PgError | undefined;
  /** Whether a client may come in from there without TLS. */
  allowsPlain(clientAddress: string | undefined): boolean;
  readonly database: string;
  readonly serverVersion: string;
  readonly mockSecret: Buffer;
}

/** Where a client is, and who could listen on the way. */
export interface Line {
  readonly clientAddress: string | undefined;
  readonly encryption: Encryption;
}

export type Encryption =
  | { readonly kind: "none"; readonly isOffered: boolean }
  /** `version` as clients know it: TLSv1.3. */
  | {
      readonly kind: "tls";
      readonly version: string;
      readonly channelBinding: ChannelBinding;
      /** Of the client's certificate, if it has shown one that counts. */
      readonly commonName?: string | undefined;
    };

export interface Login {
  readonly role: LoginRole;
  readonly database: string;
  readonly settings: Settings;
  readonly protocolMinor: number;
}

export type GreetingStep =
  | { readonly kind: "more" }
  /** Too many have failed before: the proof is looked at after a while only. */
  | { readonly kind: "wait"; readonly ms: number; readonly next: () => GreetingStep }
  | { readonly kind: "encryptionRequested"; readonly method: EncryptionMethod }
  | { readonly kind: "cancelRequested"; readonly key: BackendKey }
  | { readonly kind: "loggedIn"; readonly login: Login }
  | { readonly kind: "over" };

export type EncryptionMethod = "tls" | "gss";

type Startup = Extract<StartupPacket, { readonly kind: "startup" }>;

type Phase =
  | { readonly kind: "expectsStartup" }
  | { readonly kind: "expectsMechanism"; readonly startup: Startup; readonly role: string }
  | {
      readonly kind: "expectsFirst" | "expectsFinal";
      readonly startup: Startup;
      readonly role: string;
      readonly scram: ScramServer;
    };

const more: GreetingStep = { kind: "more" };
/** PostgreSQL's own length (SCRAM_RAW_NONCE_LEN). */
const nonceBytes = 18;

export class Greeting {
  readonly #options: GreetingOptions;
  readonly #outlet: Outlet;
  readonly #line: Line;
  readonly #asked = new Set<EncryptionMethod>();
  #named: string | undefined;
  #phase: Phase = { kind: "expectsStartup" };

  constructor(options: GreetingOptions, outlet: Outlet, line: Line) {
    this.#options = options;
    this.#outlet = outlet;
    this.#line = line;
  }

  /** Who says to be there; undefined: nobody has said so yet. */
  get role(): string | undefined {
    return this.#named;
  }

  /** Every failure is the end of the connection. */
  handle(frame: Frame): GreetingStep {
    const message = decodeFrame(frame);
    switch (message.kind) {
      case "sslRequest":
        return this.#askEncryption("tls");
      case "gssEncRequest":
        return this.#askEncryption("gss");
      case "cancelRequest":
        return { kind: "cancelRequested", key: message };
      case "startup":
        return this.#start(message);
      case "authenticationResponse":
        return this.#authenticate(message.body);
      case "terminate":
        return { kind: "over" };
      default:
        throw new ProtocolViolation(`expected SASL response, got ${message.kind}`);
    }
  }

  #askEncryption(method: EncryptionMethod): GreetingStep {
    if (this.#line.encryption.kind === "tls")
      throw new ProtocolViolation(`a request for ${method} encryption within TLS`);
    if (this.#asked.has(method)) throw new ProtocolViolation(`a second request for ${method} encryption`);
    this.#asked.add(method);
    return { kind: "encryptionRequested", method };
  }

  #start(startup: Startup): GreetingStep {
    const refusal = this.#options.refusal();
    if (refusal !== undefined) throw refusal;
    const role = startup.parameters.get("user") ?? "";
    if (role === "") throw new InvalidAuthorization("no PostgreSQL user name specified in startup packet");
    this.#named = role;
    this.#checkEncryption(role, startup);
    if (!/^(|0|false|off|no)$/i.test(startup.parameters.get("replication") ?? "")) {
      throw new FeatureNotSupported("replication connections are not supported", { severity: "FATAL" });
    }
    if (startup.protocolMinor > protocolMinorMax || startup.protocolOptions.length > 0) {
      this.#outlet.write(
        negotiateProtocolVersion({ protocolMinor: agreedMinor(startup), unknownOptions: startup.protocolOptions }),
      );
    }
    this.#phase = { kind: "expectsMechanism", startup, role };
    const { clientAddress: address, encryption } = this.#line;
    const database = this.#databaseOf(startup);
    const isTls = encryption.kind === "tls";
    const commonName = isTls ? encryption.commonName : undefined;
    const method = this.#options.methodFor({ address, isTls, commonName, role, database });
    // By its certificate it has proven itself already.
    if (method !== "scram-sha-256") return { kind: "loggedIn", login: this.#admit(role, startup) };
    this.#outlet.write(authenticationSasl(scramMechanisms(this.#channelBinding)));
    return more;
  }

  /** Before any password is asked for. Clients with sslmode=allow try again with TLS on this very SQLSTATE. */
  #checkEncryption(role: string, startup: Startup): void {
    const { clientAddress, encryption } = this.#line;
    if (encryption.kind === "tls" || this.#options.allowsPlain(clientAddress)) return;
    const database = this.#databaseOf(startup);
    throw new InvalidAuthorization(
      `connection without encryption is not allowed for host "${clientAddress}", user "${role}", database "${database}"`,
      {
        hint: encryption.isOffered
          ? "Connect with TLS (sslmode=require or better), or have the gateway's setting tls.allow_plain changed."
          : "The gateway offers no TLS: have its settings tls.certificate and tls.key given, or tls.allow_plain changed.",
      },
    );
  }

  /** Without TLS there is no channel to bind to. */
  get #channelBinding(): ChannelBinding {
    const { encryption } = this.#line;
    return encryption.kind === "tls" ? encryption.channelBinding : { kind: "notOffered" };
  }

  #authenticate(body: Buffer): GreetingStep {
    const phase = this.#phase;
    switch (phase.kind) {
      case "expectsStartup":
        throw new ProtocolViolation("expected a startup packet");
      case "expectsMechanism": {
        const { mechanism, response } = decodeSaslInitialResponse(body);
        const scram = this.#openScram(phase.role, mechanism);
        this.#phase = { ...phase, kind: "expectsFirst", scram };
        // A client may wait for an empty challenge before it speaks.
        if (response === undefined) this.#outlet.write(authenticationSaslContinue(""));
        else this.#challenge(scram, response);
        return more;
      }
      case "expectsFirst":
        this.#challenge(phase.scram, decodeSaslResponse(body));
        return more;
      case "expectsFinal":
        return this.#inTurn(phase.role, () => {
          this.#outlet.write(authenticationSaslFinal(phase.scram.final(decodeSaslResponse(body))));
          return { kind: "loggedIn", login: this.#admit(phase.role, phase.startup) };
        });
    }
  }

  /** Not at the beginning: then, tries that come all at once would all be free. */
  #inTurn(role: string, next: () => GreetingStep): GreetingStep {
    const { throttle, clock } = this.#options;
    const ms = throttle.enter(this.#line.clientAddress ?? "", role, clock.now().getTime());
    return ms === 0 ? next() : { kind: "wait", ms, next };
  }

  #challenge(scram: ScramServer, clientFirst: Buffer): void {
    if (this.#phase.kind !== "expectsFirst") throw new Error("a challenge follows the first message");
    this.#outlet.write(authenticationSaslContinue(scram.first(clientFirst)));
    this.#phase = { ...this.#phase, kind: "expectsFinal" };
  }

  /** A role that is not there, or has no password, goes through the same motions. */
  #openScram(role: string, mechanism: string): ScramServer {
    const known = this.#options.roles.findRole(role);
    const { validUntil, verifier: kept } = known ?? {};
    // A password that has run out is none.
    const isOver = validUntil !== undefined && validUntil.getTime() < this.#options.clock.now().getTime();
    const verifier = isOver ? undefined : kept;
    return new ScramServer({
      role,
      verifier: verifier === undefined ? undefined : parseVerifier(verifier),
      mockSecret: this.#options.mockSecret,
      nonce: randomBytes(nonceBytes).toString("base64"),
      mechanism,
      channelBinding: this.#channelBinding,
    });
  }

  /** Only now, after the proof, is anything told of roles and databases. */
  #admit(name: string, startup: Startup): Login {
    const { roles, serverVersion } = this.#options;
    const role = roles.findRole(name);
    if (role?.canLogin !== true) throw new InvalidAuthorization(`role "${name}" is not permitted to log in`);
    const { connectionsMax } = role;
    if (connectionsMax !== undefined && !role.isSuperuser && this.#options.sessionsOf(name) >= connectionsMax) {
      throw new TooManyConnectionsForRole(name);
    }
    const database = this.#databaseOf(startup);
    if (database !== this.#options.database) throw new UnknownDatabase(database);
    const settings = settingsAtLogin(role, serverVersion, startup.parameters, {
      roles,
      warn: (message) => this.#options.warn(message),
    });
    return { role, database, settings, protocolMinor: agreedMinor(startup) };
  }

  #databaseOf(startup: Startup): string {
    return startup.parameters.get("database") || this.#options.database;
  }
}

function agreedMinor({ protocolMinor }: Startup): number {
  return Math.min(protocolMinor, protocolMinorMax);
}
