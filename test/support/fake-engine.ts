// Engines made by hand, for tests of the doors: they answer what they are told to, and remember what they were asked.

import {
  type Batch,
  batchOf,
  type Call,
  type Cell,
  type DataType,
  type Engine,
  type ExecuteOptions,
  type KeptRows,
  type LoginRole,
  type Notice,
  type ParameterValue,
  type ResultColumn,
  type SessionCommand,
  type SnapshotPin,
  sliceBatch,
  type Statement,
  type StatementContext,
} from "../../src/engine/api.js";

export interface FakeAnswer {
  /** Absent: it returns no rows. */
  readonly columns?: readonly ResultColumn[];
  readonly rows?: readonly (readonly Cell[])[];
  /** Rows per batch. */
  readonly batchRows?: number;
  /** Absent: as many VARCHARs as there are `$n`. */
  readonly parameterTypes?: readonly DataType[];
  readonly changesCatalog?: boolean;
  readonly notices?: readonly Notice[];
  readonly tag?: string;
  /** Thrown when it is executed. */
  readonly error?: Error;
  /** Thrown when it is prepared. */
  readonly prepareError?: Error;
  /** In place of `rows`. */
  batches?(options: ExecuteOptions): AsyncIterable<Batch>;
}

export interface Asked {
  readonly sql: string;
  readonly context: StatementContext;
  readonly parameters: readonly ParameterValue[];
  readonly signal: AbortSignal;
}

export interface FakeEngine extends Engine {
  /** Every statement that was executed. */
  readonly asked: readonly Asked[];
  /** How many results are being read. */
  readonly openResults: number;
}

export const integer: DataType = { id: "INTEGER" };
export const varchar: DataType = { id: "VARCHAR" };

/** One column `n` of integers. */
export function numbers(count: number, batchRows = 2): FakeAnswer {
  return {
    columns: [{ name: "n", type: integer }],
    rows: Array.from({ length: count }, (_, index) => [index + 1]),
    batchRows,
  };
}

/** Never answers; ends when it is aborted. */
export const endless: FakeAnswer = {
  columns: [{ name: "n", type: integer }],
  async *batches({ signal }) {
    await aborted(signal);
    yield* [];
  },
};

/** Gives one row after another, for ever. */
export const flood: FakeAnswer = {
  columns: [{ name: "text", type: varchar }],
  async *batches() {
    const batch = batchOf(
      [{ name: "text", type: varchar }],
      Array.from({ length: 100 }, () => ["x".repeat(1_000)]),
    );
    for (;;) yield batch;
  },
};

export function brokenEngine(error: Error, roles: readonly LoginRole[] = []): FakeEngine {
  return fakeEngine({ error }, roles);
}

export function fakeEngine(
  answer: FakeAnswer | ((sql: string, context: StatementContext) => FakeAnswer),
  roles: readonly LoginRole[] = [],
): FakeEngine {
  const asked: Asked[] = [];
  let openResults = 0;
  let pins = 0;
  const answerTo = (sql: string, context: StatementContext): FakeAnswer =>
    typeof answer === "function" ? answer(sql, context) : answer;

  async function* tracked(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
    openResults += 1;
    try {
      yield* batches;
    } finally {
      openResults -= 1;
    }
  }

  return {
    asked,
    get openResults() {
      return openResults;
    },
    parse: async (script) => parseFake(script),
    async prepare(statement, context, given) {
      if (statement.kind === "refused") throw statement.error;
      const { sql } = statement;
      const planned = answerTo(sql, context);
      if (planned.prepareError !== undefined) throw planned.prepareError;
      const { columns } = planned;
      return {
        parameterTypes:
          planned.parameterTypes ?? Array.from({ length: parameterCount(sql) }, (_, index) => given[index] ?? varchar),
        columns,
        changesCatalog: planned.changesCatalog ?? false,
        async execute(parameters, context, options) {
          asked.push({ sql, context, parameters, signal: options.signal });
          options.signal.throwIfAborted();
          const { error, rows = [], batchRows, batches, notices = [], tag } = answerTo(sql, context);
          if (error !== undefined) throw error;
          options.onState?.("running");
          return {
            columns,
            batches: tracked(batches?.(options) ?? inBatches(columns ?? [], rows, batchRows)),
            tag: (rowCount) => tag ?? `SELECT ${rowCount}`,
            notices,
            keep: keepInMemory,
          };
        },
      };
    },
    // The pin says how many there were, so that tests can tell them apart.
    takeRows: () => Promise.reject(new Error("no rows come in here")),
    pinSnapshot: () => ++pins as unknown as SnapshotPin,
    findRole: (name) => roles.find((role) => role.name === name),
    watchRoles: () => () => undefined,
    mayBecome: (name, other) => name === other || roles.find((role) => role.name === name)?.isSuperuser === true,
  };
}

