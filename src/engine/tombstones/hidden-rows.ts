// The relation of a dataset without its tombstoned rows, in the way that costs least.
//
// PERF (10M rows in 20 objects, a wide aggregate, as a ratio to the plain scan; bench/tombstones.bench.mjs): an anti join of row
// positions takes 1.1 for a thousand rows and 1.7 for a million, a bitmap per object 1.4 and 1.35, an anti join of keys 1.2 and 1.9.
// So a few are joined by position, many are looked up in bitmaps, and keys are for where positions are not to be had.
import type { DataObject, Dataset, Snapshot, Tombstones } from "../../catalog/api.js";
import { ObjectNotInPrerequisiteState } from "../../errors.js";
import { limits } from "../../limits.js";
import type { PooledConnection } from "../duckdb/connection-pool.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { runOn, textsOf } from "../duckdb/statement-run.js";
import { internalSql, type InternalRelation, nameByContent, viewOf } from "../relations/internal-relation.js";
import type { StatementObjects } from "../relations/statement-objects.js";
import { LeastRecentlyUsed } from "../sql/least-recently-used.js";
import { keyNames } from "./key-values.js";
import type { Ledger } from "./ledger.js";
import type { Ledgers } from "./ledgers.js";

export interface HiddenRowsOrder {
  readonly snapshot: Snapshot;
  readonly dataset: Dataset;
  /** As of now, whatever the snapshot is. */
  readonly tombstones: Tombstones;
  readonly objects: StatementObjects;
}

/** Up to where each way of hiding rows is taken: see limits.ts. */
export interface HiddenRowBounds {
  readonly positionsJoinedMax: number;
  readonly bitmapBytesMax: number;
}

/** An object of the dataset in which rows are hidden. */
interface Affected {
  readonly object: DataObject;
  readonly hiddenRows: number;
}

/** Columns of DuckDB's own by which rows are found. A dataset's column of that name hides them. */
const placeColumns: ReadonlySet<string> = new Set(["file_index", "file_row_number", "filename"]);

export class HiddenRows {
  readonly #ledgers: Ledgers;
  readonly #bounds: HiddenRowBounds;
  /** By state of the dataset and of its tombstones. */
  readonly #affected = new LeastRecentlyUsed<string, readonly Affected[]>(limits.hiddenRowsKnownMax);

  constructor(ledgers: Ledgers, bounds: HiddenRowBounds = limits) {
    this.#ledgers = ledgers;
    this.#bounds = bounds;
  }

  /**
   * The relations to read instead of the dataset's own, the last one being the one to read. None: no row of it is hidden.
   * @throws ObjectNotInPrerequisiteState (55000) for a state of the dataset in which the rows cannot be told.
   */
  async relationsFor(order: HiddenRowsOrder): Promise<readonly InternalRelation[]> {
    const { dataset, tombstones } = order;
    if (tombstones.tombstoned === 0 || dataset.objects.length === 0) return [];
    assertTold(dataset, tombstones);
    if (!hasPositions(dataset)) return this.#byKeys(order);
    const affected = await this.#affectedObjects(order);
    if (affected.length === 0) return [];
    const hiddenRows = affected.reduce((total, one) => total + one.hiddenRows, 0);
    if (hiddenRows <= this.#bounds.positionsJoinedMax) return this.#byPositions(order, affected, hiddenRows);
    const bitmapBytes = affected.reduce((total, { object }) => total + bitmapRows(object) / 8, 0);
    return bitmapBytes <= this.#bounds.bitmapBytesMax
      ? this.#byBitmaps(order, affected, bitmapBytes)
      : this.#byKeys(order);
  }

  async #affectedObjects(order: HiddenRowsOrder): Promise<readonly Affected[]> {
    const { dataset, tombstones } = order;
    const state = `${dataset.name}@${dataset.version}@${tombstones.version}`;
    const known = this.#affected.get(state);
    if (known !== undefined) return known;
    const ledger = this.#ledgers.ledgerOf(dataset.name, tombstones);
    const affected = await ledger.readWithPositions(order, async ({ raw }) => {
      const texts = textsOf(
        await runOn(
          raw,
          `SELECT unnest([object::VARCHAR, count(DISTINCT row)::VARCHAR]) FROM (${ledger.placesSql(tombstones)}) GROUP BY object`,
        ),
      );
      const counts = new Map<number, number>();
      for (let index = 0; index < texts.length; index += 2) counts.set(Number(texts[index]), Number(texts[index + 1]));
      // Numbers of objects hold for this turn only.
      return dataset.objects.flatMap((object): Affected[] => {
        const hiddenRows = counts.get(ledger.numberOf(object.url) ?? -1);
        return hiddenRows === undefined ? [] : [{ object, hiddenRows }];
      });
    });
    this.#affected.set(state, affected);
    return affected;
  }

