// Reads PREPARE and EXECUTE from PostgreSQL's syntax tree.
// https://www.postgresql.org/docs/15/sql-prepare.html
import type { ExecuteStmt, Node, PrepareStmt } from "libpg-query";
import type { NamedType } from "../statement.js";
import type { StatementKind } from "./classify.js";
import { queryKindOf } from "./system-route.js";
import { trimmed } from "./text-offsets.js";
import { parenthesised, placeAfter, wordsOf } from "./token-places.js";

export function prepareCommandOf(node: Node, text: string): StatementKind | undefined {
  if ("PrepareStmt" in node) return preparationOf(node.PrepareStmt, text);
  if ("ExecuteStmt" in node) return executionOf(node.ExecuteStmt, text);
  return undefined;
}

function preparationOf({ name = "", argtypes = [], query }: PrepareStmt, text: string): StatementKind {
  if (query === undefined || !("SelectStmt" in query) || query.SelectStmt.intoClause !== undefined) {
    return { kind: "unsupported", message: "PREPARE takes a SELECT only" };
  }
  // The first AS: nothing before it can hold another.
  const offset = placeAfter(wordsOf(text), "as", 2);
  const types = argtypes.map(namedTypeOf);
  const inner = trimmed({ sql: text.slice(offset), offset });
  return { kind: "session", command: { kind: "prepare", name, types, query: { ...queryKindOf(query), ...inner } } };
}

function namedTypeOf(node: Node): NamedType {
  if (!("TypeName" in node)) throw new Error("a type has no name");
  const { names = [], arrayBounds = [] } = node.TypeName;
  const last = names.at(-1);
  const name = last !== undefined && "String" in last ? (last.String.sval ?? "") : "";
  return { name, isArray: arrayBounds.length > 0 };
}

function executionOf({ name = "", params = [] }: ExecuteStmt, text: string): StatementKind {
  const command = { kind: "execute", name, argumentCount: params.length } as const;
  if (params.length === 0) return { kind: "session", command: { ...command, values: undefined } };
  return { kind: "session", command: { ...command, values: parenthesised(text, 2) } };
}
