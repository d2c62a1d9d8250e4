// Lets an argument of CALL be named `as`, which is a reserved word to PostgreSQL's grammar: `CALL bind_role(..., as => 'people')`.
import { scanSync } from "libpg-query";

/** Takes the place of `as` in the text, byte for byte as long, so that all places stay where they are. No procedure has such an argument. */
const standIn = "_s";

/** Undefined: nothing is so named, or the text cannot even be cut into tokens. */
export function withNamedAs(sql: string): string | undefined {
  if (!/\bas\s*=>/i.test(sql)) return undefined;
  let tokens;
  try {
    tokens = scanSync(sql).tokens;
  } catch {
    // Whoever parses it says what is wrong with it.
    return undefined;
  }
  const bytes = Buffer.from(sql);
  tokens.forEach((token, index) => {
    if (token.text.toLowerCase() === "as" && tokens[index + 1]?.text === "=>") bytes.write(standIn, token.start);
  });
  const replaced = bytes.toString("utf8");
  return replaced === sql ? undefined : replaced;
}

export function argumentName(parsed: string): string {
  return parsed === standIn ? "as" : parsed;
}
