// What makes PostgreSQL's surroundings those of the session that asks: its roles, its settings, and a transaction that cannot write.
import { quoteIdentifier, quoteLiteral } from "../duckdb/sandbox.js";
import { searchPathOf } from "../sql/search-path.js";
import type { StatementContext } from "../api.js";

/** Settings that change how values look or names are found. */
const settings = ["DateStyle", "IntervalStyle", "TimeZone", "bytea_output", "extra_float_digits", "application_name"];

/** One text of several statements. ROLLBACK undoes all of it. */
export function sessionPreamble(
  context: StatementContext,
  facts: ReadonlyMap<string, string>,
  version: number,
): string {
  const { role, sessionRole = role, sessionId, clientAddress } = context;
  const given = settings.flatMap((name) => {
    const value = context.setting(name);
    return value === undefined ? [] : [`SET LOCAL ${name} = ${quoteLiteral(value)}`];
  });
  return [
    "BEGIN READ ONLY",
    ...given,
    ...Array.from(facts, ([name, json]) => `SET LOCAL ${name} = ${quoteLiteral(json)}`),
    `SELECT set_config('search_path', ${quoteLiteral(pathSql(context.setting("search_path")))}, true)`,
    `SET LOCAL sluice.backend_pid = ${quoteLiteral(String(sessionId))}`,
    `SET LOCAL sluice.commit = '${version}'`,
    `SET LOCAL sluice.client_address = ${quoteLiteral(clientAddress ?? "")}`,
    `SET LOCAL SESSION AUTHORIZATION ${quoteIdentifier(sessionRole)}`,
    ...(role === sessionRole ? [] : [`SET LOCAL ROLE ${quoteIdentifier(role)}`]),
  ].join(";");
}

function pathSql(setting: string | undefined): string {
  return searchPathOf(setting).map(quoteIdentifier).join(", ");
}
