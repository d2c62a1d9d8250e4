// What all procedures of administration have in common: who may call them, checked arguments, and an author.
import type { Authorship } from "../../catalog/api.js";
import type { Invocation, Procedure, ProcedureResult, ResultColumn, StatementContext } from "../../engine/api.js";
import { InsufficientPrivilege } from "../../errors.js";
import { authorshipOf } from "../authorship.js";
import { type ArgumentRules, type ArgumentsOf, authorshipArguments, readArguments } from "./arguments.js";

export interface ProcedureDefinition<Rules extends ArgumentRules> {
  readonly name: string;
  readonly isForSuperusers: boolean;
  /** In positional order. */
  readonly arguments: Rules;
  /** What it returns, or what it returns with these arguments. */
  readonly columns:
    | readonly ResultColumn[]
    | ((call: Pick<ProcedureCall<ArgumentsOf<Rules>>, "arguments" | "context">) => readonly ResultColumn[]);
  readonly changesCatalog: boolean;
  readonly run: (call: ProcedureCall<ArgumentsOf<Rules>>) => Promise<ProcedureResult>;
}

export interface ProcedureCall<Arguments> {
  readonly arguments: Arguments;
  readonly authorship: Authorship;
  readonly role: string;
  readonly context: StatementContext;
  /** Says something to the client at once. */
  readonly notify: Invocation["notify"];
  readonly signal: AbortSignal;
}

export function defineProcedure<Rules extends ArgumentRules>(definition: ProcedureDefinition<Rules>): Procedure {
  const { name, isForSuperusers, columns, changesCatalog } = definition;
  return {
    name,
    parameters: Object.entries(definition.arguments).map(([key, { rule }]) => ({ name: key, type: rule.type })),
    columns:
      typeof columns === "function"
        ? ({ arguments: given, context }) => columns({ arguments: readArguments(definition.arguments, given), context })
        : columns,
    changesCatalog,
    async run({ arguments: given, context, isSuperuser, notify, signal }: Invocation): Promise<ProcedureResult> {
      if (isForSuperusers && !isSuperuser) {
        throw new InsufficientPrivilege(`permission denied for procedure ${name}`, {
          detail: "Only superusers may call it.",
        });
      }
      return definition.run({
        arguments: readArguments(definition.arguments, given),
        authorship: authorshipOf(context, readArguments(authorshipArguments, given)),
        role: context.role,
        context,
        notify,
        signal,
      });
    },
  };
}
