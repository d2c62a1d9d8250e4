// What `npm run differential` does with the two servers (scripts/differential.mjs has its words).
import type { Twins } from "../twins.js";
import { campaign, tell } from "./campaign.js";

export interface DifferentialOrder {
  readonly seed: number;
  readonly count: number;
}

/** @throws Error: statements differ otherwise than docs/dialect.md says. */
export async function differential(twins: Twins, order: DifferentialOrder): Promise<void> {
  const outcome = await campaign(twins, { ...order, onFinding: (finding) => say(`found: ${finding.sql}`) });
  for (const finding of outcome.findings) say(`\n${tell(finding)}`);
  const known = [...outcome.known].toSorted(([, left], [, right]) => right - left);
  if (known.length > 0) say(`\ndifferent as docs/dialect.md says:`);
  for (const [{ what }, count] of known) say(`  ${count} statements: ${what}`);
  const differing = outcome.findings.reduce((sum, { count }) => sum + count, 0);
  say(
    `\nseed ${order.seed}: ${outcome.statements} statements, ${outcome.answered} of them with rows; ${differing} differ otherwise, of ${outcome.findings.length} causes`,
  );
  if (differing > 0) throw new Error(`${differing} statements differ`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
