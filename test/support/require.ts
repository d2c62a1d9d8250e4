// Suites that need a program: they run where it is, and are skipped with the reason where it is not.
import { describe } from "vitest";
import { type needs, whyMissing } from "./programs.mjs";

/** A suite that needs these. Where one is missing, the summary of `npm test` tells which. */
export function describeWith(required: readonly (keyof typeof needs)[], name: string, body: () => void): void {
  const reasons = required.flatMap((need) => whyMissing(need) ?? []);
  if (reasons.length === 0) describe(name, body);
  else describe.skip(name, { meta: { skipReason: reasons.join("; ") } }, body);
}
