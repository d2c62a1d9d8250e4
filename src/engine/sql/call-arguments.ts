// Reads CALL and its arguments from PostgreSQL's syntax tree: constants, arrays of constants, and parameters.
import type { A_Const, CallStmt, Node } from "libpg-query";
import { FeatureNotSupported, SyntaxError, UndefinedParameter } from "../../errors.js";
import { limits } from "../../limits.js";
import { argumentName } from "./argument-named-as.js";
import type { Argument, ArgumentValue, Call } from "../statement.js";

export function callOf(statement: CallStmt): Call {
  const names = (statement.funccall?.funcname ?? []).map((name) => ("String" in name ? (name.String.sval ?? "") : ""));
  const positional: Argument[] = [];
  const named = new Map<string, Argument>();
  let parameterCount = 0;
  const read = (node: Node): Argument => {
    const argument = argumentOf(node);
    parameterCount = Math.max(parameterCount, highestParameter(argument));
    return argument;
  };
  for (const node of statement.funccall?.args ?? []) {
    if ("NamedArgExpr" in node) {
      const { arg } = node.NamedArgExpr;
      const name = node.NamedArgExpr.name === undefined ? undefined : argumentName(node.NamedArgExpr.name);
      if (name === undefined || arg === undefined) throw new SyntaxError("an argument lacks its name or value");
      if (named.has(name)) throw new SyntaxError(`argument name "${name}" used more than once`);
      named.set(name, read(arg));
    } else {
      if (named.size > 0) throw new SyntaxError("positional argument cannot follow named argument");
      positional.push(read(node));
    }
  }
  // `CALL sluice.ingest(...)` and `CALL public.ingest(...)` are the same procedure.
  const procedure = names.at(-1) ?? "";
  const schema = names.length > 1 ? names.at(-2) : undefined;
  const isKnownSchema = schema === undefined || schema === "sluice" || schema === "public";
  return { procedure: isKnownSchema ? procedure : names.join("."), positional, named, parameterCount };
}

function argumentOf(node: Node): Argument {
  if ("A_Const" in node) return { kind: "constant", value: constantOf(node.A_Const) };
  if ("ParamRef" in node) return { kind: "parameter", index: parameterOf(node.ParamRef.number ?? 0) };
  if ("A_ArrayExpr" in node) return { kind: "array", items: (node.A_ArrayExpr.elements ?? []).map(argumentOf) };
  // A cast says what the procedure knows better: its arguments are checked by their own rules.
  if ("TypeCast" in node && node.TypeCast.arg !== undefined) return argumentOf(node.TypeCast.arg);
  if ("A_Expr" in node && node.A_Expr.lexpr === undefined && node.A_Expr.rexpr !== undefined) {
    const operator = node.A_Expr.name?.[0];
    const isMinus = operator !== undefined && "String" in operator && operator.String.sval === "-";
    const { rexpr } = node.A_Expr;
    if (isMinus && "A_Const" in rexpr) {
      const { ival, fval } = rexpr.A_Const;
      if (ival !== undefined) return { kind: "constant", value: -(ival.ival ?? 0) };
      if (fval !== undefined) return { kind: "constant", value: numberOf(`-${fval.fval ?? "0"}`) };
    }
  }
  throw new FeatureNotSupported("arguments of CALL are constants, arrays of constants, or parameters", {
    hint: "Work the value out first and pass it as a parameter.",
  });
}

function parameterOf(index: number): number {
  if (index < 1 || index > limits.parametersMax) throw new UndefinedParameter(index);
  return index;
}

function constantOf(constant: A_Const): ArgumentValue {
  if (constant.isnull === true) return null;
  if (constant.sval !== undefined) return constant.sval.sval ?? "";
  if (constant.ival !== undefined) return constant.ival.ival ?? 0;
  if (constant.boolval !== undefined) return constant.boolval.boolval === true;
  if (constant.fval !== undefined) return numberOf(constant.fval.fval ?? "0");
  throw new FeatureNotSupported("bit strings are not taken as arguments");
}

/** A number that would lose digits stays text: it may be a key, and another row has the rounded one. */
function numberOf(text: string): string | number {
  const number = Number(text);
  return String(number) === text ? number : text;
}

function highestParameter(argument: Argument): number {
  switch (argument.kind) {
    case "parameter":
      return argument.index;
    case "array":
      return argument.items.reduce((highest, item) => Math.max(highest, highestParameter(item)), 0);
    case "constant":
      return 0;
  }
}