/** For cursors that may be gone back to. */
function keepInMemory(): KeptRows {
  const batches: Batch[] = [];
  const rowCount = (): number => batches.reduce((count, batch) => count + batch.rowCount, 0);
  return {
    get rowCount() {
      return rowCount();
    },
    bytes: 0,
    append: async (batch) => void batches.push(batch),
    async *read(first, rowsMax) {
      const rows = batches.flatMap((batch) =>
        Array.from({ length: batch.rowCount }, (_, row) => sliceBatch(batch, row, row + 1)),
      );
      yield* rows.slice(first, first + rowsMax);
    },
    close: async () => void batches.splice(0),
  };
}

async function* inBatches(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
  batchRows = 2_048,
): AsyncGenerator<Batch> {
  for (let at = 0; at < rows.length; at += batchRows) yield batchOf(columns, rows.slice(at, at + batchRows));
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

function parameterCount(sql: string): number {
  return Math.max(0, ...Array.from(sql.matchAll(/\$(\d+)/g), ([, digits]) => Number(digits)));
}

/** Enough of a parser for tests: semicolons part statements, and the first words say what they are. */
export function parseFake(script: string): readonly Statement[] {
  const statements: Statement[] = [];
  let offset = 0;
  for (const piece of script.split(";")) {
    const sql = piece.trim();
    if (sql !== "") statements.push(statementOf(sql, offset + piece.indexOf(sql)));
    offset += piece.length + 1;
  }
  return statements;
}

function statementOf(sql: string, offset: number): Statement {
  const command = sessionCommandOf(sql);
  if (command !== undefined) return { kind: "session", command, sql, offset };
  const [, procedure] = /^call (\w+)/i.exec(sql) ?? [];
  if (procedure === undefined) return { kind: "query", sql, offset };
  const call: Call = { procedure, positional: [], named: new Map(), parameterCount: parameterCount(sql) };
  return { kind: "call", call, sql, offset };
}

function sessionCommandOf(sql: string): SessionCommand | undefined {
  const [first = "", second = "", third = ""] = sql.split(/[\s=]+/);
  switch (first.toLowerCase()) {
    case "begin":
    case "start":
      return {
        kind: "begin",
        modes: [
          ...(/isolation level ([a-z ]+?)(?= read only|$)/i.exec(sql)?.slice(1) ?? []).map((value) => ({
            name: "isolation" as const,
            value,
          })),
          ...(/ read only/i.test(sql) ? [{ name: "read_only" as const, value: "on" }] : []),
        ],
      };
    case "commit":
    case "end":
      return { kind: "commit", isChained: false };
    case "abort":
      return { kind: "rollback", isChained: false };
    case "rollback":
      return second.toLowerCase() === "to"
        ? { kind: "rollbackTo", name: third }
        : { kind: "rollback", isChained: false };
    case "savepoint":
      return { kind: "savepoint", name: second };
    case "release":
      return { kind: "release", name: second };
    case "set": {
      const [, local, name = "", value = ""] = /^set (local )?([\w.]+)(?: to |\s*=\s*)(.*)$/i.exec(sql) ?? [];
      if (name === "role")
        return { kind: "setRole", role: value.replace(/^'(.*)'$/, "$1"), isLocal: local !== undefined };
      if (value.toLowerCase() === "default") return { kind: "reset", name };
      return { kind: "set", name, value: value.replace(/^'(.*)'$/, "$1"), isLocal: local !== undefined };
    }
    case "reset":
      return { kind: "reset", name: second.toLowerCase() === "all" ? undefined : second };
    case "show":
      return { kind: "show", name: second.toLowerCase() === "all" ? undefined : second };
    case "deallocate":
      return { kind: "deallocate", name: second.toLowerCase() === "all" ? undefined : second };
    case "discard":
      return { kind: "discard", target: second.toLowerCase() as "all" };
    default:
      return undefined;
  }
}
