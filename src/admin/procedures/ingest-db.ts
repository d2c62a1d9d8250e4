// CALL ingest_db(dataset, connection, query, ...): copies the rows of a query to another PostgreSQL into a dataset.
import type { Column } from "../../catalog/api.js";
import type { Notice, Procedure, WriteOrder, Written } from "../../engine/api.js";
import { PgError, UndefinedColumn } from "../../errors.js";
import { incomingColumns } from "../incoming-columns.js";
import { assertKey, keyOf, type Plan, planOf } from "../ingest-plan.js";
import { progressNotice } from "../progress-notice.js";
import type { RemoteDatabases, RemoteRows } from "../remote-rows.js";
import type { StagingParts } from "../staging.js";
import { nameArgument, newRelationArgument, queryArgument, required } from "./arguments.js";
import { defineProcedure } from "./define.js";
import { load, loadArguments, loadedColumns } from "./load.js";

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
      ...loadArguments,
    },
    columns: loadedColumns,
    changesCatalog: true,
    async run({ arguments: given, authorship, notify, signal }) {
      const plan = planOf(given, parts.catalog.snapshot);
      const { connection, query } = given;
      const notices: Notice[] = [];
      const loaded = await load(
        parts,
        { plan, given, authorship, signal },
        {
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
        },
      );
      return { ...loaded, notices: [...notices, ...(loaded.notices ?? [])] };
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
  const typed = await incomingColumns(parquetFiles, incoming, order.signal);
  return parquetFiles.writeRows({ ...order, names, columns, rows: remote.read(typed) });
}

function columnNamed(columns: readonly Column[], name: string): Column {
  const column = columns.find((one) => one.name === name);
  if (column === undefined) throw new PgError("42804", `the dataset has no column "${name}"`);
  return column;
}
