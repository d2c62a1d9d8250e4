// What the handlers of a session's messages work with.

import type { AuditSink, Engine, Notice, StatementContext } from "../../engine/api.js";
import type { EncodingSettings } from "../encoding/settings.js";
import type { Log } from "../log.js";
import { noticeResponse } from "../protocol/backend.js";
import type { Activity } from "./activity.js";
import type { CopyInput } from "./copy-input.js";
import { actingRoleOf, sessionRoleOf } from "./identity.js";
import { encodingSettingNames, encodingSettingsOf, engineTimeZone } from "./locale-settings.js";
import type { Outlet } from "./outlet.js";
import type { Portals } from "./portals.js";
import type { PreparedStatements } from "./prepared-statements.js";
import type { Runs } from "./runs.js";
import type { Settings } from "./settings.js";
import type { Transaction } from "./transaction.js";

/** Who the session speaks with. */
export interface Peer {
  readonly processId: number;
  readonly role: string;
  readonly isSuperuser: boolean;
  readonly database: string;
  readonly clientAddress: string | undefined;
  /** Undefined: without TLS. */
  readonly tlsVersion: string | undefined;
}

export interface Scope {
  readonly peer: Peer;
  readonly engine: Engine;
  readonly audit: AuditSink;
  readonly outlet: Outlet;
  readonly log: Log;
  readonly settings: Settings;
  readonly transaction: Transaction;
  readonly statements: PreparedStatements;
  readonly portals: Portals;
  readonly runs: Runs;
  readonly activity: Activity;
  readonly copyInput: CopyInput;
}

/** What a statement that starts now is told of its surroundings. */
export function contextOf(scope: Scope): StatementContext {
  const { peer, settings, transaction, activity } = scope;
  return {
    sessionId: peer.processId,
    role: actingRoleOf(scope),
    sessionRole: sessionRoleOf(settings),
    database: peer.database,
    clientAddress: peer.clientAddress,
    statementId: activity.statementId,
    timeZone: engineTimeZone(settings.get("timezone") ?? "UTC"),
    transactionStartedAt: transaction.isBlock ? activity.transactionStartedAt : undefined,
    snapshot: transaction.snapshot(),
    setting: (name) => settings.get(name),
  };
}

/** The last one that was made, by session. */
const encodings = new WeakMap<Settings, { readonly values: string; readonly encoding: EncodingSettings }>();

/** The same object as long as values look the same. */
export function encodingOf({ settings }: Scope): EncodingSettings {
  const values = encodingSettingNames.map((name) => settings.get(name) ?? "").join("\0");
  const known = encodings.get(settings);
  if (known?.values === values) return known.encoding;
  const encoding = encodingSettingsOf((name) => settings.get(name));
  encodings.set(settings, { values, encoding });
  return encoding;
}

/** Least important first, as client_min_messages has them. INFO is for the client in any case. */
const levels = ["debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning", "error"];

export function notify(scope: Scope, notice: Notice): void {
  const least = levels.indexOf(scope.settings.get("client_min_messages") ?? "notice");
  const isWanted = notice.severity === "INFO" || levels.indexOf(notice.severity.toLowerCase()) >= least;
  if (isWanted) scope.outlet.write(noticeResponse(notice));
}
