// What `npm run differential` does with the two servers (scripts/differential.mjs has its words).
import type { Twins } from "../twins.js";
import { campaign, type Finding, isAnsweredAlike, tell } from "./campaign.js";
import { readSwitchedOff, type SwitchedOff, writeSwitchedOff } from "./switched-off.js";

export interface DifferentialOrder {
  readonly seed: number;
  readonly count: number;
  /** Nothing is switched off. */
  readonly all: boolean;
  /** Items that are switched on again. */
  readonly on: readonly string[];
  /** What is found is switched off, until nothing more is found. */
  readonly record: boolean;
  /** Each item that is switched off is tried alone; with `record`, those that have become the same are switched on. */
  readonly retry: boolean;
}

const recordRoundsMax = 40;
const retriedStatementsMax = 60;

export async function differential(twins: Twins, order: DifferentialOrder): Promise<void> {
  const off = order.all ? {} : without(readSwitchedOff(), order.on);
  if (order.retry) await retry(twins, order, off);
  else if (order.record) await record(twins, order, off);
  else {
    const onFinding = (finding: Finding): void => say(`found: ${finding.sql}`);
    const outcome = await campaign(twins, { ...order, isOn: (tag) => !(tag in off), onFinding });
    for (const finding of outcome.findings) say(`\n${tell(finding)}`);
    for (const [{ what }, count] of outcome.known) say(`\nknown (${count} statements): ${what}`);
    const differing = outcome.findings.reduce((sum, { count }) => sum + count, 0);
    say(
      `\nseed ${order.seed}: ${outcome.statements} statements, ${outcome.answered} of them with rows; ${differing} differ, of ${outcome.findings.length} causes`,
    );
    if (differing > 0 && !order.all) throw new Error(`${differing} statements differ`);
  }
}

async function record(twins: Twins, order: DifferentialOrder, known: SwitchedOff): Promise<void> {
  let off = known;
  for (let round = 1; round <= recordRoundsMax; round++) {
    const items = off;
    const { findings } = await campaign(twins, { ...order, isOn: (tag) => !(tag in items), isLeavingOut: true });
    const found = findings.map((finding) => [finding.culprit, reasonOf(finding)] as const);
    say(`round ${round}: ${findings.length} causes\n${found.map(([tag, reason]) => `  ${tag}: ${reason}`).join("\n")}`);
    if (findings.length === 0) return;
    off = { ...Object.fromEntries(found), ...off };
    writeSwitchedOff(off);
  }
  throw new Error(`there is no end after ${recordRoundsMax} rounds`);
}

async function retry(twins: Twins, order: DifferentialOrder, off: SwitchedOff): Promise<void> {
  const same: string[] = [];
  for (const item of Object.keys(off)) {
    const isOn = (tag: string): boolean => tag === item || same.includes(tag) || !(tag in off);
    const count = Math.min(order.count, retriedStatementsMax);
    if ((await isAnsweredAlike(twins, { seed: order.seed, count, isOn, preferred: item })) !== true) continue;
    say(`the same now: ${item}`);
    same.push(item);
  }
  say(`${same.length} of ${Object.keys(off).length} are the same now`);
  if (order.record) writeSwitchedOff(without(off, same));
}

function without(items: SwitchedOff, on: readonly string[]): SwitchedOff {
  return Object.fromEntries(Object.entries(items).filter(([tag]) => !on.includes(tag)));
}

function reasonOf({ cause, sql, gateway, postgres }: Finding): string {
  const cut = (text: string): string => (text.length > 70 ? `${text.slice(0, 70)}…` : text).replaceAll("\n", " / ");
  const told = cause.includes(":") ? cause : `${cause}: ${cut(gateway)} instead of ${cut(postgres)}`;
  return `${told}; ${sql.length > 140 ? `${sql.slice(0, 140)}…` : sql}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
