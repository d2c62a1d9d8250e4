// CALL ingest_db(dataset, connection, query, ...): copies the rows of a query to another PostgreSQL into a dataset.
import type { Column } from "../../catalog/api.js";
import type { IncomingColumn, Notice, Procedure, WriteOrder, Written } from "../../engine/api.js";
import { PgError, UndefinedColumn } from "../../errors.js";
import { assertKey, eventsOf, keyOf, noticesOf, type Plan, planOf } from "../ingest-plan.js";
import { progressNotice } from "../progress-notice.js";
import type { RemoteDatabases, RemoteRows } from "../remote-rows.js";
import { type StagingParts, withStaging } from "../staging.js";
import {
  choiceArgument,
  columnsArgument,
  descriptionArgument,
  nameArgument,
  newRelationArgument,
  optional,
  queryArgument,
  required,
  withDefault,
} from "./arguments.js";
import { defineProcedure } from "./define.js";

export interface IngestDbParts extends StagingParts {
  readonly databases: RemoteDatabases;
}

export function ingestDb(parts: IngestDbParts): Procedure {
  return defineProcedure({
    name: "ingest_db",
    isForSuperusers: true,
    arguments: {
      dataset: required(newRelationArgument),
      connection: required(nameArgument),
      query: required(queryArgument),
      bucket: optional(nameArgument),
      key: optional(columnsArgument),
      if_exists: withDefault(choiceArgument(["fail", "append", "replace"]), "fail"),
      description: optional(descriptionArgument),
      sort_key: withDefault(columnsArgument, []),
    },
    columns: [
      { name: "dataset", type: { id: "VARCHAR" } },
      { name: "bucket", type: { id: "VARCHAR" } },
      { name: "objects", type: { id: "BIGINT" } },
      { name: "rows", type: { id: "BIGINT" } },
      { name: "bytes", type: { id: "BIGINT" } },
      { name: "version", type: { id: "BIGINT" } },
    ],
    changesCatalog: true,
    async run({ arguments: given, authorship, notify, signal }) {
      const plan = planOf(given, parts.catalog.snapshot);
      const { connection, query } = given;
      return withStaging(parts, async (staging) => {
        const notices: Notice[] = [];
        const staged = await staging.stage({
          dataset: given.dataset,
          bucket: plan.bucket,
          signal,
          write: (folder) =>
            parts.databases.query({ connection, query, signal }, async (remote) => {
              notices.push(...remote.notices);
              assertKey(keyOf(plan, given), targetOf(plan, remote));
              return writeRemote(parts, plan, remote, {
                folder,
                signal,
                sortKey: given.sort_key,
                onProgress: (rows) => notify(progressNotice(given.dataset, rows)),
              });
            }),
        });
        const after = await staging.commit(authorship, (newest) =>
          eventsOf(plan, given, staged, { newest, owner: authorship.role }),
        );
        const { objects, rows, bytes } = staged;
        return {
          rows: [[given.dataset, plan.bucket.name, objects.length, rows, bytes, after.version]],
          notices: [...notices, ...noticesOf(plan, given, staged)],
        };
      });
    },
  });
}

function targetOf(plan: Plan, remote: RemoteRows): readonly Column[] {
  return plan.kind === "append" ? plan.before.columns : remote.columns;
}

async function writeRemote(
  { parquetFiles }: IngestDbParts,
  plan: Plan,
  remote: RemoteRows,
  order: WriteOrder,
): Promise<Written> {
  const columns = targetOf(plan, remote);
  const names = remote.columns.map((column) => column.name);
  const incoming = names.map((name) => columnNamed(columns, name));
  const missing = columns.find((column) => !names.includes(column.name));
  if (missing !== undefined) throw new UndefinedColumn(`the query has no column "${missing.name}"`);
  const types = await parquetFiles.typesOf(incoming, order.signal);
  const typed = incoming.map(({ name, isNullable }, index): IncomingColumn => {
    const type = types[index];
    if (type === undefined) throw new Error(`column "${name}" has no type`);
    return { name, type, isNullable };
  });
  return parquetFiles.writeRows({ ...order, names, columns, rows: remote.read(typed) });
}

function columnNamed(columns: readonly Column[], name: string): Column {
  const column = columns.find((one) => one.name === name);
  if (column === undefined) throw new PgError("42804", `the dataset has no column "${name}"`);
  return column;
}
