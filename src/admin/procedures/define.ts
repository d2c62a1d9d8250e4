// What all procedures of administration have in common: who may call them, checked arguments, and an author.
import type { Authorship } from "../../catalog/api.js";
import type {
  DependentColumns,
  Invocation,
  Procedure,
  ProcedureResult,
  ResultColumn,
  StatementContext,
} from "../../engine/api.js";
import { InsufficientPrivilege } from "../../errors.js";
import { authorshipOf } from "../authorship.js";
import {
  type Argument,
  type ArgumentRules,
  type ArgumentsOf,
  authorshipArguments,
  readArgument,
  readArguments,
} from "./arguments.js";

export interface ProcedureDefinition<Rules extends ArgumentRules> {
  readonly name: string;
  readonly isForSuperusers: boolean;
  /** In positional order. */
  readonly arguments: Rules;
  readonly columns: readonly ResultColumn[] | ColumnsByArgument<Rules>;
  readonly changesCatalog: boolean;
  readonly run: (call: ProcedureCall<ArgumentsOf<Rules>>) => Promise<ProcedureResult>;
}

/** Columns that the value of one argument decides. */
type ColumnsByArgument<Rules extends ArgumentRules> = {
  [Name in keyof Rules & string]: {
    readonly argument: Name;
    readonly of: (value: ArgumentsOf<Rules>[Name], context: StatementContext) => readonly ResultColumn[];
  };
}[keyof Rules & string];

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
    columns: "of" in columns ? dependentColumns(definition.arguments, columns) : columns,
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

function dependentColumns<Rules extends ArgumentRules>(
  rules: Rules,
  { argument, of }: ColumnsByArgument<Rules>,
): DependentColumns {
  return {
    argument,
    of: (value, context) =>
      of(
        readArgument(argument, rules[argument] as Argument<unknown>, value) as ArgumentsOf<Rules>[typeof argument],
        context,
      ),
  };
}
