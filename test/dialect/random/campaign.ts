// Generates statements by a seed, puts them to both servers, and shrinks and groups what differs.
import { saysOrder } from "../says-order.js";
import type { Comparison, Twins } from "../twins.js";
import { causesIn, culpritOf, differenceIn } from "./cause.js";
import { type KnownDifference, knownDifference } from "./known-differences.js";
import { type Node, render, sizeOf, tagsOf } from "./node.js";
import { shrink } from "./shrink.js";
import { Statements } from "./statements.js";

export interface Finding {
  readonly cause: string;
  /** The item of the grammar that is to blame, as far as can be told. */
  readonly culprit: string;
  readonly seed: number;
  readonly sql: string;
  readonly gateway: string;
  readonly postgres: string;
  readonly tags: ReadonlySet<string>;
  count: number;
}

export interface Outcome {
  readonly statements: number;
  /** How many PostgreSQL answered with rows, rather than with an error. */
  readonly answered: number;
  readonly findings: readonly Finding[];
  /** How many statements differ as docs/dialect.md says. */
  readonly known: ReadonlyMap<KnownDifference, number>;
}

export interface Order {
  readonly seed: number;
  readonly count: number;
  readonly onFinding?: ((finding: Finding) => void) | undefined;
}

/** Each statement has a seed of its own: `seed`, `seed + 1`, and so on. */
export async function campaign(twins: Twins, order: Order): Promise<Outcome> {
  const findings: Finding[] = [];
  const known = new Map<KnownDifference, number>();
  let answered = 0;
  for (let seed = order.seed; seed < order.seed + order.count; seed++) {
    const statement = new Statements(seed).make();
    const tags = tagsOf(statement);
    const sql = render(statement);
    const comparison = await compare(twins, sql);
    if (comparison.postgres.failure === undefined) answered++;
    const [cause] = causesIn(comparison);
    if (cause === undefined) continue;
    const told = await knownDifference(twins, sql, comparison);
    if (told !== undefined) {
      known.set(told, (known.get(told) ?? 0) + 1);
      continue;
    }
    const again = findings.find((finding) => finding.cause === cause && tags.has(finding.culprit));
    if (again !== undefined) {
      again.count++;
      continue;
    }
    const finding = await findingOf(twins, statement, { cause, seed, comparison });
    findings.push(finding);
    order.onFinding?.(finding);
  }
  const sorted = findings.toSorted((left, right) => right.count - left.count);
  return { statements: order.count, answered, findings: sorted, known };
}

function compare(twins: Twins, sql: string): Promise<Comparison> {
  return twins.compare(sql, [], { isOrdered: saysOrder(sql) });
}

interface Found {
  readonly cause: string;
  readonly seed: number;
  readonly comparison: Comparison;
}

async function findingOf(twins: Twins, statement: Node, { cause, seed, comparison }: Found): Promise<Finding> {
  let last = comparison;
  // A hang is known by waiting for it: once is enough.
  const isSlow = cause.startsWith("hang") || cause.startsWith("crash");
  const holds = async (candidate: Node): Promise<boolean> => {
    const sql = render(candidate);
    const again = await compare(twins, sql);
    if (!causesIn(again).includes(cause) || (await knownDifference(twins, sql, again)) !== undefined) return false;
    last = again;
    return true;
  };
  const smallest = isSlow || sizeOf(statement) < 4 ? statement : await shrink(statement, holds);
  const difference = differenceIn(last, cause);
  return {
    ...{
      cause,
      seed,
      culprit: culpritOf(smallest, cause),
      sql: render(smallest),
      tags: tagsOf(smallest),
      count: 1,
    },
    ...{ gateway: difference?.gateway ?? "", postgres: difference?.postgres ?? "" },
  };
}

export function tell({ cause, culprit, seed, sql, gateway, postgres, count }: Finding): string {
  const cut = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);
  return [
    `${cause} (${count} statements; ${culprit}; seed ${seed})`,
    `  ${sql}`,
    `  here:  ${cut(gateway)}`,
    `  there: ${cut(postgres)}`,
  ].join("\n");
}
