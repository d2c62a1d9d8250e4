// The door for PostgreSQL clients: listens, counts connections, opens sessions, and closes in good order.

import { networkInterfaces } from "node:os";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { AuditRecord, AuditSink, Engine, SessionDeeds, SystemRelation } from "../engine/api.js";
import {
  AdminShutdown,
  CannotConnectNow,
  type PgError,
  QueryCanceled,
  RoleGone,
  TooManyConnections,
} from "../errors.js";
import { limits } from "../limits.js";
import { type HbaClient, type HbaMethod, hbaMethod, type HbaRule } from "./auth/hba.js";
import { LoginHistory, type LoginRecord } from "./auth/login-history.js";
import { LoginThrottle } from "./auth/login-throttle.js";
import { type Clock, systemClock } from "./clock.js";
import { Connection, type ConnectionOptions } from "./connection.js";
import type { Log } from "./log.js";
import type { Line, Login } from "./session/greeting.js";
import { loginsRelation } from "./logins-relation.js";
import { openSession } from "./session/open-session.js";
import type { Outlet } from "./session/outlet.js";
import { SessionRegistry } from "./session/registry.js";
import { sessionDeeds } from "./session/session-deeds.js";
import { noAudit } from "./session/statement-audit.js";
import type { Session } from "./session/session.js";
import { sessionsRelation } from "./sessions-relation.js";
import type { CertificateWatch } from "./tls/certificate-watch.js";

/** What may change while the server runs; sessions that are there stay. */
export interface ClientAdmission {
  /** Whether a client may come in from there without TLS. */
  allowsPlain(clientAddress: string | undefined): boolean;
  /** Who may come in from where. Absent: everybody, with a password. */
  readonly hba?: readonly HbaRule[] | undefined;
}

export interface PgServerOptions {
  readonly engine: Engine;
  /** The one database that there is. */
  readonly database: string;
  /** Clients read their way of speaking from its beginning: `15.8 (Sluice 0.1.0)`. */
  readonly serverVersion: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly connectionsMax: number;
  /** Absent: TLS is not offered. Watched as long as the server listens. */
  readonly certificates?: CertificateWatch | undefined;
  readonly admission: ClientAdmission;
  readonly log: Log;
  /** Absent: nothing is audited. */
  readonly audit?: AuditSink;
  readonly clock?: Clock;
  /** For logins of roles that do not exist. The same for all gateways of a catalog, and told nobody. */
  readonly mockSecret: Buffer;
}

export interface PgServer {
  /** Where it listens. */
  listen(): Promise<{ readonly host: string; readonly port: number }>;
  readonly sessionsRelation: SystemRelation;
  readonly loginsRelation: SystemRelation;
  /** Stops the running statement of a session. */
  cancelSession(processId: number): "found" | "unknown";
  /** Ends a session. */
  terminateSession(processId: number): "found" | "unknown";
  readonly deeds: SessionDeeds;
  /** For clients to come. */
  admit(admission: ClientAdmission): void;
  /** Reads the certificate again, for connections to come. */
  reloadTls(): Promise<"renewed" | "kept" | "noTls">;
  /** Takes no more clients, lets statements finish for a while, and ends all sessions. */
  close(graceMs: number): Promise<void>;
}

export function createPgServer(options: PgServerOptions): PgServer {
  return new Door(options);
}

class Door implements PgServer {
  readonly sessionsRelation: SystemRelation;
  readonly loginsRelation: SystemRelation;
  readonly deeds: SessionDeeds;
  readonly #logins: LoginHistory;
  readonly #audit: AuditSink;
  readonly #throttle = new LoginThrottle();
  #unwatchRoles: (() => void) | undefined;
  readonly #options: PgServerOptions;
  readonly #clock: Clock;
  readonly #server: Server;
  readonly #registry = new SessionRegistry();
  readonly #connections = new Map<Connection, Promise<void>>();
  readonly #connectionOptions: ConnectionOptions;
  #admission: ClientAdmission;
  #isClosing = false;

