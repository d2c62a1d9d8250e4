// Who changes the catalog, and why, as it is kept in the journal.
import type { Authorship } from "../catalog/api.js";
import type { StatementContext } from "../engine/api.js";
import { InvalidParameterValue } from "../errors.js";
import { limits } from "../limits.js";

/**
 * Whose session it is stands for who asked, unless somebody is named. GRANT and its kin have no place for that: there,
 * `SET sluice.actor` and `SET sluice.reason` tell.
 */
export function authorshipOf(
  context: Pick<StatementContext, "role" | "sessionRole" | "clientAddress" | "statementId" | "setting">,
  named: { readonly actor?: string | undefined; readonly reason?: string | undefined } = {},
): Authorship {
  const reason = named.reason ?? said(context, "sluice.reason", limits.reasonCharactersMax);
  return {
    actor:
      named.actor ?? said(context, "sluice.actor", limits.actorCharactersMax) ?? context.sessionRole ?? context.role,
    ...(reason === undefined ? {} : { reason }),
    role: context.role,
    ...(context.clientAddress === undefined ? {} : { clientAddress: context.clientAddress }),
    ...(context.statementId === undefined ? {} : { statementId: context.statementId }),
  };
}

function said(context: Pick<StatementContext, "setting">, name: string, charactersMax: number): string | undefined {
  const value = context.setting(name);
  if (value === undefined || value === "") return undefined;
  if (value.length > charactersMax) {
    throw new InvalidParameterValue(`${name} is too long`, { hint: `It can have ${charactersMax} characters.` });
  }
  return value;
}
