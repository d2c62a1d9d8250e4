// Arguments that name rows by their keys. What is wrong with one is told without it: keys are personal data.
import { z } from "zod";
import type { ArgumentValue } from "../../engine/api.js";
import { InvalidParameterValue } from "../../errors.js";
import { limits } from "../../limits.js";
import type { ArgumentRule } from "../procedures/arguments.js";

const part = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const key = z.union([part, z.array(part)]);

export type GivenKey = z.infer<typeof key>;

export const keysArgument: ArgumentRule<readonly GivenKey[]> = {
  type: { id: "LIST", child: { id: "VARCHAR" } },
  schema: z.union([z.array(key).max(limits.keysPerCallMax), part.transform((one) => [one])]),
  allowed: `an array of up to ${limits.keysPerCallMax} keys; each is a value or, where a key has several columns, an array of values`,
  isSecret: true,
};

export const keyArgument: ArgumentRule<GivenKey> = {
  type: { id: "VARCHAR" },
  schema: key,
  allowed: "a value or, where a key has several columns, an array of values",
  isSecret: true,
};

/** As texts, one for each column. */
export function keyTexts(given: GivenKey, columnCount: number): readonly (string | null)[] {
  const parts = Array.isArray(given) ? given : [given];
  if (parts.length !== columnCount) {
    throw new InvalidParameterValue(`a key has ${parts.length} values`, { detail: `Its columns are ${columnCount}.` });
  }
  return parts.map((value) => (value === null ? null : String(value)));
}

/** As it is shown again to who gave it. */
export function keyShown(given: ArgumentValue): string | null {
  if (given === null) return null;
  return Array.isArray(given) ? JSON.stringify(given) : String(given);
}
