// The whole catalogue, tried in a gateway and in a PostgreSQL.
import type { Twins } from "../../support/twins.js";
import { tryAggregate, tryWindow } from "./aggregate-tries.js";
import { type Catalogue, type Entry, readCatalogue } from "./entries.js";
import { type Instance, instancesOf, rowsOf } from "./instances.js";
import { type Group, Operands } from "./operands.js";
import { wholeStatements } from "./specials.js";
import { type Outcome, Trial } from "./trial.js";
import { tryScalar, trySet } from "./tries.js";

export interface Seen extends Catalogue {
  readonly outcomes: readonly Outcome[];
  /** Statements at which the gateway hung or ended. */
  readonly lost: readonly string[];
}

interface Planned {
  readonly entry: Entry;
  readonly tries: readonly { readonly instance: Instance; readonly group: Group | undefined }[];
}

export async function runCatalogue(twins: Twins, isWanted: (entry: Entry) => boolean = () => true): Promise<Seen> {
  const catalogue = await readCatalogue(twins.theirs);
  const operands = new Operands();
  const lines = operands.add({ types: ["int4"], rows: rowsOf(["int4"], 12), isVariadic: false });
  const plans = catalogue.entries.filter(isWanted).map((entry): Planned => {
    const instances = signatureIsWhole(entry) ? [] : instancesOf(entry);
    const tries = instances.map((instance) => ({
      instance,
      group: instance.types.length === 0 ? lines : operands.add(instance),
    }));
    return { entry, tries };
  });
  await operands.createTable(twins);
  const trials = new Map<Entry, Trial>(plans.map(({ entry }) => [entry, new Trial(entry, twins)]));
  for (const zone of ["UTC", "Europe/Berlin"]) {
    await twins.set("TimeZone", zone);
    for (const plan of plans) {
      const trial = trials.get(plan.entry);
      if (trial !== undefined && (zone === "UTC" || dependsOnZone(plan))) await tryPlan(trial, plan);
    }
  }
  return {
    ...catalogue,
    outcomes: [...trials.values()].map((trial) => trial.outcome()),
    lost: [...trials.values()].flatMap(({ lost }) => lost),
  };
}

const signatureIsWhole = ({ signature }: Entry): boolean => signature in wholeStatements;

function dependsOnZone({ entry, tries }: Planned): boolean {
  const types = [entry.result, ...tries.flatMap(({ instance }) => instance.types)];
  return types.some((type) => /^_?(timestamptz|timetz)$/.test(type));
}

async function tryPlan(trial: Trial, { entry, tries }: Planned): Promise<void> {
  for (const sql of wholeStatements[entry.signature] ?? []) await trial.compare(sql, { isOrdered: true });
  for (const { instance, group } of tries) {
    if (entry.kind === "aggregate") await tryAggregate(trial, instance, group);
    else if (entry.kind === "window") await tryWindow(trial, instance, group);
    else if (entry.kind === "set") await trySet(trial, instance, group);
    else await tryScalar(trial, instance, entry.parameters.length === 0 ? undefined : group);
  }
}
