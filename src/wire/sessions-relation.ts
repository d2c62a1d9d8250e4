// `sluice.sessions`: who is connected, and what they are doing.

import type { ResultColumn, SystemRelation } from "../engine/api.js";
import type { Session } from "./session/session.js";

const columns: readonly ResultColumn[] = [
  { name: "pid", type: { id: "INTEGER" } },
  { name: "role", type: { id: "VARCHAR" } },
  { name: "database", type: { id: "VARCHAR" } },
  { name: "client_address", type: { id: "VARCHAR" } },
  { name: "tls", type: { id: "VARCHAR" } },
  { name: "application_name", type: { id: "VARCHAR" } },
  { name: "state", type: { id: "VARCHAR" } },
  { name: "query", type: { id: "VARCHAR" } },
  { name: "query_start", type: { id: "TIMESTAMPTZ" } },
  { name: "state_change", type: { id: "TIMESTAMPTZ" } },
  { name: "backend_start", type: { id: "TIMESTAMPTZ" } },
  { name: "xact_start", type: { id: "TIMESTAMPTZ" } },
  { name: "wait_event", type: { id: "VARCHAR" } },
];

/** Superusers see all sessions; others those of their own role. */
export function sessionsRelation(sessions: () => readonly Session[]): SystemRelation {
  return {
    name: "sessions",
    columns,
    isForSuperusers: false,
    async rows({ context, isSuperuser }) {
      return sessions()
        .filter(({ peer }) => isSuperuser || peer.role === context.role)
        .map(rowOf);
    },
  };
}

function rowOf({ peer, scope: { activity, settings } }: Session) {
  return [
    peer.processId,
    peer.role,
    peer.database,
    peer.clientAddress ?? null,
    peer.tlsVersion ?? null,
    settings.get("application_name") ?? null,
    activity.state,
    activity.query,
    activity.queryStartedAt ?? null,
    activity.stateChangedAt,
    activity.begunAt,
    activity.transactionStartedAt ?? null,
    activity.waitEvent ?? null,
  ];
}
