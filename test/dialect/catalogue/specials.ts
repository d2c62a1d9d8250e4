// What functions are tried with besides values of their types: formats, patterns, fields, names of zones.
import { castArguments } from "./arguments/casts.js";
import { dateTimeArguments } from "./arguments/date-time.js";
import { formattingArguments } from "./arguments/formatting.js";
import { jsonArguments } from "./arguments/json.js";
import { numberArguments } from "./arguments/numbers.js";
import { patternArguments } from "./arguments/patterns.js";
import type { SpecialArguments } from "./arguments/product.js";
import { sessionArguments } from "./arguments/session.js";
import { textArguments } from "./arguments/text.js";

export const specials: SpecialArguments = {
  ...textArguments,
  ...patternArguments,
  ...numberArguments,
  ...dateTimeArguments,
  ...formattingArguments,
  ...jsonArguments,
  ...sessionArguments,
  ...castArguments,
};
