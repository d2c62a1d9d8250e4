// COPY ... FROM STDIN: what the client sends becomes rows of a dataset.
// https://www.postgresql.org/docs/15/protocol-flow.html#PROTOCOL-COPY
import type { Batch, ExecuteOptions, IncomingColumn, IncomingRows, SessionCommand } from "../../engine/api.js";
import { FeatureNotSupported, ReadOnlySqlTransaction } from "../../errors.js";
import { createCopyDecoder } from "../encoding/copy-in/copy-decoder.js";
import { UnknownColumns } from "../encoding/copy-in/unknown-columns.js";
import { copyInResponse } from "../protocol/backend.js";
import { contextOf, encodingOf, type Scope } from "./scope.js";
import type { StatementPlan } from "./statement-plan.js";

type CopyInCommand = Extract<SessionCommand, { readonly kind: "copyIn" }>;

export function planCopyIn(scope: Scope, command: CopyInCommand): StatementPlan {
  return {
    parameterTypes: [],
    columns: undefined,
    async execute(_parameters, options) {
      checkMayCopy(scope);
      const { relation, columns, input, creation } = command;
      const { rows } = await scope.engine.takeRows({
        relation,
        columns,
        mentioned: input.kind === "csv" ? [...input.forceNotNull, ...input.forceNull] : [],
        creation,
        context: contextOf(scope),
        signal: options.signal,
        notify: (notice) => options.onNotice?.(notice),
        open: (incoming) => openRows(scope, command, incoming, options),
      });
      return { columns: undefined, batches: noBatches(), tag: () => `COPY ${rows}`, notices: [] };
    },
  };
}

/*
 * A transaction's own writes are not seen by its statements yet, and could not be taken back with it: a block takes no rows.
 */
function checkMayCopy(scope: Scope): void {
  if (scope.settings.get("transaction_read_only") === "on") throw new ReadOnlySqlTransaction("COPY FROM");
  if (!scope.transaction.isBlock) return;
  throw new FeatureNotSupported("COPY FROM is not supported inside a transaction block", {
    hint: "Send it outside BEGIN and COMMIT (autocommit): its rows come in by one commit, or not at all.",
  });
}

async function openRows(
  scope: Scope,
  { relation, input }: CopyInCommand,
  columns: readonly IncomingColumn[] | undefined,
  { signal }: ExecuteOptions,
): Promise<IncomingRows> {
  const setting = { relation: relation.name, settings: encodingOf(scope), now: scope.activity.now() };
  if (columns !== undefined) {
    const decoder = createCopyDecoder(columns, input, setting);
    beginCopy(scope, input, columns.length);
    return { names: [], types: "text", rows: received(scope, decoder, signal) };
  }
  const unknown = new UnknownColumns(input);
  beginCopy(scope, input, 0);
  let data = await scope.copyInput.next(signal);
  while (data !== undefined && !unknown.push(data)) data = await scope.copyInput.next(signal);
  const { names, input: known, bytes } = unknown.found(data === undefined);
  const incoming = names.map((name): IncomingColumn => ({ name, type: { id: "VARCHAR" }, isNullable: true }));
  const decoder = createCopyDecoder(incoming, known, setting);
  const rows = received(scope, decoder, signal, { bytes, isEnd: data === undefined });
  return { names, types: input.kind === "csv" ? "inferred" : "text", rows };
}

function beginCopy({ outlet }: Scope, input: CopyInCommand["input"], columnCount: number): void {
  const format = input.kind === "binary" ? "binary" : "text";
  outlet.write(copyInResponse({ format, columnFormats: Array.from({ length: columnCount }, () => format) }));
  // Before it hears this, the client sends nothing.
  outlet.flush();
}

async function* received(
  scope: Scope,
  decoder: ReturnType<typeof createCopyDecoder>,
  signal: AbortSignal,
  first: { readonly bytes: Buffer; readonly isEnd: boolean } = { bytes: Buffer.alloc(0), isEnd: false },
): AsyncGenerator<Batch, void> {
  if (first.bytes.length > 0) yield* decoder.push(first.bytes);
  if (!first.isEnd) {
    let data = await scope.copyInput.next(signal);
    while (data !== undefined) {
      yield* decoder.push(data);
      data = await scope.copyInput.next(signal);
    }
  }
  yield* decoder.end();
}

async function* noBatches(): AsyncGenerator<Batch, void> {
  yield* [];
}
