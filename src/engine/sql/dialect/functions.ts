// PostgreSQL's functions and operators, family by family.
import type { Node } from "libpg-query";
import type { DialectParts } from "../../duckdb/install-dialect.js";
import type { Analysis } from "./analysis.js";
import { arrayFunctions } from "./functions/arrays.js";
import { dateTimeFunctions } from "./functions/date-time.js";
import { formattingFunctions } from "./functions/formatting.js";
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

/** Undefined: PostgreSQL has none of the signature, or nobody knows what becomes of it. */
export function loweringOf(
  { shown, texts }: Pick<Analysis, "shown" | "texts">,
  node: Node,
  signature: string,
): Lowering | undefined {
  const asText = shown.has(node) ? mathFunctionsAsText[signature] : undefined;
  if (asText !== undefined) texts.add(node);
  return asText ?? lowerings.get(signature);
}

export const dialectParts: DialectParts = {
  macros,
  scalars: [
    ...textScalars,
    ...mathScalars,
    ...dateTimeScalars,
    ...formattingScalars,
    ...jsonScalars,
    ...arrayScalars,
    ...arrayTextScalars,
  ],
};
