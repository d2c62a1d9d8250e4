// What a session writes filters of views and policies in, as the catalog keeps it.
import type { FilterDialect } from "../catalog/api.js";
import type { StatementContext } from "../engine/api.js";

export function filterDialectOf({ setting }: Pick<StatementContext, "setting">): { readonly dialect?: FilterDialect } {
  return setting("sluice.dialect") === "duckdb" ? {} : { dialect: "postgres" };
}

/** As `sluice.views` and `sluice.policies` show it. */
export function dialectName(dialect: FilterDialect | undefined): string {
  return dialect ?? "duckdb";
}
