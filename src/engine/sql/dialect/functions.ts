// PostgreSQL's functions and operators, family by family.
import type { Node } from "libpg-query";
import type { DialectParts } from "../../duckdb/install-dialect.js";
import type { Analysis } from "./analysis.js";
import { arrayFunctions } from "./functions/arrays.js";
import { dateTimeFunctions, dateTimeFunctionsAsText } from "./functions/date-time.js";
import { formattingByConstant, formattingFunctions, formattingFunctionsAsText } from "./functions/formatting.js";
import { jsonFunctions } from "./functions/json.js";
import { mathFunctions, mathFunctionsAsText } from "./functions/math.js";
import { systemFunctions } from "./functions/system.js";
import { textFunctions } from "./functions/text.js";
import type { Lowering, Lowerings } from "./lowering.js";
import { macros } from "./macro-files.js";
import { arrayTextScalars } from "./scalars/array-text.js";
import { arrayScalars } from "./scalars/arrays.js";
import { formattingScalars } from "./scalars/formatting.js";
import { jsonScalars } from "./scalars/json.js";
import { mathScalars } from "./scalars/math.js";
import { textScalars } from "./scalars/text.js";
import { systemScalars } from "./scalars/system.js";
import { dateTimeScalars } from "./scalars/date-time.js";

const families: readonly Lowerings[] = [
  textFunctions,
  mathFunctions,
  dateTimeFunctions,
  formattingFunctions,
  jsonFunctions,
  arrayFunctions,
  systemFunctions,
];

/** By signature. */
export const lowerings: ReadonlyMap<string, Lowering> = new Map(families.flatMap((family) => Object.entries(family)));

/** The text of a numeric, which may have other digits in each row. */
const asText: Lowerings = { ...mathFunctionsAsText, ...dateTimeFunctionsAsText, ...formattingFunctionsAsText };

/** Undefined: PostgreSQL has none of the signature, or nobody knows what becomes of it. `constant`: its second argument, a text. */
export function loweringOf(
  { shown, texts }: Pick<Analysis, "shown" | "texts">,
  node: Node,
  signature: string,
  constant?: string,
): Lowering | undefined {
  const digits = shown.has(node) ? asText[signature] : undefined;
  if (digits !== undefined) texts.add(node);
  const byConstant = constant === undefined ? undefined : formattingByConstant[signature]?.(constant);
  return digits ?? byConstant ?? lowerings.get(signature);
}

export const dialectParts: DialectParts = {
  macros,
  scalars: [
    ...textScalars,
    ...mathScalars,
    ...dateTimeScalars,
    ...formattingScalars,
    ...systemScalars,
    ...jsonScalars,
    ...arrayScalars,
    ...arrayTextScalars,
  ],
};
