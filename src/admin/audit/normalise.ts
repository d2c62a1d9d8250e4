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

/** PostgreSQL's own scanner reads it, as the statements themselves are read. Its module must have been loaded. */
export function normalise(sql: string): string {
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
  let parameter = Math.max(
    0,
    ...tokens.map((token) => (token.tokenName === "PARAM" ? Number(textOf(token).slice(1)) : 0)),
  );
  let text = "";
  let lastEnd = 0;
  for (const token of tokens) {
    if (comments.has(token.tokenName)) continue;
    const written = isHarmless(token, textOf(token)) ? textOf(token) : `$${++parameter}`;
    text += token.start > lastEnd && text !== "" ? ` ${written}` : written;
    lastEnd = token.end;
  }
  return text;
}

function isHarmless({ tokenName }: Token, text: string): boolean {
  if (literals.has(tokenName)) return false;
  if (tokenName === "IDENT" || tokenName === "PARAM") return true;
  return keyword.test(text) || operator.test(text);
}
