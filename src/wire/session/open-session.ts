// Puts a session together for a client that has logged in.

import type { AuditSink, Engine } from "../../engine/api.js";
import type { Clock } from "../clock.js";
import type { Log } from "../log.js";
import { Activity } from "./activity.js";
import { CopyInput } from "./copy-input.js";
import type { Line, Login } from "./greeting.js";
import type { Outlet } from "./outlet.js";
import { Portals } from "./portals.js";
import { PreparedStatements } from "./prepared-statements.js";
import { Runs } from "./runs.js";
import { Session } from "./session.js";
import { Transaction } from "./transaction.js";

export interface SessionOptions {
  readonly engine: Engine;
  readonly audit: AuditSink;
  readonly outlet: Outlet;
  readonly clock: Clock;
  readonly log: Log;
  readonly login: Login;
  readonly line: Line;
  readonly processId: number;
}

export function openSession({ engine, audit, outlet, clock, log, login, line, processId }: SessionOptions): Session {
  const { role, database, settings } = login;
  const { clientAddress, encryption } = line;
  const tlsVersion = encryption.kind === "tls" ? encryption.version : undefined;
  const scope = {
    peer: { processId, role: role.name, isSuperuser: role.isSuperuser, database, clientAddress, tlsVersion },
    engine,
    audit,
    outlet,
    log,
    settings,
    transaction: new Transaction(settings, () => engine.pinSnapshot()),
    statements: new PreparedStatements(),
    portals: new Portals(log),
    runs: new Runs(clock),
    activity: new Activity(clock),
    copyInput: new CopyInput(),
  };
  return new Session(scope, clock);
}
