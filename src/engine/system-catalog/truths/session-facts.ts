// What only the gateway knows, for the statements of the system catalog that ask for it: handed over in settings of their transaction.
import type { StatementContext } from "../../api.js";
import type { Cell, SystemRelation } from "../../procedure.js";
import type { SystemQuery } from "../../statement.js";
import { sessionsSetting, sessionViews } from "./statistics-views.js";
import { settingsSetting } from "./truths.js";

export interface FactSources {
  /** sluice.sessions; absent: there are no sessions. */
  readonly sessions: () => SystemRelation | undefined;
  readonly isSuperuser: (context: StatementContext) => boolean;
}

/** By the name of the setting that has it, JSON. */
export async function sessionFacts(
  { relations, functions }: SystemQuery,
  context: StatementContext,
  { sessions, isSuperuser }: FactSources,
  settingNames: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const facts = new Map<string, string>();
  const relation = relations.some((name) => sessionViews.has(name)) ? sessions() : undefined;
  if (relation !== undefined) {
    const rows = await relation.rows({ context, isSuperuser: isSuperuser(context) });
    facts.set(sessionsSetting, jsonOf(rows.map((row) => objectOf(relation, row))));
  }
  if (relations.includes("pg_settings") || functions.some((name) => askingSettings.has(name))) {
    const values = settingNames.flatMap((name) => {
      const value = context.setting(name);
      return value === undefined ? [] : [[name.toLowerCase(), value] as const];
    });
    facts.set(settingsSetting, jsonOf(Object.fromEntries(values)));
  }
  return facts;
}

const askingSettings = new Set(["current_setting", "pg_show_all_settings"]);

function objectOf({ columns }: SystemRelation, row: readonly Cell[]): Readonly<Record<string, Cell>> {
  return Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]));
}

/** PostgreSQL refuses all of a JSON text that has a NUL or half of a character anywhere in it. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "string" ? part.replace(/\0|\p{Cs}/gu, "\u{fffd}") : part,
  );
}
