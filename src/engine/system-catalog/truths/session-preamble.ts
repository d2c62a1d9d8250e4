// What makes PostgreSQL's surroundings those of the session that asks: its roles, its settings, and a transaction that cannot write.
import { quoteIdentifier, quoteLiteral } from "../../duckdb/sandbox.js";
import { searchPathOf } from "../../sql/search-path.js";
import type { StatementContext } from "../../api.js";

/** Settings that change how values look or names are found. */
const settings = ["DateStyle", "IntervalStyle", "TimeZone", "bytea_output", "extra_float_digits", "application_name"];

/**
 * Texts of several statements, to be said one after another. ROLLBACK undoes all of it. The first one is not the client's in any way but for its
 * roles' names: whatever the others come to, what follows runs as those roles and cannot write, or not at all.
 */
export function sessionPreamble(
  context: StatementContext,
  facts: ReadonlyMap<string, string>,
  version: number,
): readonly string[] {
  const { role, sessionRole = role, sessionId, clientAddress } = context;
  const given = settings.flatMap((name) => {
    const value = context.setting(name);
    return value === undefined ? [] : [`SET LOCAL ${name} = ${quoteLiteral(value)}`];
  });
  const begin = [
    "BEGIN READ ONLY",
    `SET LOCAL SESSION AUTHORIZATION ${quoteIdentifier(sessionRole)}`,
    ...(role === sessionRole ? [] : [`SET LOCAL ROLE ${quoteIdentifier(role)}`]),
  ];
  const surroundings = [
    ...given,
    ...Array.from(facts, ([name, json]) => `SET LOCAL ${name} = ${quoteLiteral(json)}`),
    `SELECT set_config('search_path', ${quoteLiteral(pathSql(context.setting("search_path")))}, true)`,
    `SET LOCAL sluice.backend_pid = ${quoteLiteral(String(sessionId))}`,
    `SET LOCAL sluice.commit = '${version}'`,
    `SET LOCAL sluice.client_address = ${quoteLiteral(clientAddress ?? "")}`,
  ];
  return [begin.join(";"), surroundings.join(";")];
}

function pathSql(setting: string | undefined): string {
  return searchPathOf(setting).map(quoteIdentifier).join(", ");
}
