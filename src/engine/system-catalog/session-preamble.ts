// What makes PostgreSQL's surroundings those of the session that asks: its roles, its settings, and a transaction that cannot write.
import { quoteIdentifier, quoteLiteral } from "../duckdb/sandbox.js";
import type { StatementContext } from "../api.js";

/** Settings that change how values look or names are found. */
const settings = ["DateStyle", "IntervalStyle", "TimeZone", "bytea_output", "extra_float_digits", "application_name"];

/** One text of several statements. ROLLBACK undoes all of it. */
export function sessionPreamble(context: StatementContext, facts: ReadonlyMap<string, string>): string {
  const { role, sessionRole = role, sessionId, clientAddress } = context;
  const given = settings.flatMap((name) => {
    const value = context.setting(name);
    return value === undefined ? [] : [`SET LOCAL ${name} = ${quoteLiteral(value)}`];
  });
  return [
    "BEGIN READ ONLY",
    ...given,
    ...Array.from(facts, ([name, json]) => `SET LOCAL ${name} = ${quoteLiteral(json)}`),
    // A list of names, quoted by whoever set it: PostgreSQL itself takes it apart.
    `SELECT set_config('search_path', ${quoteLiteral(searchPathOf(context.setting("search_path")))}, true)`,
    `SET LOCAL sluice.backend_pid = ${quoteLiteral(String(sessionId))}`,
    `SET LOCAL sluice.client_address = ${quoteLiteral(clientAddress ?? "")}`,
    `SET LOCAL SESSION AUTHORIZATION ${quoteIdentifier(sessionRole)}`,
    ...(role === sessionRole ? [] : [`SET LOCAL ROLE ${quoteIdentifier(role)}`]),
  ].join(";");
}

/** No role has a schema of its own here: that of the system relations is called like a role only by chance. */
function searchPathOf(setting = "public"): string {
  return setting.replace(/"\$user"\s*(,|$)/, "").trim();
}
