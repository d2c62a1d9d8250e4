// Answers the messages of the extended query protocol.
// https://www.postgresql.org/docs/15/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY

import type { ParameterValue, ResultColumn } from "../../engine/api.js";
import {
  FeatureNotSupported,
  InFailedTransaction,
  PgError,
  ProtocolViolation,
  restated,
  SyntaxError,
} from "../../errors.js";
import { decodeParameter, givenTypeOf, handedOn } from "../encoding/parameters.js";
import { pgTypes } from "../encoding/pg-types.js";
import { bindComplete, closeComplete, noData, parameterDescription, parseComplete } from "../protocol/backend.js";
import type { Format } from "../protocol/format.js";
import type { TaggedMessage } from "../protocol/frontend.js";
import { parseScript } from "./parse-script.js";
import { describeColumns, Portal } from "./portal.js";
import { parameterOidsOf, type PreparedText } from "./prepared-statements.js";
import { encodingOf, type Scope } from "./scope.js";
import { audited } from "./statement-audit.js";
import { checkNotFailed, planStatement } from "./statement-plan.js";

type MessageOf<K extends TaggedMessage["kind"]> = Extract<TaggedMessage, { readonly kind: K }>;

export async function parse(scope: Scope, message: MessageOf<"parse">): Promise<void> {
  const { statements, transaction, outlet, activity } = scope;
  activity.startQuery(message.sql);
  if (message.statement === "") statements.delete("");
  const { sql } = message;
  const [statement, ...others] = await parseScript(scope, sql);
  if (others.length > 0) throw new SyntaxError("cannot insert multiple commands into a prepared statement");
  if (statement === undefined) {
    const parameterOids = message.parameterTypeOids.map((oid) => oid || pgTypes.text.oid);
    statements.add(message.statement, { sql: message.sql, parameterOids, content: undefined });
  } else {
    checkNotFailed(scope, statement);
    transaction.beginImplicit("statement");
    const plan = await audited(scope, { sql, statement, isPreparation: true }, () =>
      planStatement(scope, statement, sql, message.parameterTypeOids.map(givenTypeOf)),
    );
    const parameterOids = parameterOidsOf(message.parameterTypeOids, plan.parameterTypes);
    statements.add(message.statement, { sql: message.sql, parameterOids, content: { statement, plan } });
  }
  outlet.write(parseComplete());
}

export async function bind(scope: Scope, message: MessageOf<"bind">): Promise<void> {
  const { statements, portals, transaction, outlet } = scope;
  const prepared = statements.get(message.statement);
  if (message.parameters.length !== prepared.parameterOids.length) {
    throw new ProtocolViolation(
      `bind message supplies ${message.parameters.length} parameters, but prepared statement "${message.statement}" ` +
        `requires ${prepared.parameterOids.length}`,
      { severity: "ERROR" },
    );
  }
  const { content } = prepared;
  checkNotFailed(scope, content?.statement);
  transaction.beginImplicit("statement");
  const parameters = decodeParameters(scope, prepared, message);
  const columns = content?.plan.columnsWith?.(parameters) ?? content?.plan.columns;
  const portal = new Portal({
    name: message.portal,
    sql: prepared.sql,
    content,
    parameters,
    columns,
    formats: expandFormats(message.resultFormats, columns?.length),
    heldBytes: message.parameters.reduce((sum, value) => sum + (value?.length ?? 0), 0),
    depth: transaction.depth,
  });
  await portals.add(portal);
  outlet.write(bindComplete());
}

