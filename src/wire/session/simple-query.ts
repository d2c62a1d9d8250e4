// Answers a simple query: a script of statements, one after another.
// https://www.postgresql.org/docs/15/protocol-flow.html#id-1.10.6.7.4

import type { Statement } from "../../engine/api.js";
import { emptyQueryResponse } from "../protocol/backend.js";
import { parseScript } from "./parse-script.js";
import { Portal } from "./portal.js";
import type { Scope } from "./scope.js";
import { audited, type StatementFindings } from "./statement-audit.js";
import { checkNotFailed, planStatement } from "./statement-plan.js";
import type { ImplicitExtent } from "./transaction.js";

export async function answerQuery(scope: Scope, sql: string): Promise<void> {
  scope.activity.startQuery(sql);
  // As in PostgreSQL, it takes the place of the unnamed statement and portal.
  scope.statements.delete("");
  await scope.portals.close("");
  const script = await parseScript(scope, sql);
  if (script.length === 0) {
    scope.outlet.write(emptyQueryResponse());
    return;
  }
  const extent = extentOf(script);
  for (const statement of script) {
    scope.transaction.beginImplicit(extent);
    await answerStatement(scope, statement, sql);
  }
  await endScript(scope);
}

/** What was declared in a script that is a transaction of its own ends with it. */
async function endScript(scope: Scope): Promise<void> {
  if (!scope.transaction.isBlock) await scope.portals.commit(scope, scope.runs.life);
  scope.transaction.endImplicit();
}

/** A script that only reads sees one snapshot throughout. After a change of the catalog, it must see that. */
function extentOf(script: readonly Statement[]): ImplicitExtent {
  if (script.length === 1) return "statement";
  const onlyReads = script.every(({ kind }) => kind === "query" || kind === "session");
  return onlyReads ? "pinnedScript" : "script";
}

async function answerStatement(scope: Scope, statement: Statement, script: string): Promise<void> {
  await audited(scope, { sql: statement.sql, statement }, (findings) => run(scope, statement, script, findings));
}

async function run(scope: Scope, statement: Statement, script: string, findings: StatementFindings): Promise<void> {
  checkNotFailed(scope, statement);
  const plan = await planStatement(scope, statement, script, []);
  const portal = new Portal({
    name: "",
    sql: statement.sql,
    content: { statement, plan },
    parameters: [],
    columns: plan.columns,
    formats: plan.formats ?? [],
    heldBytes: 0,
    depth: scope.transaction.depth,
  });
  try {
    await portal.run(scope, { rowsMax: 0, isDescribed: true, findings });
  } finally {
    await portal.close(scope.log);
  }
}