  constructor(options: PgServerOptions) {
    this.#options = options;
    this.#admission = options.admission;
    this.#audit = options.audit ?? noAudit;
    this.#logins = new LoginHistory((record) => this.#audit.record(auditRecordOf(record)));
    this.#clock = options.clock ?? systemClock;
    this.sessionsRelation = sessionsRelation(() => this.#registry.sessions());
    this.loginsRelation = loginsRelation(this.#logins);
    this.deeds = sessionDeeds(this.#registry);
    this.#connectionOptions = this.#makeConnectionOptions();
    // A client that has finished speaking still gets its last answer.
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    this.#server.maxConnections = options.connectionsMax + limits.refusedConnectionsMax;
  }

  async listen(): Promise<{ readonly host: string; readonly port: number }> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host, port, backlog: limits.listenBacklog }, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    this.#options.certificates?.start();
    this.#unwatchRoles = this.#options.engine.watchRoles(() => this.#endOrphans());
    this.#server.on("error", (error) => this.#options.log.error({ err: error }, "the listening socket failed"));
    const address = this.#server.address() as AddressInfo;
    return { host: address.address, port: address.port };
  }

  cancelSession(processId: number): "found" | "unknown" {
    const session = this.#registry.get(processId);
    session?.cancel(new QueryCanceled());
    return session === undefined ? "unknown" : "found";
  }

  terminateSession(processId: number): "found" | "unknown" {
    const session = this.#registry.get(processId);
    session?.terminate(new AdminShutdown());
    return session === undefined ? "unknown" : "found";
  }

  admit(admission: ClientAdmission): void {
    this.#admission = admission;
  }

  async reloadTls(): Promise<"renewed" | "kept" | "noTls"> {
    return (await this.#options.certificates?.reload()) ?? "noTls";
  }

  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    this.#server.close();
    this.#options.certificates?.stop();
    this.#unwatchRoles?.();
    for (const session of this.#registry.sessions()) session.retire(new AdminShutdown());
    await this.#allParted(graceMs);
    for (const connection of this.#connections.keys()) connection.refuse(new AdminShutdown());
    await this.#allParted(limits.lingerMsMax);
    for (const connection of this.#connections.keys()) connection.destroy();
    await this.#allParted(limits.lingerMsMax);
  }

  #accept(socket: Socket): void {
    const connection = new Connection(socket, this.#connectionOptions);
    const parted = connection.run().finally(() => this.#connections.delete(connection));
    this.#connections.set(connection, parted);
  }

  #makeConnectionOptions(): ConnectionOptions {
    const { engine, database, serverVersion, mockSecret, log, certificates } = this.#options;
    return {
      clock: this.#clock,
      log,
      certificates,
      logins: this.#logins,
      greeting: {
        roles: engine,
        sessionsOf: (role) => this.#registry.sessions().filter(({ peer }) => peer.role === role).length,
        methodFor: (client) => this.#methodFor(client),
        throttle: this.#throttle,
        clock: this.#clock,
        warn: (message) => log.warn({}, message),
        refusal: () => this.#refusal(),
        allowsPlain: (clientAddress) => this.#admission.allowsPlain(clientAddress),
        database,
        serverVersion,
        mockSecret,
      },
      openSession: (login, outlet, line) => this.#openSession(login, outlet, line),
      closeSession: (session) => this.#closeSession(session),
      cancel: (key) => void this.#registry.cancel(key),
    };
  }

  #methodFor(client: Omit<HbaClient, "memberOf">): Exclude<HbaMethod, "reject"> {
    const { engine } = this.#options;
    const { hba } = this.#admission;
    if (hba === undefined) return "scram-sha-256";
    return hbaMethod(hba, { ...client, memberOf: engine.findRole(client.role)?.memberOf }, { ownAddresses });
  }

  /** A role that is gone leaves no sessions behind: one of its name that comes later is another. */
  #endOrphans(): void {
    const { engine } = this.#options;
    for (const session of this.#registry.sessions()) {
      const gone = [...session.roles].find((role) => engine.findRole(role) === undefined);
      if (gone !== undefined) session.terminate(new RoleGone(gone));
    }
  }

  /** Cancel requests are heard even then: they come before this question. */
  #refusal(): PgError | undefined {
    if (this.#isClosing) return new CannotConnectNow("the gateway is shutting down");
    const { connectionsMax } = this.#options;
    return this.#connections.size > connectionsMax ? new TooManyConnections(connectionsMax) : undefined;
  }

  #openSession(login: Login, outlet: Outlet, line: Line): Session {
    const { engine, log } = this.#options;
    const key = this.#registry.reserve(login.protocolMinor);
    const session = openSession({
      engine,
      audit: this.#audit,
      log,
      clock: this.#clock,
      outlet,
      login,
      line,
      processId: key.processId,
    });
    this.#registry.open(session);
    const { clientAddress, tlsVersion } = session.peer;
    log.info({ session: key.processId, role: login.role.name, clientAddress, tlsVersion }, "session opened");
    session.open(key);
    return session;
  }

  async #closeSession(session: Session): Promise<void> {
    await session.dispose();
    this.#registry.remove(session.peer.processId);
    this.#options.log.info({ session: session.peer.processId }, "session closed");
  }

  /** Resolves when all connections have parted, or the time is up. */
  async #allParted(msMax: number): Promise<void> {
    if (this.#connections.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = this.#clock.after(msMax, resolve);
      void Promise.all(this.#connections.values()).then(() => {
        timer.cancel();
        resolve();
      });
    });
  }
}

function auditRecordOf({ at, role, clientAddress, outcome, sqlstate }: LoginRecord): AuditRecord {
  return {
    at,
    kind: outcome === "accepted" ? "login" : "login refused",
    role,
    sessionRole: role,
    clientAddress,
    sqlstate,
    session: undefined,
    applicationName: undefined,
    database: undefined,
    statementId: undefined,
    statement: undefined,
    access: undefined,
    rowsReturned: undefined,
    durationMs: undefined,
  };
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
}
