// Reads COPY ... TO STDOUT from PostgreSQL's syntax tree, and checks its options as PostgreSQL does.
// https://www.postgresql.org/docs/15/sql-copy.html; src/backend/commands/copy.c, ProcessCopyOptions
import type { CopyStmt, DefElem, Node, RangeVar } from "libpg-query";
import { FeatureNotSupported, InvalidParameterValue, PgError, SyntaxError } from "../../errors.js";
import type { CopyFormat, StatementText } from "../statement.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import type { StatementKind } from "./classify.js";
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
  if (statement.is_from === true) {
    throw new FeatureNotSupported("COPY FROM is not supported", {
      hint: "CALL ingest(...) loads files into a dataset.",
    });
  }
  if (statement.filename !== undefined || statement.is_program === true) {
    throw new FeatureNotSupported("COPY to a file or a program is not supported", {
      hint: "COPY ... TO STDOUT sends the rows to the client; psql's \\copy writes them to a file there.",
    });
  }
  const format = formatOf(options);
  if (relation !== undefined) {
    const sql = selectFrom(relation, attlist);
    return session({ sql, offset: 0 }, true, format);
  }
  if (query === undefined || !("SelectStmt" in query) || query.SelectStmt.intoClause !== undefined) {
    throw new FeatureNotSupported("COPY takes a SELECT only");
  }
  return session(parenthesised(text, 1), false, format);
}

function session(query: StatementText, isDerived: boolean, format: CopyFormat): StatementKind {
  return { kind: "session", command: { kind: "copyOut", query: { kind: "query", ...query }, isDerived, format } };
}

function selectFrom({ schemaname, relname = "" }: RangeVar, attributes: readonly Node[]): string {
  const columns = attributes.map((node) => quoteIdentifier(stringOf(node)));
  const names = [schemaname, relname].filter((name) => name !== undefined).map(quoteIdentifier);
  return `SELECT ${columns.length === 0 ? "*" : columns.join(", ")} FROM ${names.join(".")}`;
}

interface Given {
  format?: string;
  delimiter?: string;
  null?: string;
  header?: boolean;
  quote?: string;
  escape?: string;
  force_quote?: "all" | readonly string[];
  force_not_null?: true;
  force_null?: true;
  freeze?: boolean;
  encoding?: string;
}

function formatOf(options: readonly Node[]): CopyFormat {
  const given: Given = {};
  for (const node of options) {
    if (!("DefElem" in node)) continue;
    const name = node.DefElem.defname ?? "";
    if (name in given) throw new SyntaxError("conflicting or redundant options");
    read(given, name, node.DefElem);
  }
  return checked(given);
}

function read(given: Given, name: string, option: DefElem): void {
  switch (name) {
    case "format":
      given.format = textOf(option);
      if (["text", "csv", "binary"].includes(given.format)) return;
      throw new InvalidParameterValue(`COPY format "${given.format}" not recognized`);
    case "delimiter":
    case "null":
    case "quote":
    case "escape":
      given[name] = textOf(option);
      return;
    case "freeze":
      given.freeze = booleanOf(option);
      return;
    case "header":
      given.header = headerOf(option);
      return;
    case "force_quote":
      given.force_quote = option.arg !== undefined && "A_Star" in option.arg ? "all" : namesOf(option);
      return;
    case "force_not_null":
    case "force_null":
      given[name] = true;
      return;
    case "encoding":
      given.encoding = textOf(option);
      if (/^(utf-?8|unicode)$/i.test(given.encoding)) return;
      throw new FeatureNotSupported(`COPY in the encoding "${given.encoding}" is not supported`, {
        hint: "Rows are sent in UTF8.",
      });
    default:
      throw new SyntaxError(`option "${name}" not recognized`);
  }
}

