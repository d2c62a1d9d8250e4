// What running a SELECT would fetch, and from where, without running it.
import type { Catalog, DataObject, Dataset, Snapshot } from "../catalog/api.js";
import { FeatureNotSupported } from "../errors.js";
import type { StatementContext } from "./api.js";
import type { Planner } from "./plan.js";
import { statesOf } from "./query-statement.js";
import { areAtHand, type DatasetObjects, type Reader } from "./relations/dataset-objects.js";
import type { StatementParser } from "./sql/parse.js";

/** Of one dataset that the statement reads. */
export interface DatasetAccess {
  readonly dataset: string;
  readonly bucket: string;
  /** `folder`: read where they lie. `cache`: by copies on this gateway's disk. `httpfs`: by DuckDB, where they lie. */
  readonly reader: "folder" | Reader;
  readonly objects: number;
  /** Those that cannot hold a row which the statement wants, and are not looked at. In folders, DuckDB finds that out itself. */
  readonly prunedObjects: number;
  readonly cachedObjects: number;
  /** With httpfs, the most: it leaves out columns and row groups that are not wanted. */
  readonly bytesToFetch: number;
}

export interface AccessExplainer {
  /**
   * @throws InvalidParameterValue (22023) when it is not one SELECT; FeatureNotSupported (0A000) for one with parameters; all that planning
   * may fail with.
   */
  explain(order: {
    readonly sql: string;
    readonly context: StatementContext;
    readonly signal: AbortSignal;
  }): Promise<readonly DatasetAccess[]>;
}

export interface ExplainerParts {
  readonly catalog: Catalog;
  readonly parser: StatementParser;
  readonly planner: Planner;
  readonly objects: DatasetObjects;
}

export function accessExplainer({ catalog, parser, planner, objects }: ExplainerParts): AccessExplainer {
  return {
    async explain({ sql, context, signal }) {
      const { sql: query } = await parser.parseQuery(sql, "Write one SELECT.");
      const states = statesOf({ catalog }, context);
      const plan = await planner.plan({ sql: query, context, ...states, parameterTypes: [], signal });
      if (plan.parameterTypes.length > 0) {
        throw new FeatureNotSupported("what is fetched for a statement depends on its parameters", {
          hint: "Write values in their places.",
        });
      }
      const wanted = await plan.wanted({ ...states, context, parameters: [], signal });
      return plan.datasets.map((dataset) => accessOf(objects, states.snapshot, dataset, wanted(dataset)));
    },
  };
}

function accessOf(
  objects: DatasetObjects,
  snapshot: Snapshot,
  dataset: Dataset,
  wanted: readonly DataObject[],
): DatasetAccess {
  const isLocal = areAtHand(snapshot, dataset);
  const { reader, missing } = isLocal
    ? ({ reader: "folder", missing: [] } as const)
    : objects.accessOf(snapshot, wanted);
  return {
    dataset: dataset.name,
    bucket: dataset.bucket,
    reader,
    objects: dataset.objects.length,
    prunedObjects: dataset.objects.length - wanted.length,
    cachedObjects: isLocal ? 0 : wanted.length - missing.length,
    bytesToFetch: missing.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
