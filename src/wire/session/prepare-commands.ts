// PREPARE and EXECUTE: prepared statements by way of SQL. Their names are those of the protocol's.
// https://www.postgresql.org/docs/15/sql-prepare.html
import type { ExecuteOptions, Execution, NamedType, ParameterValue, SessionCommand } from "../../engine/api.js";
import { FeatureNotSupported, InvalidParameterValue, SyntaxError, UndefinedObject } from "../../errors.js";
import { decodeParameter, givenTypeOf, handedOn } from "../encoding/parameters.js";
import { oidOfType, pgTypes } from "../encoding/pg-types.js";
import { createRowEncoder } from "../encoding/row-encoder.js";
import { BodyReader } from "../protocol/body-reader.js";
import { bareExecution } from "./bare-execution.js";
import { parameterOidsOf, type PreparedText } from "./prepared-statements.js";
import { encodingOf, type Scope } from "./scope.js";
import type { PlanInner, StatementPlan } from "./statement-plan.js";

type PrepareCommand = Extract<SessionCommand, { readonly kind: "prepare" | "execute" }>;
type CommandOf<K extends PrepareCommand["kind"]> = Extract<PrepareCommand, { readonly kind: K }>;

export function planPrepareCommand(scope: Scope, command: PrepareCommand, plan: PlanInner): Promise<StatementPlan> {
  return command.kind === "prepare" ? planPrepare(scope, command, plan) : planExecute(scope, command, plan);
}

async function planPrepare(
  scope: Scope,
  { name, types, query }: CommandOf<"prepare">,
  plan: PlanInner,
): Promise<StatementPlan> {
  const given = types.map(oidOf);
  const inner = await plan(query, given.map(givenTypeOf));
  const parameterOids = parameterOidsOf(given, inner.parameterTypes);
  return {
    parameterTypes: [],
    columns: undefined,
    async execute() {
      scope.statements.add(name, { sql: query.sql, parameterOids, content: { statement: query, plan: inner } });
      return bareExecution("PREPARE");
    },
  };
}

function oidOf({ name, isArray }: NamedType): number {
  const oid = oidOfType(name, isArray);
  if (oid === undefined) throw new UndefinedObject(`type "${name}${isArray ? "[]" : ""}" does not exist`);
  return oid;
}

/** What is executed has the statement's columns, and they are asked for before it runs. */
async function planExecute(scope: Scope, command: CommandOf<"execute">, plan: PlanInner): Promise<StatementPlan> {
  const bound = await boundTo(scope, command, plan);
  return {
    parameterTypes: [],
    columns: bound.prepared.content?.plan.columns,
    async execute(_parameters, options) {
      const { content } = scope.statements.get(command.name);
      if (content === undefined) return bareExecution("SELECT 0");
      return content.plan.execute(await bound.values(content.plan, options), options);
    },
  };
}

/** EXPLAIN EXECUTE: its statement, with the values that are given here. */
export async function explainedPreparation(
  scope: Scope,
  command: CommandOf<"execute">,
  plan: PlanInner,
): Promise<StatementPlan> {
  const bound = await boundTo(scope, command, plan);
  const inner = bound.prepared.content?.plan;
  if (inner === undefined) throw new FeatureNotSupported("EXPLAIN of an empty statement is not supported");
  return {
    parameterTypes: [],
    columns: inner.columns,
    execute: async (_parameters, options) => inner.execute(await bound.values(inner, options), options),
    explain: async (_parameters, options) => inner.explain?.(await bound.values(inner, options), options),
  };
}

interface Bound {
  readonly prepared: PreparedText;
  /** Its parameters. */
  values(inner: StatementPlan, options: ExecuteOptions): Promise<readonly ParameterValue[]>;
}

async function boundTo(
  scope: Scope,
  { name, argumentCount, values }: CommandOf<"execute">,
  plan: PlanInner,
): Promise<Bound> {
  const prepared = scope.statements.get(name);
  const expected = prepared.parameterOids.length;
  if (argumentCount !== expected) {
    throw new SyntaxError(`wrong number of parameters for prepared statement "${name}"`, {
      detail: `Expected ${expected} parameters but got ${argumentCount}.`,
    });
  }
  const given =
    values && (await plan({ kind: "query", sql: `SELECT ${values.sql}`, offset: values.offset - prefix }, []));
  return {
    prepared,
    values: async (inner, options) => {
      const parameters = given === undefined ? [] : await valuesOf(scope, prepared, await given.execute([], options));
      return parameters.slice(0, inner.parameterTypes.length);
    },
  };
}

/** What stands before the values: places in them are the client's. */
const prefix = "SELECT ".length;

/** The values as texts, which are then read as those of a Bind message are. */
async function valuesOf(
  scope: Scope,
  { parameterOids, content }: PreparedText,
  { columns = [], batches }: Execution,
): Promise<readonly ParameterValue[]> {
  const settings = encodingOf(scope);
  const encoder = createRowEncoder(
    columns,
    columns.map(() => "text"),
    settings,
  );
  const rows: Buffer[] = [];
  for await (const batch of batches) {
    if (rows.length + batch.rowCount > 1) throw new InvalidParameterValue("the parameters of EXECUTE are not one row");
    rows.push(...[...encoder.encode(batch)].map((piece) => Buffer.from(piece)));
  }
  const fields = fieldsOf(Buffer.concat(rows));
  if (fields.length !== parameterOids.length)
    throw new InvalidParameterValue("the parameters of EXECUTE are not one row");
  const now = scope.activity.now();
  return fields.map(
    (field, index) =>
      handedOn(field, "text", content?.plan.parameterTypes[index]) ??
      decodeParameter(field, "text", parameterOids[index] ?? pgTypes.text.oid, index + 1, settings, now),
  );
}

/** Of one DataRow message. Undefined: NULL. */
function fieldsOf(row: Buffer): readonly (Buffer | undefined)[] {
  if (row.length === 0) return [];
  // After its tag and length.
  const reader = new BodyReader(row.subarray(5), "ERROR");
  return Array.from({ length: reader.uint16() }, () => {
    const length = reader.int32();
    return length < 0 ? undefined : reader.bytes(length);
  });
}
