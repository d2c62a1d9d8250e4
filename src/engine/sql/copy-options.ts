// Reads the options of COPY from PostgreSQL's syntax tree, and checks them as PostgreSQL does.
// https://www.postgresql.org/docs/15/sql-copy.html; src/backend/commands/copy.c, ProcessCopyOptions
import type { DefElem, Node } from "libpg-query";
import { FeatureNotSupported, InvalidParameterValue, SyntaxError } from "../../errors.js";
import type { CopyFormat, CopyInput } from "../statement.js";

type Direction = "to" | "from";

/** What only we have: a dataset is made for the rows. */
export interface CopyCreation {
  readonly bucket: string | undefined;
}

interface Given {
  format?: string;
  delimiter?: string;
  null?: string;
  header?: boolean | "match";
  quote?: string;
  escape?: string;
  force_quote?: "all" | readonly string[];
  force_not_null?: readonly string[];
  force_null?: readonly string[];
  sluice_create?: boolean;
  sluice_bucket?: string;
  freeze?: boolean;
  encoding?: string;
}

export function outputFormatOf(options: readonly Node[]): CopyFormat {
  const given = givenIn(options, "to");
  const { format, delimiter, nullText, header, quote, escape } = checked(given, "to");
  const hasHeader = header !== "none";
  switch (format) {
    case "binary":
      return { kind: "binary" };
    case "csv":
      return { kind: "csv", delimiter, nullText, hasHeader, quote, escape, forceQuote: given.force_quote ?? [] };
    case "text":
      return { kind: "text", delimiter, nullText, hasHeader };
  }
}

export function inputOf(options: readonly Node[]): {
  readonly input: CopyInput;
  readonly creation: CopyCreation | undefined;
} {
  const given = givenIn(options, "from");
  const { format, delimiter, nullText, header, quote, escape } = checked(given, "from");
  const creation = given.sluice_create === true ? { bucket: given.sluice_bucket } : undefined;
  if (given.sluice_bucket !== undefined && creation === undefined) {
    throw new SyntaxError("sluice_bucket is for a dataset that is made", { hint: "Give sluice_create, too." });
  }
  switch (format) {
    case "binary":
      return { input: { kind: "binary" }, creation };
    case "csv": {
      const { force_not_null: forceNotNull = [], force_null: forceNull = [] } = given;
      return {
        input: { kind: "csv", delimiter, nullText, header, quote, escape, forceNotNull, forceNull },
        creation,
      };
    }
    case "text":
      return { input: { kind: "text", delimiter, nullText, header }, creation };
  }
}

function givenIn(options: readonly Node[], direction: Direction): Given {
  const given: Given = {};
  for (const node of options) {
    if (!("DefElem" in node)) continue;
    const name = node.DefElem.defname ?? "";
    if (name in given) throw new SyntaxError("conflicting or redundant options");
    read(given, name, node.DefElem, direction);
  }
  return given;
}

function read(given: Given, name: string, option: DefElem, direction: Direction): void {
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
      given.header = headerOf(option, direction);
      return;
    case "force_quote":
      given.force_quote = option.arg !== undefined && "A_Star" in option.arg ? "all" : namesIn(option);
      return;
    case "force_not_null":
    case "force_null":
      given[name] = namesIn(option);
      return;
    case "sluice_create":
      if (direction === "to") break;
      given.sluice_create = booleanOf(option);
      return;
    case "sluice_bucket":
      if (direction === "to") break;
      given.sluice_bucket = textOf(option);
      return;
    case "encoding":
      given.encoding = textOf(option);
      if (/^(utf-?8|unicode)$/i.test(given.encoding)) return;
      throw new FeatureNotSupported(`COPY in the encoding "${given.encoding}" is not supported`, {
        hint: "Rows are sent in UTF8.",
      });
  }
  throw new SyntaxError(`option "${name}" not recognized`);
}

interface Checked {
  readonly format: "text" | "csv" | "binary";
  readonly delimiter: string;
  readonly nullText: string;
  readonly header: "none" | "skip" | "match";
  readonly quote: string;
  readonly escape: string;
}

function checked(given: Given, direction: Direction): Checked {
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
  if (format === "binary" && header !== false) throw new FeatureNotSupported("cannot specify HEADER in BINARY mode");
  if (!isCsv && given.quote !== undefined) throw new FeatureNotSupported("COPY quote available only in CSV mode");
  if (isCsv && !isOneByte(quote)) throw new FeatureNotSupported("COPY quote must be a single one-byte character");
  if (isCsv && delimiter === quote) throw new InvalidParameterValue("COPY delimiter and quote must be different");
  if (!isCsv && given.escape !== undefined) throw new FeatureNotSupported("COPY escape available only in CSV mode");
  if (isCsv && !isOneByte(escape)) throw new FeatureNotSupported("COPY escape must be a single one-byte character");
  if (!isCsv && given.force_quote !== undefined) {
    throw new FeatureNotSupported("COPY force quote available only in CSV mode");
  }
  if (given.force_quote !== undefined && direction === "from") {
    throw new FeatureNotSupported("COPY force quote only available using COPY TO");
  }
  for (const [name, words] of [
    ["force_not_null", "force not null"],
    ["force_null", "force null"],
  ] as const) {
    if (given[name] === undefined || (isCsv && direction === "from")) continue;
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
  return {
    format: format === "csv" || format === "binary" ? format : "text",
    delimiter,
    nullText,
    header: header === "match" ? "match" : header ? "skip" : "none",
    quote,
    escape,
  };
}

function isOneByte(text: string): boolean {
  return text.length === 1 && text.charCodeAt(0) < 0x80;
}

function headerOf(option: DefElem, direction: Direction): boolean | "match" {
  try {
    return booleanOf(option);
  } catch {
    // It is no Boolean: it may be the one other word.
    if (textOf(option).toLowerCase() === "match") {
      if (direction === "from") return "match";
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

function namesIn(option: DefElem): readonly string[] {
  const list = option.arg;
  if (list === undefined || !("List" in list)) {
    throw new InvalidParameterValue(`argument to option "${option.defname ?? ""}" must be a list of column names`);
  }
  return namesOf(list.List.items ?? []);
}

export function namesOf(nodes: readonly Node[]): readonly string[] {
  return nodes.map(stringOf);
}

function stringOf(node: Node): string {
  if (!("String" in node)) throw new SyntaxError("a column's name is expected");
  return node.String.sval ?? "";
}
