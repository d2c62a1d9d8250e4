// sluice.audit: who came in, who was refused, and which statements were run. Of a long log, the newest part.
import type { Cell, ResultColumn, SystemRelation } from "../../engine/api.js";
import { limits } from "../../limits.js";
import type { AuditLog } from "../audit/audit-log.js";
import type { AuditRow } from "../audit/segments.js";

const text: ResultColumn["type"] = { id: "VARCHAR" };
const texts: ResultColumn["type"] = { id: "LIST", child: text };

const columns: readonly (ResultColumn & { readonly of: (row: AuditRow) => Cell })[] = [
  { name: "time", type: { id: "TIMESTAMPTZ" }, of: ({ at }) => at },
  { name: "kind", type: text, of: ({ kind }) => kind },
  { name: "role", type: text, of: ({ role }) => role },
  { name: "session_role", type: text, of: ({ sessionRole }) => sessionRole },
  { name: "session", type: { id: "INTEGER" }, of: ({ session }) => session },
  { name: "client_address", type: text, of: ({ clientAddress }) => clientAddress },
  { name: "application_name", type: text, of: ({ applicationName }) => applicationName },
  { name: "database", type: text, of: ({ database }) => database },
  { name: "statement_id", type: text, of: ({ statementId }) => statementId },
  { name: "statement", type: text, of: ({ statement }) => statement },
  { name: "relations", type: texts, of: ({ relations }) => relations },
  { name: "datasets", type: texts, of: ({ datasets }) => datasets },
  { name: "columns", type: texts, of: ({ columns: read }) => read },
  { name: "redactions", type: texts, of: ({ redactions }) => redactions },
  { name: "rows_returned", type: { id: "BIGINT" }, of: ({ rowsReturned }) => rowsReturned },
  { name: "snapshot", type: { id: "BIGINT" }, of: ({ snapshot }) => snapshot },
  { name: "duration_ms", type: { id: "DOUBLE" }, of: ({ durationMs }) => durationMs },
  { name: "sqlstate", type: text, of: ({ sqlstate }) => sqlstate },
];

export function auditRelation(log: Pick<AuditLog, "read">): SystemRelation {
  return {
    name: "audit",
    columns: columns.map(({ name, type }) => ({ name, type })),
    isForSuperusers: true,
    async rows() {
      const rows: (readonly Cell[])[] = [];
      for await (const segment of log.read()) {
        for (const row of segment) rows.push(columns.map(({ of }) => of(row)));
        if (rows.length >= limits.auditRowsShownMax) break;
      }
      return rows;
    },
  };
}
