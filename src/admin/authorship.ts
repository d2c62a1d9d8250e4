// Who changes the catalog, and why, as it is kept in the journal.
import type { Authorship } from "../catalog/api.js";
import type { StatementContext } from "../engine/api.js";

/** The role itself stands for who asked, unless somebody is named. */
export function authorshipOf(
  context: Pick<StatementContext, "role" | "clientAddress">,
  named: { readonly actor?: string | undefined; readonly reason?: string | undefined } = {},
): Authorship {
  return {
    actor: named.actor ?? context.role,
    ...(named.reason === undefined ? {} : { reason: named.reason }),
    role: context.role,
    ...(context.clientAddress === undefined ? {} : { clientAddress: context.clientAddress }),
  };
}
