// `sluice.logins`: who came in since the start, who tried, and why they were refused. The last of them, oldest first.
import type { ResultColumn, SystemRelation } from "../engine/api.js";
import type { LoginHistory } from "./auth/login-history.js";

const columns: readonly ResultColumn[] = [
  { name: "at", type: { id: "TIMESTAMPTZ" } },
  { name: "role", type: { id: "VARCHAR" } },
  { name: "client_address", type: { id: "VARCHAR" } },
  { name: "tls", type: { id: "VARCHAR" } },
  { name: "outcome", type: { id: "VARCHAR" } },
  { name: "sqlstate", type: { id: "VARCHAR" } },
  { name: "reason", type: { id: "VARCHAR" } },
];

export function loginsRelation(history: LoginHistory): SystemRelation {
  return {
    name: "logins",
    columns,
    isForSuperusers: true,
    async rows() {
      return history.records.map(({ at, role, clientAddress, tlsVersion, outcome, sqlstate, reason }) => [
        at,
        role,
        clientAddress ?? null,
        tlsVersion ?? null,
        outcome,
        sqlstate ?? null,
        reason ?? null,
      ]);
    },
  };
}
