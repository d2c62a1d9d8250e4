// A statement for the system catalog: PostgreSQL's own, which runs it as the session's role and answers with its own types.
import type { Snapshot } from "../../catalog/api.js";
import { isSuperuser } from "../../catalog/api.js";
import { FeatureNotSupported, PgError, UndefinedParameter } from "../../errors.js";
import { limits } from "../../limits.js";
import type { ExecuteOptions, Execution, PreparedStatement, StatementContext } from "../api.js";
import type { DataType, PostgresType } from "../data-type.js";
import type { ParameterValue } from "../parameter.js";
import { ErasableRows, type KeptRowsParts } from "../results/kept-rows.js";
import type { SystemQuery } from "../statement.js";
import { type BackendAnswer, batchOf, readAnswer } from "./backend-answer.js";
import { type BoundValue, bind, describeStatement, execute, parse, query, sync } from "./frontend-messages.js";
import { oidOfGivenType } from "./given-types.js";
import { withNewerNames } from "./newer-names.js";
import { sessionPreamble } from "./session-preamble.js";
import { assertCallable } from "./system-functions.js";

/** PostgreSQL with the names of one snapshot. */
export interface SystemCatalogs {
  /** Messages in, messages out, in a transaction of their own. */
  exchange(messages: readonly Buffer[], snapshot: Snapshot, signal: AbortSignal | undefined): Promise<Buffer>;
  /** Tells of a function whether no statement may call it. */
  refusal(snapshot: Snapshot): Promise<(name: string) => boolean>;
}

export interface SystemStatementParts extends KeptRowsParts {
  readonly catalog: { readonly snapshot: Snapshot };
  readonly system: SystemCatalogs;
}

export interface SystemStatementText {
  readonly sql: string;
  readonly system: SystemQuery;
}

/** @throws PgError in PostgreSQL's own words; 42501 for functions that do more than tell. */
export async function prepareSystemStatement(
  parts: SystemStatementParts,
  { sql: written, system }: SystemStatementText,
  context: StatementContext,
  givenTypes: readonly (DataType | undefined)[],
): Promise<PreparedStatement> {
  const sql = withNewerNames(written);
  const oids = givenTypes.map(oidOfGivenType);
  await assertAllowed(parts, system, context);
  const described = await ask(parts, context, [parse(sql, oids), describeStatement(), sync()], undefined);
  const columns = described.answer.columns ?? [];
  const types = columns.map(({ type }) => type);
  return {
    parameterTypes: described.answer.parameterOids.map(typeOfOid),
    columns,
    changesCatalog: false,
    execute: async (parameters, reader, options) => {
      await assertAllowed(parts, system, reader);
      const { bytes, answer } = await ask(
        parts,
        reader,
        [
          parse(sql, described.answer.parameterOids),
          bind(boundValues(parameters, described.answer.parameterOids.length), options.formats ?? []),
          describeStatement(),
          execute(),
          sync(),
        ],
        options,
      );
      if (!sameTypes(types, answer.columns ?? [])) {
        throw new FeatureNotSupported("cached plan must not change result type");
      }
      return executionOf(parts, bytes, answer);
    },
  };
}

/** PostgreSQL would tell of the process that it runs in, and not of ours. */
const ofTheMachine =
  /^pg_(stat_(?!((all|user|sys)_(tables|indexes)|gssapi)$)|statio_|locks$|cursors$|prepared_|hba_|ident_|file_|shmem_|backend_|config$|replication_|wait_)/;

async function assertAllowed(
  { catalog, assertFresh, system: catalogs }: SystemStatementParts,
  { functions, relations }: SystemQuery,
  { role }: StatementContext,
): Promise<void> {
  assertFresh();
  if (!isSuperuser(catalog.snapshot, role)) {
    throw new FeatureNotSupported("the system catalog is served to superusers only yet", {
      hint: "sluice.datasets tells the datasets, CALL describe_dataset('name') the columns of one.",
    });
  }
  const untrue = relations.find((name) => ofTheMachine.test(name));
  if (untrue !== undefined) {
    throw new FeatureNotSupported(`relation "${untrue}" is not served yet`, {
      hint: "sluice.sessions tells the sessions.",
    });
  }
  assertCallable(functions, await catalogs.refusal(catalog.snapshot));
}

async function ask(
  { catalog, system }: SystemStatementParts,
  context: StatementContext,
  messages: readonly Buffer[],
  options: ExecuteOptions | undefined,
): Promise<{ readonly bytes: Buffer; readonly answer: BackendAnswer }> {
  options?.signal.throwIfAborted();
  options?.onState?.("running");
  const whole = [query(sessionPreamble(context)), ...messages, query("ROLLBACK")];
  const bytes = await system.exchange(whole, catalog.snapshot, options?.signal);
  const answer = readAnswer(bytes);
  if (answer.error !== undefined) throw answer.error;
  return { bytes, answer };
}

function executionOf(parts: KeptRowsParts, bytes: Buffer, { rows, columns = [] }: BackendAnswer): Execution {
  const types = columns.map(({ type }) => type);
  return {
    columns,
    batches: inSlices(bytes, rows, types),
    tag: (rowCount) => `SELECT ${rowCount}`,
    notices: [],
    keep: (onOutdated) => new ErasableRows(parts, { types, tombstones: new Map(), onOutdated }),
  };
}

async function* inSlices(bytes: Buffer, rows: readonly number[], types: readonly PostgresType[]) {
  for (let from = 0; from < rows.length; from += limits.systemCatalogBatchRows) {
    yield batchOf(bytes, rows.slice(from, from + limits.systemCatalogBatchRows), types);
  }
}

function boundValues(parameters: readonly ParameterValue[], count: number): readonly BoundValue[] {
  if (parameters.length < count) throw new UndefinedParameter(parameters.length + 1);
  return parameters.slice(0, count).map(({ type, value }) => {
    if (value === null) return { format: "text", bytes: undefined };
    if (type.id !== "POSTGRES") throw new PgError("XX000", "a parameter did not come as it was sent");
    return value as { readonly format: "text" | "binary"; readonly bytes: Uint8Array };
  });
}

/** A parameter's size and modifier are nobody's business. */
function typeOfOid(oid: number): PostgresType {
  return { id: "POSTGRES", oid, size: -1, modifier: -1 };
}

function sameTypes(types: readonly PostgresType[], columns: readonly { readonly type: PostgresType }[]): boolean {
  return types.length === columns.length && types.every((type, index) => type.oid === columns[index]?.type.oid);
}
