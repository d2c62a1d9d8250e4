// DECLARE CURSOR, FETCH, MOVE and CLOSE: portals by way of SQL. A name is a cursor's and a portal's alike.
// https://www.postgresql.org/docs/15/sql-declare.html

import type { Execution, ParameterValue, SessionCommand } from "../../engine/api.js";
import { DuplicateCursor, NoActiveSqlTransaction, UnknownCursor } from "../../errors.js";
import { bareExecution } from "./bare-execution.js";
import { Portal } from "./portal.js";
import type { Scope } from "./scope.js";
import type { PlanInner, StatementPlan } from "./statement-plan.js";

type CursorCommand = Extract<SessionCommand, { readonly kind: "declareCursor" | "fetch" | "closeCursor" }>;
type CommandOf<K extends CursorCommand["kind"]> = Extract<CursorCommand, { readonly kind: K }>;

/** `plan` plans the SELECT that a cursor is declared for. */
export async function planCursorCommand(scope: Scope, command: CursorCommand, plan: PlanInner): Promise<StatementPlan> {
  switch (command.kind) {
    case "declareCursor": {
      const inner = await plan(command.query);
      return {
        parameterTypes: inner.parameterTypes,
        columns: undefined,
        execute: (parameters) => declare(scope, command, inner, parameters),
      };
    }
    case "fetch":
      return planFetch(scope, command);
    case "closeCursor":
      return { parameterTypes: [], columns: undefined, execute: () => close(scope, command) };
  }
}

async function declare(
  { transaction, portals }: Scope,
  { name, query, isBinary, isHeld, isScrollable }: CommandOf<"declareCursor">,
  plan: StatementPlan,
  parameters: readonly ParameterValue[],
): Promise<Execution> {
  if (!isHeld && !transaction.hasLocals) throw new NoActiveSqlTransaction("DECLARE CURSOR");
  if (portals.has(name)) throw new DuplicateCursor(name);
  const format = isBinary ? "binary" : "text";
  await portals.add(
    new Portal({
      name,
      sql: query.sql,
      content: { statement: query, plan },
      parameters,
      columns: plan.columns,
      formats: (plan.columns ?? []).map(() => format),
      heldBytes: 2 * query.sql.length,
      depth: transaction.depth,
      isHeld,
      isScrollable,
    }),
  );
  return bareExecution("DECLARE CURSOR");
}

/** What is fetched has the columns of the cursor that is there when they are asked for: it may be declared anew. */
function planFetch(scope: Scope, { name, move, isMove }: CommandOf<"fetch">): StatementPlan {
  const fetched = (): Portal | undefined => (!isMove && scope.portals.has(name) ? scope.portals.get(name) : undefined);
  return {
    parameterTypes: [],
    get columns() {
      return fetched()?.columns;
    },
    get formats() {
      return fetched()?.binding.formats ?? [];
    },
    encoder: (settings, formats) => fetched()?.encoderFor(settings, formats),
    async execute(_parameters, { signal }) {
      const cursor = cursorNamed(scope, name);
      const access = await cursor.start(scope, signal);
      // MOVE goes back to the beginning from there, which is no way.
      if (!isMove) cursor.check(move);
      if (isMove) return { ...bareExecution(`MOVE ${await cursor.move(move, scope, signal)}`), ...access };
      const batches = cursor.fetch(move, scope, signal);
      return { columns: cursor.columns, batches, tag: (count) => `FETCH ${count}`, notices: [], ...access };
    },
  };
}

async function close({ portals }: Scope, { name }: CommandOf<"closeCursor">): Promise<Execution> {
  if (name === undefined) {
    await portals.closeAll();
    return bareExecution("CLOSE CURSOR ALL");
  }
  if (!portals.has(name)) throw new UnknownCursor(name);
  await portals.close(name);
  return bareExecution("CLOSE CURSOR");
}

function cursorNamed({ portals }: Scope, name: string): Portal {
  if (!portals.has(name)) throw new UnknownCursor(name);
  return portals.get(name);
}