function decodeParameters(
  scope: Scope,
  { parameterOids, content }: PreparedText,
  { portal, parameters, parameterFormats }: MessageOf<"bind">,
): readonly ParameterValue[] {
  const settings = encodingOf(scope);
  const now = scope.activity.now();
  const values = parameters.map((bytes, index) => {
    const format = (parameterFormats.length === 1 ? parameterFormats[0] : parameterFormats[index]) ?? "text";
    const oid = parameterOids[index] ?? pgTypes.text.oid;
    try {
      return (
        handedOn(bytes, format, content?.plan.parameterTypes[index]) ??
        decodeParameter(bytes, format, oid, index + 1, settings, now)
      );
    } catch (thrown) {
      if (!(thrown instanceof PgError)) throw thrown;
      throw restated(thrown, { where: placeOf(portal, index + 1, format), cause: thrown.cause });
    }
  });
  // Types that were named for no parameter have values, too: they are checked, and not used.
  return values.slice(0, content?.plan.parameterTypes.length ?? 0);
}

/** In PostgreSQL's words, which do not tell the value, either. */
function placeOf(portal: string, number: number, format: Format): string {
  return `${portal === "" ? "unnamed portal" : `portal "${portal}"`} parameter $${number}${format === "text" ? " = '...'" : ""}`;
}

/** None: all text. One: for all. */
function expandFormats(formats: readonly Format[], columnCount = 0): readonly Format[] {
  if (formats.length > 1 && columnCount > 0 && formats.length !== columnCount) {
    throw new ProtocolViolation(
      `bind message has ${formats.length} result formats but query has ${columnCount} columns`,
      { severity: "ERROR" },
    );
  }
  return Array.from({ length: columnCount }, (_, index) => formats[formats.length === 1 ? 0 : index] ?? "text");
}

export function describe(scope: Scope, { target, name }: MessageOf<"describe">): void {
  if (target === "statement") describeStatement(scope, scope.statements.get(name));
  else describePortal(scope, scope.portals.get(name));
}

/** In a failed block, nothing that gives rows is described. */
function checkMayTell({ transaction }: Scope, columns: readonly ResultColumn[] | undefined): void {
  if (columns !== undefined && transaction.isFailed) throw new InFailedTransaction();
}

function describeStatement(scope: Scope, { parameterOids, content }: PreparedText): void {
  const { outlet } = scope;
  if (content?.plan.columnsWith !== undefined) {
    throw new FeatureNotSupported("the columns of this statement depend on the values of its parameters", {
      hint: "Describe the portal, or write the value into the statement.",
    });
  }
  const columns = content?.plan.columns;
  checkMayTell(scope, columns);
  outlet.write(parameterDescription(parameterOids));
  // Formats are not known before Bind: all text.
  outlet.write(columns === undefined ? noData() : describeColumns(columns, []));
}

function describePortal(scope: Scope, { columns, binding }: Portal): void {
  const { outlet } = scope;
  checkMayTell(scope, columns);
  outlet.write(columns === undefined ? noData() : describeColumns(columns, binding.formats));
}

export async function execute(scope: Scope, message: MessageOf<"execute">): Promise<void> {
  const portal = scope.portals.get(message.portal);
  const { sql, content } = portal.binding;
  scope.activity.startQuery(sql);
  const { statementId: id } = portal;
  await audited(scope, { sql, statement: content?.statement, id }, async (findings) => {
    if (content !== undefined) checkNotFailed(scope, content.statement);
    // Nor does a ROLLBACK that was bound before the failure.
    if (portal.isSpent && scope.transaction.isFailed) throw new InFailedTransaction();
    scope.transaction.beginImplicit("statement");
    await portal.run(scope, { rowsMax: message.rowsMax, isDescribed: false, findings });
  });
}

/** What is not there is closed already. */
export async function close({ statements, portals, outlet }: Scope, message: MessageOf<"close">): Promise<void> {
  if (message.target === "statement") statements.delete(message.name);
  else await portals.close(message.name);
  outlet.write(closeComplete());
}

/** Outside a block, Sync ends the transaction. */
export async function sync(scope: Scope): Promise<void> {
  const { transaction, portals } = scope;
  if (!transaction.isBlock) await portals.commit(scope, scope.runs.life);
  transaction.endImplicit();
}
