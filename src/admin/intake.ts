// COPY ... FROM STDIN: takes a client's rows into a dataset, by one commit.
import type { CatalogEvent, Column, Dataset, Snapshot } from "../catalog/api.js";
import { isSuperuser } from "../catalog/api.js";
import type { IncomingRows, Intake, IntakeOrder, WriteOrder } from "../engine/api.js";
import {
  DuplicateColumn,
  InsufficientPrivilege,
  ObjectNotInPrerequisiteState,
  PgError,
  SyntaxError,
  UndefinedColumn,
  UndefinedTable,
} from "../errors.js";
import { authorshipOf } from "./authorship.js";
import { changedMeanwhile, isSameSchema } from "./dataset-changes.js";
import { eventsOfNewRelation } from "./default-privileges.js";
import { incomingColumns } from "./incoming-columns.js";
import { assertNameIsFree, placeOf } from "./new-dataset.js";
import { progressNotice } from "./progress-notice.js";
import { canRead } from "./readable.js";
import { type StagingParts, withStaging } from "./staging.js";

/*
 * Rights are those of CALL ingest: superusers only. The way of the rows: the door makes batches of what the client sends, the engine keeps
 * them in small files (writeRows) and writes the objects when the last one is there, and the staging puts them and commits. So a slow
 * client holds no place in the engine, and what fails or is canceled leaves nothing.
 */
export function intake(parts: StagingParts): Intake {
  return (order) => (order.creation === undefined ? append(parts, order) : create(parts, order));
}

async function append(parts: StagingParts, order: IntakeOrder): Promise<{ readonly rows: number }> {
  const { relation, signal, context } = order;
  const before = findTarget(parts.catalog.snapshot, relation, context.role);
  const columns = columnsOf(before, order.columns);
  for (const name of order.mentioned) columnNamed(before, name);
  const incoming = await incomingColumns(parts.parquetFiles, columns, signal);
  const bucket = parts.catalog.snapshot.buckets.get(before.bucket);
  if (bucket === undefined) throw new Error(`dataset "${before.name}" lies in no bucket`);
  return withStaging(parts, async (staging) => {
    const staged = await staging.stage({
      dataset: before.name,
      bucket,
      signal,
      write: async (folder) => {
        const { rows } = await order.open(incoming);
        const names = columns.map((column) => column.name);
        return parts.parquetFiles.writeRows({ ...writing(order, folder), names, rows, columns: before.columns });
      },
    });
    await staging.commit(authorshipOf(context), (newest): readonly CatalogEvent[] => {
      assertMayIngest(newest, context.role, before.name);
      const present = newest.datasets.get(before.name);
      if (present === undefined || !isSameSchema(present, before)) throw changedMeanwhile(before.name);
      if (staged.objects.length === 0) return [];
      return [{ kind: "objectsAppended", dataset: before.name, objects: staged.objects }];
    });
    return { rows: staged.rows };
  });
}

async function create(parts: StagingParts, order: IntakeOrder): Promise<{ readonly rows: number }> {
  const { relation, creation, signal, context } = order;
  const { name } = relation;
  const { snapshot } = parts.catalog;
  assertMayIngest(snapshot, context.role, name);
  if (order.columns.length > 0) {
    throw new SyntaxError("a dataset that is made by COPY has no columns yet", {
      hint: "Leave the list of columns out, or CREATE TABLE first.",
    });
  }
  assertNameIsFree(snapshot, name);
  const bucket = placeOf(snapshot, relation, creation?.bucket);
  return withStaging(parts, async (staging) => {
    const staged = await staging.stage({
      dataset: name,
      bucket,
      signal,
      write: async (folder) => {
        const incoming = await order.open(undefined);
        return parts.parquetFiles.writeRows({ ...writing(order, folder), ...madeColumns(incoming) });
      },
    });
    const { columns, objects, rows } = staged;
    await staging.commit(authorshipOf(context), (newest): readonly CatalogEvent[] => [
      {
        kind: "datasetCreated",
        dataset: { name, bucket: bucket.name, origin: "ingested", columns, keyColumns: [], objects },
      },
      ...eventsOfNewRelation(newest, { name, schemas: ["public", bucket.name], owner: context.role }),
    ]);
    return { rows };
  });
}

function writing({ relation, signal, notify }: IntakeOrder, folder: string): WriteOrder {
  return { folder, signal, onProgress: (rows) => notify(progressNotice(relation.name, rows)) };
}

function madeColumns({ names, types, rows }: IncomingRows) {
  assertDistinct(names);
  const columns =
    types === "inferred" ? types : names.map((name): Column => ({ name, type: "VARCHAR", isNullable: true }));
  return { names, rows, columns };
}

/** DuckDB takes names in any case for the same. */
function assertDistinct(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) throw new DuplicateColumn(name);
    seen.add(folded);
  }
}

function findTarget(snapshot: Snapshot, { schema, name }: IntakeOrder["relation"], role: string): Dataset {
  const shown = schema === undefined ? name : `${schema}.${name}`;
  if (schema === "sluice" || schema === "pg_catalog" || schema === "information_schema") {
    throw new InsufficientPrivilege(`permission denied for table ${name}`);
  }
  if (!canRead(snapshot, role, name)) throw new UndefinedTable(shown);
  if (snapshot.views.has(name)) throw new PgError("42809", `cannot copy to view "${name}"`);
  const dataset = snapshot.datasets.get(name);
  const isHere = schema === undefined || schema === "public" || schema === dataset?.bucket;
  if (dataset === undefined || !isHere) throw new UndefinedTable(shown);
  assertMayIngest(snapshot, role, name);
  if (dataset.origin === "registered") {
    throw new ObjectNotInPrerequisiteState(`dataset "${name}" is registered, so its files are not the gateway's`, {
      hint: "Copy into a dataset of another name.",
    });
  }
  return dataset;
}

export function assertMayIngest(snapshot: Snapshot, role: string, name: string): void {
  if (isSuperuser(snapshot, role)) return;
  throw new InsufficientPrivilege(`permission denied for table ${name}`, {
    detail: "Only superusers may load data.",
  });
}

function columnsOf(dataset: Dataset, names: readonly string[]): readonly Column[] {
  if (names.length === 0) return dataset.columns;
  return names.map((name, index) => {
    const column = columnNamed(dataset, name);
    if (names.indexOf(name) !== index) throw new DuplicateColumn(name);
    return column;
  });
}

function columnNamed(dataset: Dataset, name: string): Column {
  const column = dataset.columns.find((one) => one.name === name);
  if (column !== undefined) return column;
  throw new UndefinedColumn(`column "${name}" of relation "${dataset.name}" does not exist`);
}
