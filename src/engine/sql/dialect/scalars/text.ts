// Text, patterns and regular expressions: what SQL cannot say.
import type { ScalarFunction } from "../scalar-function.js";
import { byteScalars } from "./text/bytes.js";
import { encodingScalars } from "./text/encodings.js";
import { formatScalars } from "./text/format-function.js";
import { identifierScalars } from "./text/identifiers.js";
import { likeScalars } from "./text/like.js";
import { regexpScalars } from "./text/regexp-functions.js";
import { unicodeScalars } from "./text/unicode.js";
import { valueScalars } from "./text/values.js";

export const textScalars: readonly ScalarFunction[] = [
  ...likeScalars,
  ...byteScalars,
  ...encodingScalars,
  ...identifierScalars,
  ...formatScalars,
  ...unicodeScalars,
  ...valueScalars,
  ...regexpScalars,
];
