// CALL: finds the procedure, puts its arguments in their places, and runs it.
import type { Catalog } from "../catalog/api.js";
import { PgError, UndefinedFunction, UndefinedParameter } from "../errors.js";
import type { PreparedStatement, StatementContext } from "./api.js";
import type { DataType, ResultColumn } from "./data-type.js";
import type { ParameterContent, ParameterValue } from "./parameter.js";
import type { Procedure } from "./procedure.js";
import { batchOf } from "./rows.js";
import type { Argument, ArgumentValue, Call } from "./statement.js";

const text: DataType = { id: "VARCHAR" };

export function prepareCall(
  parts: { readonly catalog: Pick<Catalog, "snapshot">; readonly procedures: ReadonlyMap<string, Procedure> },
  call: Call,
  givenTypes: readonly (DataType | undefined)[],
  caller: StatementContext,
): PreparedStatement {
  const procedure = parts.procedures.get(call.procedure);
  if (procedure === undefined) {
    throw new UndefinedFunction(`procedure ${call.procedure} does not exist`, {
      hint: `There are: ${[...parts.procedures.keys()].sort().join(", ")}.`,
    });
  }
  const placed = place(procedure, call);
  const argumentsWith = (parameters: readonly ParameterValue[]): ReadonlyMap<string, ArgumentValue> =>
    new Map([...placed].map(([name, argument]) => [name, valueOf(argument, parameters)]));
  const { columns } = procedure;
  const decider = columns !== undefined && "of" in columns ? placed.get(columns.argument) : undefined;
  const columnsWith = (
    parameters: readonly ParameterValue[],
    context: StatementContext,
  ): readonly ResultColumn[] | undefined =>
    columns !== undefined && "of" in columns ? columns.of(decider && valueOf(decider, parameters), context) : columns;
  const dependsOnValues = decider !== undefined && hasParameter(decider);
  const described = dependsOnValues ? undefined : columnsWith([], caller);
  return {
    parameterTypes: parameterTypesOf(procedure, placed, call.parameterCount, givenTypes),
    columns: described,
    ...(dependsOnValues ? { columnsWith: (parameters, context) => columnsWith(parameters, context) ?? [] } : {}),
    changesCatalog: procedure.changesCatalog,
    execute: async (parameters, context, options) => {
      options.signal.throwIfAborted();
      options.onState?.("running");
      const shape = columnsWith(parameters, context);
      const { rows, batches, notices, access } = await procedure.run({
        arguments: argumentsWith(parameters),
        context,
        isSuperuser: isSuperuser(parts.catalog, context),
        notify: (notice) => options.onNotice?.(notice),
        signal: options.signal,
      });
      return {
        columns: shape,
        batches: batches ?? oneBatch(shape === undefined ? undefined : batchOf(shape, rows)),
        tag: () => "CALL",
        notices: notices ?? [],
        ...(access === undefined ? {} : { access }),
      };
    },
  };
}

export function isSuperuser(catalog: Pick<Catalog, "snapshot">, context: StatementContext): boolean {
  return catalog.snapshot.roles.get(context.role)?.isSuperuser === true;
}

export async function* oneBatch<T>(batch: T | undefined): AsyncGenerator<T, undefined> {
  if (batch !== undefined) yield batch;
  return undefined;
}

/** Arguments by the parameter's name. */
function place(procedure: Procedure, call: Call): ReadonlyMap<string, Argument> {
  const names = procedure.parameters.map((parameter) => parameter.name);
  const known = new Set([...names, "actor", "reason"]);
  const placed = new Map<string, Argument>();
  call.positional.forEach((argument, index) => {
    const name = names[index];
    if (name === undefined)
      throw misfit(
        procedure,
        `procedure ${procedure.name} takes ${names.length} arguments, not ${call.positional.length}`,
      );
    placed.set(name, argument);
  });
  for (const [name, argument] of call.named) {
    if (!known.has(name)) throw misfit(procedure, `procedure ${procedure.name} has no argument named "${name}"`);
    if (placed.has(name)) throw misfit(procedure, `argument "${name}" of procedure ${procedure.name} is given twice`);
    placed.set(name, argument);
  }
  return placed;
}

function misfit(procedure: Procedure, message: string): PgError {
  const names = procedure.parameters.map((parameter) => parameter.name);
  return new UndefinedFunction(message, { hint: `Its arguments are: ${[...names, "actor", "reason"].join(", ")}.` });
}

function parameterTypesOf(
  procedure: Procedure,
  placed: ReadonlyMap<string, Argument>,
  parameterCount: number,
  givenTypes: readonly (DataType | undefined)[],
): readonly DataType[] {
  const types: DataType[] = Array.from({ length: parameterCount }, (_, index) => givenTypes[index] ?? text);
  const declare = (argument: Argument, type: DataType): void => {
    if (argument.kind === "parameter" && givenTypes[argument.index - 1] === undefined) types[argument.index - 1] = type;
    if (argument.kind === "array") {
      for (const item of argument.items) declare(item, type.id === "LIST" ? type.child : text);
    }
  };
  for (const [name, argument] of placed) {
    declare(argument, procedure.parameters.find((parameter) => parameter.name === name)?.type ?? text);
  }
  return types;
}

function hasParameter(argument: Argument): boolean {
  return argument.kind === "parameter" || (argument.kind === "array" && argument.items.some(hasParameter));
}

function valueOf(argument: Argument, parameters: readonly ParameterValue[]): ArgumentValue {
  switch (argument.kind) {
    case "constant":
      return argument.value;
    case "array":
      return argument.items.map((item) => valueOf(item, parameters));
    case "parameter": {
      const parameter = parameters[argument.index - 1];
      if (parameter === undefined) throw new UndefinedParameter(argument.index);
      return plainValue(parameter.type, parameter.value, argument.index);
    }
  }
}

function plainValue(type: DataType, content: ParameterContent, index: number): ArgumentValue {
  if (content === null || typeof content === "boolean" || typeof content === "number" || typeof content === "string")
    return content;
  if (typeof content === "bigint") {
    if (type.id === "DECIMAL") return decimalText(content, type.scale);
    return Number.isSafeInteger(Number(content)) ? Number(content) : String(content);
  }
  if (Array.isArray(content)) {
    const child: DataType = type.id === "LIST" ? type.child : text;
    return (content as readonly ParameterContent[]).map((item) => plainValue(child, item, index));
  }
  throw new PgError("42804", `parameter $${index} cannot be an argument of a procedure`, { hint: "Pass it as text." });
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
