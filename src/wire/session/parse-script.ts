// Cuts what a client sent into statements, and says what PostgreSQL's scanner says of it.
import { cutNameNotices, type Statement } from "../../engine/api.js";
import { notify, type Scope } from "./scope.js";
import { audited } from "./statement-audit.js";

export async function parseScript(scope: Scope, sql: string): Promise<readonly Statement[]> {
  const statements = await audited(scope, { sql, statement: undefined, isPreparation: true }, () =>
    scope.engine.parse(sql),
  );
  // In DuckDB's dialect names are as long as they are.
  if (scope.settings.get("sluice.dialect") !== "duckdb") {
    for (const notice of cutNameNotices(sql)) notify(scope, notice);
  }
  return statements;
}
