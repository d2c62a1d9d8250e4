// Names of more than 63 bytes are cut: PostgreSQL's scanner says so of each. truncate_identifier in src/backend/parser/scansup.c
import type { Notice } from "../api.js";
import { cutName } from "./dialect/plain-text.js";
import { Tokens } from "./dialect/tokens.js";
import { foldCase } from "./qualified-name.js";

/** PERF: most statements are not looked at further. Each character is a byte, or up to three. */
const mayBeLongInAscii = /[\w$]{64}|"[^"]{64}/;
const mayBeLong = /[\w$\u0080-\uffff]{22}|"[^"]{22}/;

/** Of a whole script, whatever becomes of it. */
export function cutNameNotices(script: string): readonly Notice[] {
  const bytes = Buffer.from(script);
  const isAscii = bytes.length === script.length;
  if (!(isAscii ? mayBeLongInAscii : mayBeLong).test(script)) return [];
  const tokens = new Tokens(bytes.toString("latin1"));
  const notices: Notice[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const { kind, start, end } = tokens.at(index);
    if (kind !== "word" && kind !== "quoted") continue;
    const written = bytes.toString("utf8", start, end);
    const name = kind === "word" ? foldCase(written) : plainQuoted(written);
    const cut = name === undefined ? undefined : cutName(name);
    if (name === undefined || cut === undefined || cut === name) continue;
    notices.push({
      severity: "NOTICE",
      sqlstate: "42622",
      message: `identifier "${name}" will be truncated to "${cut}"`,
    });
  }
  return notices;
}

/** Undefined: it has escapes. */
function plainQuoted(written: string): string | undefined {
  return /^u&/i.test(written) ? undefined : written.slice(1, -1).replaceAll('""', '"');
}
