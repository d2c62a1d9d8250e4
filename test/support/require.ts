// Suites that need a program: they run where it is, and are skipped with the reason where it is not.
import { describe, type TaskMeta } from "vitest";
import { type needs, whyMissing } from "./programs.mjs";

/** A suite that needs these. Where one is missing, the summary of `npm test` tells which. */
export function describeWith(
  required: readonly (keyof typeof needs)[],
  name: string,
  body: () => void,
  meta: Partial<TaskMeta> = {},
): void {
  const reasons = required.flatMap((need) => whyMissing(need) ?? []);
  if (reasons.length === 0) describe(name, { meta }, body);
  else describe.skip(name, { meta: { ...meta, skipReason: reasons.join("; ") } }, body);
}
