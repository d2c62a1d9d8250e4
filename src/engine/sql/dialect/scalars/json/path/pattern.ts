// like_regex. A regular expression of PostgreSQL's may take long over some texts, and this is no place for that: only patterns that are plain
// text, which may be held to the beginning and the end, are taken.
import { FeatureNotSupported } from "../../../../../../errors.js";

export function literalMatcher(pattern: string, flags: string): (text: string) => boolean {
  if (flags === "q") return (text) => text.includes(pattern);
  const [, start = "", literal = "", end = ""] = /^(\^?)([^\\^$.|?*+()[\]{}]*)(\$?)$/.exec(pattern) ?? [];
  if (flags !== "" || start + literal + end !== pattern) {
    throw new FeatureNotSupported(
      "like_regex is supported for plain text only, with ^ and $ around it, and without flags but q",
      {
        hint: "Take the text out with ->> or jsonb_path_query(), and compare it with the operator ~.",
      },
    );
  }
  if (start !== "" && end !== "") return (text) => text === literal;
  if (start !== "") return (text) => text.startsWith(literal);
  return end !== "" ? (text) => text.endsWith(literal) : (text) => text.includes(literal);
}
