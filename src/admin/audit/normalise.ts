// A statement's text without what it is about: literals become parameters, comments go. Either may be personal data, or a password.
import { scanSync } from "libpg-query";

/** What stands for a text that is no SQL: nothing of it is known to be harmless. */
export const unreadable = "<unreadable>";

const literals: ReadonlySet<string> = new Set(["SCONST", "USCONST", "BCONST", "XCONST", "ICONST", "FCONST"]);
const comments: ReadonlySet<string> = new Set(["SQL_COMMENT", "C_COMMENT"]);

/** The scanner has no name for keywords, and none for some literals. */
const keyword = /^[A-Za-z_][\w$]*$/;
const operator = /^[^\w'"$\s]+$/;

interface Token {
  readonly tokenName: string;
  /** Bytes of UTF-8. */
  readonly start: number;
  readonly end: number;
}

/**
 * Which names are kept. A value may be written as a name by mistake: `WHERE email = "ada@example.org"`; and where quotes do not match,
 * parts of a text scan as names. So a statement that was run, or refused for want of rights, keeps all; one that failed otherwise only those
 * without quotes; and one that is no SQL, none.
 */
export type KeptNames = "all" | "unquoted" | "none";

export function keptNames(sqlstate: string | undefined): KeptNames {
  if (sqlstate === undefined || sqlstate === "42501") return "all";
  return sqlstate === "42601" ? "none" : "unquoted";
}

/** PostgreSQL's own scanner reads it, as the statements themselves are read. Its module must have been loaded. */
export function normalise(sql: string, names: KeptNames = "all"): string {
  // The scanner does not take it.
  if (sql === "") return "";
  let tokens: readonly Token[];
  try {
    ({ tokens } = scanSync(sql) as { readonly tokens: readonly Token[] });
  } catch {
    // Its message quotes the text.
    return unreadable;
  }
  const bytes = Buffer.from(sql);
  const textOf = ({ start, end }: Token): string => bytes.toString("utf8", start, end);
  let parameter = tokens.reduce(
    (most, token) => (token.tokenName === "PARAM" ? Math.max(most, Number(textOf(token).slice(1))) : most),
    0,
  );
  let text = "";
  let lastEnd = 0;
  let value: "no" | "expected" | "begun" = "no";
  for (const token of tokens) {
    if (comments.has(token.tokenName)) continue;
    // What a setting is set to may be a bare word.
    const isSetTo = value === "begun";
    if (value === "no" && /^set$/i.test(textOf(token))) value = "expected";
    if (value === "expected" && /^(=|to)$/i.test(textOf(token))) value = "begun";
    const written = !isSetTo && isHarmless(token, textOf(token), names) ? textOf(token) : `$${++parameter}`;
    text += token.start > lastEnd && text !== "" ? ` ${written}` : written;
    lastEnd = token.end;
  }
  return text;
}

function isHarmless({ tokenName }: Token, text: string, names: KeptNames): boolean {
  if (literals.has(tokenName)) return false;
  if (tokenName === "PARAM") return true;
  if (tokenName === "IDENT") return names === "all" || (names === "unquoted" && keyword.test(text));
  return keyword.test(text) || operator.test(text);
}
