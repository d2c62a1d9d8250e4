// A statement for the system catalog: PostgreSQL's own, which runs it as the session's role and answers with its own types.
import type { Snapshot } from "../../catalog/api.js";
import { FeatureNotSupported, PgError, UndefinedParameter } from "../../errors.js";
import { limits } from "../../limits.js";
import type { ExecuteOptions, Execution, PreparedStatement, StatementContext } from "../api.js";
import type { DataType, PostgresType } from "../data-type.js";
import type { ParameterValue } from "../parameter.js";
import type { Batch } from "../batch.js";
import { ErasableRows, type KeptRowsParts } from "../results/kept-rows.js";
import type { SystemQuery } from "../statement.js";
import { type BackendAnswer, batchOf, readAnswer } from "./database/backend-answer.js";
import { type BoundValue, bind, describeStatement, execute, parse, query, sync } from "./database/frontend-messages.js";
import { oidOfGivenType } from "./given-types.js";
import type { HeldAnswers } from "./held-answers.js";
import { withNewerNames } from "./newer-names.js";
import { type FactSources, sessionFacts } from "./truths/session-facts.js";
import { sessionPreamble } from "./truths/session-preamble.js";
import type { SystemKnowledge } from "./system-catalog.js";
import type { SystemCatalogs } from "./system-catalogs.js";
import { assertCallable } from "./system-functions.js";

export interface SystemStatementParts extends KeptRowsParts {
  readonly catalog: { readonly snapshot: Snapshot };
  readonly system: SystemCatalogs;
  readonly facts: FactSources;
  readonly held: HeldAnswers;
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
  signal?: AbortSignal,
): Promise<PreparedStatement> {
  const sql = withNewerNames(written);
  const oids = givenTypes.map(oidOfGivenType);
  const knowledge = await assertAllowed(parts, system, context, signal);
  // What the values are is nothing to a description.
  const described = await ask(parts, context, noFacts, [parse(sql, oids), describeStatement(), sync()], { signal });
  const columns = described.answer.columns ?? [];
  const types = columns.map(({ type }) => type);
  return {
    parameterTypes: described.answer.parameterOids.map(typeOfOid),
    columns,
    changesCatalog: false,
    execute: async (parameters, reader, options) => {
      await assertAllowed(parts, system, reader, options.signal);
      const { bytes, answer } = await ask(
        parts,
        reader,
        await sessionFacts(system, reader, parts.facts, knowledge.settingNames),
        [
          parse(sql, described.answer.parameterOids),
          bind(boundValues(parameters, described.answer.parameterOids.length), options.formats ?? []),
          describeStatement(),
          execute(),
          sync(),
        ],
        { signal: options.signal, onState: (state) => options.onState?.(state) },
      );
      if (!sameTypes(types, answer.columns ?? [])) {
        throw new FeatureNotSupported("cached plan must not change result type");
      }
      return executionOf(parts, bytes, answer);
    },
  };
}

const noFacts: ReadonlyMap<string, string> = new Map();

/** PostgreSQL would tell of the process that it runs in, and not of ours. */
const ofTheMachine = /^pg_(cursors$|prepared_statements$|hba_|ident_|file_|shmem_|backend_|config$)/;

async function assertAllowed(
  { catalog, assertFresh, system: catalogs }: SystemStatementParts,
  { functions, relations }: SystemQuery,
  context: StatementContext,
  signal: AbortSignal | undefined,
): Promise<SystemKnowledge> {
  assertFresh();
  const untrue = relations.find((name) => ofTheMachine.test(name));
  if (untrue !== undefined) {
    throw new FeatureNotSupported(`relation "${untrue}" is not served yet`, {
      hint: "sluice.settings tells how the gateway was started.",
    });
  }
  const { snapshot } = catalog;
  const knowledge = await catalogs.use(snapshot, context, (one) => one.knowledge(snapshot, signal), signal);
  assertCallable(functions, knowledge.isRefused);
  return knowledge;
}

async function ask(
  { catalog, system }: SystemStatementParts,
  context: StatementContext,
  facts: ReadonlyMap<string, string>,
  messages: readonly Buffer[],
  { signal, onState }: { readonly signal: AbortSignal | undefined; readonly onState?: ExecuteOptions["onState"] },
): Promise<{ readonly bytes: Buffer; readonly answer: BackendAnswer }> {
  signal?.throwIfAborted();
  onState?.("running");
  const { snapshot } = catalog;
  const preamble = sessionPreamble(context, facts, snapshot.version);
  const whole = [...preamble.map(query), ...messages, query("ROLLBACK")];
  const bytes = await system.use(snapshot, context, (one) => one.exchange(whole, snapshot, signal), signal);
  const answer = readAnswer(bytes);
  if (answer.error !== undefined) throw answer.error;
  return { bytes, answer };
}

function executionOf(parts: SystemStatementParts, bytes: Buffer, { rows, columns = [] }: BackendAnswer): Execution {
  const types = columns.map(({ type }) => type);
  return {
    columns,
    batches: inSlices(bytes, rows, types, parts.held.hold(bytes.length)),
    tag: (rowCount) => `SELECT ${rowCount}`,
    notices: [],
    keep: (onOutdated) => new ErasableRows(parts, { types, tombstones: new Map(), onOutdated }),
  };
}

/** Like a generator, but one that is given up before it was begun gives its room back, too. */
function inSlices(
  bytes: Buffer,
  rows: readonly number[],
  types: readonly PostgresType[],
  release: () => void,
): AsyncIterableIterator<Batch> {
  let from = 0;
  const end = (): IteratorResult<Batch> => {
    release();
    return { done: true, value: undefined };
  };
  const iterator: AsyncIterableIterator<Batch> = {
    next: async () => {
      if (from >= rows.length) return end();
      const slice = rows.slice(from, from + limits.systemCatalogBatchRows);
      from += slice.length;
      return { done: false, value: batchOf(bytes, slice, types) };
    },
    return: async () => {
      from = rows.length;
      return end();
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
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