  async #byPositions(
    order: HiddenRowsOrder,
    affected: readonly Affected[],
    rows: number,
  ): Promise<readonly InternalRelation[]> {
    const places = this.#table(order, "positions", rows * 16, (ledger) => {
      return `SELECT DISTINCT o.place AS f, p.row AS n ${fromPlaces(ledger, order, affected, () => true)}`;
    });
    const join = `ANTI JOIN ${places.sql} AS g ON t.file_index = g.f AND t.file_row_number = g.n`;
    return [places, await visible(order, affected, join)];
  }

  async #byBitmaps(
    order: HiddenRowsOrder,
    affected: readonly Affected[],
    bytes: number,
  ): Promise<readonly InternalRelation[]> {
    const bitmaps = this.#table(order, "bitmaps", bytes, (ledger) => {
      // One statement for all bitmaps of a size: how long they are must be said as a constant.
      const sizes = new Set(affected.map(({ object }) => bitmapRows(object)));
      const ofSize = [...sizes].map((size) => {
        const places = fromPlaces(ledger, order, affected, ({ object }) => bitmapRows(object) === size);
        return `SELECT o.place AS f, bitstring_agg(p.row::INTEGER, 0, ${size - 1}) AS b ${places} GROUP BY o.place`;
      });
      return ofSize.join(" UNION ALL ");
    });
    const join = `JOIN ${bitmaps.sql} AS g ON t.file_index = g.f WHERE get_bit(g.b, t.file_row_number::INTEGER) = 0`;
    return [bitmaps, await visible(order, affected, join)];
  }

  async #byKeys(order: HiddenRowsOrder): Promise<readonly InternalRelation[]> {
    const { dataset, tombstones } = order;
    const { keyColumns } = tombstones;
    const keys = this.#table(order, "keys", tombstones.tombstoned * 32 * keyColumns.length, (ledger) => {
      return `SELECT ${keyNames(keyColumns).join(", ")} FROM (${ledger.keysSql(tombstones)})`;
    });
    const same = keyColumns.map(({ name }, index) => `t.${quoteIdentifier(name)} = g.k${index}`);
    const affected = order.objects
      .wantedOf(order.snapshot, dataset, dataset.objects)
      .map((object) => ({ object, hiddenRows: 0 }));
    return [keys, await visible(order, affected, `ANTI JOIN ${keys.sql} AS g ON ${same.join(" AND ")}`)];
  }

  #table(
    { snapshot, dataset, tombstones }: HiddenRowsOrder,
    kind: "positions" | "bitmaps" | "keys",
    bytes: number,
    select: (ledger: Ledger) => string,
  ): InternalRelation {
    // Of one state of the dataset and one of its tombstones: so its content never changes under its name.
    const name = nameByContent(dataset.name, `${kind} ${dataset.version} ${tombstones.version}`);
    return {
      name,
      sql: internalSql(name),
      kind: "table",
      bytes,
      create: async () => {
        const ledger = this.#ledgers.ledgerOf(dataset.name, tombstones);
        const make = async (connection: PooledConnection): Promise<void> => {
          await runOn(connection.raw, `CREATE TABLE IF NOT EXISTS ${internalSql(name)} AS ${select(ledger)}`);
        };
        await (kind === "keys"
          ? ledger.read(tombstones, make)
          : ledger.readWithPositions({ snapshot, dataset, tombstones }, make));
      },
    };
  }
}

/** Rows are hidden by their places: those can be found, and the objects never change under them. */
export function hasPositions(dataset: Dataset): boolean {
  return (
    dataset.origin === "ingested" &&
    hasPlaces(dataset) &&
    dataset.objects.every(({ rows }) => rows <= limits.positionMax)
  );
}

/** No column is called like those of DuckDB's that tell where a row lies. */
export function hasPlaces({ columns }: Dataset): boolean {
  return !columns.some(({ name }) => placeColumns.has(name.toLowerCase()));
}

function assertTold({ name: dataset, columns }: Dataset, { keyColumns }: Tombstones): void {
  const missing = keyColumns.find(
    ({ name, type }) => !columns.some((column) => column.name === name && column.type === type),
  );
  if (missing === undefined) return;
  throw new ObjectNotInPrerequisiteState(
    `dataset "${dataset}" cannot be read as it was: its erased rows could not be told`,
    {
      hint: "Begin a new transaction.",
    },
  );
}

/** Rows in a bitmap: a power of two, so that there are few sizes. */
function bitmapRows({ rows }: DataObject): number {
  return 2 ** Math.max(6, Math.ceil(Math.log2(Math.max(1, rows))));
}

/** `FROM`: each hidden row `p.row` of the chosen objects, with the object's place `o.place` among the affected ones. */
function fromPlaces(
  ledger: Ledger,
  { tombstones }: HiddenRowsOrder,
  affected: readonly Affected[],
  isChosen: (one: Affected) => boolean,
): string {
  const places = affected.flatMap((one, place) =>
    isChosen(one) ? [`(${ledger.numberOf(one.object.url)}, ${place}::UBIGINT)`] : [],
  );
  return `FROM (${ledger.placesSql(tombstones)}) AS p JOIN (VALUES ${places.join(", ")}) AS o(number, place) ON p.object = o.number`;
}

/** Objects in which nothing is hidden are read as they are. */
async function visible(
  { snapshot, dataset, objects: read }: HiddenRowsOrder,
  affected: readonly Affected[],
  join: string,
): Promise<InternalRelation> {
  const columns = dataset.columns.map(({ name }) => `t.${quoteIdentifier(name)}`).join(", ");
  const objects = affected.map(({ object }) => object);
  const hiding = new Set(objects);
  // Those with hidden rows are all read: the table of these rows counts them.
  const others = read.wantedOf(snapshot, dataset, dataset.objects).filter((object) => !hiding.has(object));
  const branches = [`SELECT ${columns} FROM ${await read.sourceOf(snapshot, dataset, objects)} AS t ${join}`];
  if (others.length > 0)
    branches.unshift(`SELECT ${columns} FROM ${await read.sourceOf(snapshot, dataset, others)} AS t`);
  return viewOf(dataset.name, branches.join(" UNION ALL "));
}