function checked(given: Given): CopyFormat {
  const { format = "text", header = false } = given;
  const isCsv = format === "csv";
  if (format === "binary") {
    if (given.delimiter !== undefined) throw new SyntaxError("cannot specify DELIMITER in BINARY mode");
    if (given.null !== undefined) throw new SyntaxError("cannot specify NULL in BINARY mode");
  }
  const delimiter = given.delimiter ?? (isCsv ? "," : "\t");
  const nullText = given.null ?? (isCsv ? "" : "\\N");
  const quote = given.quote ?? '"';
  const escape = given.escape ?? quote;
  if (!isOneByte(delimiter)) throw new FeatureNotSupported("COPY delimiter must be a single one-byte character");
  if (/[\r\n]/.test(delimiter)) throw new InvalidParameterValue("COPY delimiter cannot be newline or carriage return");
  if (/[\r\n]/.test(nullText)) {
    throw new InvalidParameterValue("COPY null representation cannot use newline or carriage return");
  }
  if (!isCsv && /[\\.a-z0-9]/.test(delimiter)) {
    throw new InvalidParameterValue(`COPY delimiter cannot be "${delimiter}"`);
  }
  if (format === "binary" && header) throw new FeatureNotSupported("cannot specify HEADER in BINARY mode");
  if (!isCsv && given.quote !== undefined) throw new FeatureNotSupported("COPY quote available only in CSV mode");
  if (isCsv && !isOneByte(quote)) throw new FeatureNotSupported("COPY quote must be a single one-byte character");
  if (isCsv && delimiter === quote) throw new InvalidParameterValue("COPY delimiter and quote must be different");
  if (!isCsv && given.escape !== undefined) throw new FeatureNotSupported("COPY escape available only in CSV mode");
  if (isCsv && !isOneByte(escape)) throw new FeatureNotSupported("COPY escape must be a single one-byte character");
  if (!isCsv && given.force_quote !== undefined) {
    throw new FeatureNotSupported("COPY force quote available only in CSV mode");
  }
  for (const [name, words] of [
    ["force_not_null", "force not null"],
    ["force_null", "force null"],
  ] as const) {
    if (given[name] === undefined) continue;
    throw new FeatureNotSupported(
      `COPY ${words} ${isCsv ? "only available using COPY FROM" : "available only in CSV mode"}`,
    );
  }
  if (nullText.includes(delimiter)) {
    throw new FeatureNotSupported("COPY delimiter must not appear in the NULL specification");
  }
  if (isCsv && nullText.includes(quote)) {
    throw new FeatureNotSupported("CSV quote character must not appear in the NULL specification");
  }
  switch (format) {
    case "binary":
      return { kind: "binary" };
    case "csv":
      return {
        kind: "csv",
        delimiter,
        nullText,
        hasHeader: header,
        quote,
        escape,
        forceQuote: given.force_quote ?? [],
      };
    default:
      return { kind: "text", delimiter, nullText, hasHeader: header };
  }
}

function isOneByte(text: string): boolean {
  return text.length === 1 && text.charCodeAt(0) < 0x80;
}

function headerOf(option: DefElem): boolean {
  try {
    return booleanOf(option);
  } catch {
    if (textOf(option).toLowerCase() === "match") {
      throw new FeatureNotSupported('cannot use "match" with HEADER in COPY TO');
    }
    throw new SyntaxError('header requires a Boolean value or "match"');
  }
}

/** Without a value it is on. */
function booleanOf(option: DefElem): boolean {
  if (option.arg === undefined) return true;
  if ("Boolean" in option.arg) return option.arg.Boolean.boolval === true;
  const text = textOf(option).toLowerCase();
  if (["true", "on", "1"].includes(text)) return true;
  if (["false", "off", "0"].includes(text)) return false;
  throw new SyntaxError(`${option.defname ?? ""} requires a Boolean value`);
}

function textOf({ defname = "", arg }: DefElem): string {
  if (arg === undefined) throw new SyntaxError(`${defname} requires a parameter`);
  if ("String" in arg) return arg.String.sval ?? "";
  if ("Integer" in arg) return String(arg.Integer.ival ?? 0);
  if ("Float" in arg) return arg.Float.fval ?? "";
  if ("Boolean" in arg) return String(arg.Boolean.boolval === true);
  throw new SyntaxError(`${defname} requires a parameter`);
}

function namesOf(option: DefElem): readonly string[] {
  const list = option.arg;
  if (list === undefined || !("List" in list)) {
    throw new InvalidParameterValue(`argument to option "${option.defname ?? ""}" must be a list of column names`);
  }
  return (list.List.items ?? []).map(stringOf);
}

function stringOf(node: Node): string {
  if (!("String" in node)) throw new SyntaxError("a column's name is expected");
  return node.String.sval ?? "";
}
