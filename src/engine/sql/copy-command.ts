// Reads COPY ... TO STDOUT and COPY ... FROM STDIN from PostgreSQL's syntax tree.
// https://www.postgresql.org/docs/15/sql-copy.html
import type { CopyStmt, Node, RangeVar } from "libpg-query";
import { FeatureNotSupported, PgError } from "../../errors.js";
import type { CopyFormat, QueryKind, StatementText } from "../statement.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import type { StatementKind } from "./classify.js";
import { inputOf, namesOf, outputFormatOf } from "./copy-options.js";
import { queryKindOf } from "./system-route.js";
import { parenthesised } from "./token-places.js";

export function copyCommandOf(node: Node, text: string): StatementKind | undefined {
  if (!("CopyStmt" in node)) return undefined;
  try {
    return copyOf(node.CopyStmt, text);
  } catch (thrown) {
    // Told when it is prepared, not while the script is cut.
    if (thrown instanceof PgError) return { kind: "refused", error: thrown };
    throw thrown;
  }
}

function copyOf(statement: CopyStmt, text: string): StatementKind {
  const { relation, query, attlist = [], options = [] } = statement;
  if (statement.is_from === true) return copyIn(statement);
  if (statement.filename !== undefined || statement.is_program === true) {
    throw new FeatureNotSupported("COPY to a file or a program is not supported", {
      hint: "COPY ... TO STDOUT sends the rows to the client; psql's \\copy writes them to a file there.",
    });
  }
  const format = outputFormatOf(options);
  if (relation !== undefined) {
    const sql = selectFrom(relation, attlist);
    return session({ sql, offset: 0, ...queryKindOf({ RangeVar: relation }) }, true, format);
  }
  if (query === undefined || !("SelectStmt" in query) || query.SelectStmt.intoClause !== undefined) {
    throw new FeatureNotSupported("COPY takes a SELECT only");
  }
  return session({ ...parenthesised(text, 1), ...queryKindOf(query) }, false, format);
}

function copyIn({ relation, attlist = [], options = [], filename, is_program, whereClause }: CopyStmt): StatementKind {
  if (filename !== undefined || is_program === true) {
    throw new FeatureNotSupported("COPY from a file or a program is not supported", {
      hint: "COPY ... FROM STDIN takes rows from the client, as psql's \\copy does; CALL ingest(...) loads files.",
    });
  }
  if (whereClause !== undefined) throw new FeatureNotSupported("COPY FROM ... WHERE is not supported");
  const { schemaname: schema, relname: name = "" } = relation ?? {};
  const { input, creation } = inputOf(options);
  return {
    kind: "session",
    command: { kind: "copyIn", relation: { schema, name }, columns: namesOf(attlist), input, creation },
  };
}

function session(query: StatementText & QueryKind, isDerived: boolean, format: CopyFormat): StatementKind {
  return { kind: "session", command: { kind: "copyOut", query, isDerived, format } };
}

function selectFrom({ schemaname, relname = "" }: RangeVar, attributes: readonly Node[]): string {
  const columns = namesOf(attributes).map(quoteIdentifier);
  const names = [schemaname, relname].filter((name) => name !== undefined).map(quoteIdentifier);
  return `SELECT ${columns.length === 0 ? "*" : columns.join(", ")} FROM ${names.join(".")}`;
}
