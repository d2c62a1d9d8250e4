// The whole catalogue, tried in a gateway and in a PostgreSQL.
import type { Pair, Twins } from "../../support/twins.js";
import { wholeStatements } from "./arguments/json.js";
import { tryAggregate, tryWindow } from "./aggregate-tries.js";
import { type Catalogue, type Entry, readCatalogue } from "./entries.js";
import { type Instance, instancesOf, rowsOf } from "./instances.js";
import { type Group, Operands } from "./operands.js";
import { type Outcome, Trial } from "./trial.js";
import { tryScalar, trySet } from "./tries.js";

export interface Seen extends Catalogue {
  readonly outcomes: readonly Outcome[];
  /** Statements at which the gateway hung or ended. */
  readonly lost: readonly string[];
}

interface Planned {
  readonly entry: Entry;
  /** Of a dataset, to be read as they are. */
  readonly columns?: readonly string[];
  readonly tries: readonly { readonly instance: Instance; readonly group: Group | undefined }[];
}

export async function runCatalogue(twins: Twins, isWanted: (entry: Entry) => boolean = () => true): Promise<Seen> {
  const lanes = await Promise.all(Array.from({ length: lanesCount }, () => twins.connect()));
  const catalogue = await readCatalogue((await twins.connect()).theirs);
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
  plans.push(
    ...[...operands.columnsByType()].map(([type, columns]) => ({ entry: columnEntry(type), tries: [], columns })),
  );
  const trials = (await Promise.all(lanes.map((pair, lane) => runLane(twins, pair, plans, lane)))).flat();
  // In the order of the catalogue, however fast each lane was.
  trials.sort((one, other) => one.number - other.number);
  return {
    ...catalogue,
    entries: plans.map(({ entry }) => entry),
    outcomes: trials.map(({ trial }) => trial.outcome()),
    lost: trials.flatMap(({ trial }) => trial.lost),
  };
}

/** As many statements run at once. */
const lanesCount = 2;

interface Numbered {
  readonly number: number;
  readonly plan: Planned;
  readonly trial: Trial;
}

/** Every so manieth entry. */
async function runLane(
  twins: Twins,
  pair: Pair,
  plans: readonly Planned[],
  lane: number,
): Promise<readonly Numbered[]> {
  const own = plans.flatMap((plan, number): Numbered[] =>
    number % lanesCount === lane ? [{ number, plan, trial: new Trial(plan.entry, twins, pair) }] : [],
  );
  for (const zone of ["UTC", "Europe/Berlin"]) {
    await pair.set("TimeZone", zone);
    for (const { plan, trial } of own) {
      if (zone === "UTC" || dependsOnZone(plan)) await tryPlan(trial, plan);
    }
  }
  return own;
}

const signatureIsWhole = ({ signature }: Entry): boolean => signature in wholeStatements;

/** A time of day has the zone's offset of today, which would be another in another season. */
const isOfToday = ({ parameters, result }: Entry): boolean =>
  result === "timetz" && parameters.every((type) => /^(time|text)$/.test(type));

function dependsOnZone({ entry, tries }: Planned): boolean {
  if (isOfToday(entry)) return false;
  const types = [entry.result, ...tries.flatMap(({ instance }) => instance.types)];
  return types.some((type) => /^_?(timestamptz|timetz)$/.test(type));
}

/** What COPY brought is what a query reads. */
function columnEntry(type: string): Entry {
  const common = { variadic: undefined, isVolatile: false, aggregate: undefined };
  return {
    kind: "column",
    name: type,
    spelled: type,
    signature: `column ${type}`,
    parameters: [],
    result: type,
    ...common,
  };
}

async function tryPlan(trial: Trial, { entry, tries, columns = [] }: Planned): Promise<void> {
  for (const column of columns) {
    await trial.compare(`SELECT o.${column} FROM operands o WHERE o.${column} IS NOT NULL ORDER BY o.g, o.i`);
  }
  for (const sql of wholeStatements[entry.signature] ?? []) await trial.compare(sql, { isOrdered: true });
  for (const { instance, group } of tries) {
    if (entry.kind === "aggregate") await tryAggregate(trial, instance, group);
    else if (entry.kind === "window") await tryWindow(trial, instance, group);
    else if (entry.kind === "set") await trySet(trial, instance, group);
    else await tryScalar(trial, instance, entry.parameters.length === 0 ? undefined : group);
  }
}
