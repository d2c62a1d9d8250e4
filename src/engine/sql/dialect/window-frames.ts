// ROWS, RANGE and GROUPS of a window: transformFrameOffset in src/backend/parser/parse_clause.c
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, kindOf, type Typed, typed, typeText } from "./analysis.js";
import { isCoercible, unknown } from "./candidates.js";
import { assertNoVariables } from "./columns-within.js";
import { constantOf } from "./constants.js";
import { errorAtStart } from "./error-places.js";
import type { Level, Scope } from "./scope.js";

type Body = Readonly<Record<string, unknown>>;

const range = 0x2;
const groups = 0x8;
const offsets = 0x800 | 0x1000 | 0x2000 | 0x4000;

/** The types of offsets that may be added to a column of a type: pg_amproc.in_range. */
const inRange: Readonly<Record<string, readonly string[]>> = {
  int2: ["int2", "int4", "int8"],
  int4: ["int2", "int4", "int8"],
  int8: ["int8", "int2", "int4"],
  float4: ["float8"],
  float8: ["float8"],
  numeric: ["numeric"],
  date: ["interval"],
  time: ["interval"],
  timetz: ["interval"],
  timestamp: ["interval"],
  timestamptz: ["interval"],
  interval: ["interval"],
};

/** @throws PgError 42P20, 42P10, 42804, 0A000 */
export function assertFrame(
  analysis: Analysis,
  definition: Body,
  options: number,
  order: readonly Node[],
  scope: Scope & { readonly level: Level },
): void {
  const node = { WindowDef: definition } as Node;
  if ((options & groups) !== 0 && order.length === 0)
    throw errorAt(node, "42P20", "GROUPS mode requires an ORDER BY clause");
  if ((options & range) !== 0 && (options & offsets) !== 0 && order.length !== 1) {
    throw errorAt(node, "42P20", "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column");
  }
  // What was understood before is not to be written anew.
  const quiet: Analysis = { ...analysis, rewriting: analysis.rewriting.apart() };
  for (const key of ["startOffset", "endOffset"]) {
    if (definition[key] === undefined) continue;
    const offset = typed(quiet, definition[key] as Node, scope);
    if (isNegative(offset.node)) {
      const end = key === "startOffset" ? "starting" : "ending";
      if ((options & range) === 0) throw new PgError("22013", `frame ${end} offset must not be negative`);
      throw new PgError("22013", "invalid preceding or following size in window function");
    }
    if ((options & range) !== 0) {
      const [item] = order;
      const sorted = typed(quiet, bodyOf(item as Node)["node"] as Node, scope);
      assertInRange(quiet, offset, sorted.type);
    } else assertCount(quiet, offset, (options & groups) === 0 ? "ROWS" : "GROUPS");
    assertNoVariables(
      quiet,
      offset.node,
      (options & range) !== 0 ? "RANGE" : (options & groups) === 0 ? "ROWS" : "GROUPS",
      scope.level,
    );
  }
}

function isNegative(node: Node): boolean {
  const { ival } = bodyOf(node) as { readonly ival?: { readonly ival?: number } };
  return kindOf(node) === "A_Const" && (ival?.ival ?? 0) < 0;
}

function assertCount(analysis: Analysis, offset: Typed, mode: string): void {
  const { type, literal, node } = offset;
  if (literal !== undefined) constantOf("int8", literal, node, analysis.moment);
  if (type === undefined || type === unknown || isCoercible(type, "int8")) return;
  if (["numeric", "float4", "float8"].includes(type)) return;
  throw errorAtStart(analysis, node, "42804", `argument of ${mode} must be type bigint, not type ${typeText(type)}`);
}

function assertInRange(analysis: Analysis, offset: Typed, sorted: string | undefined): void {
  if (sorted === undefined || sorted === unknown) return;
  const message = `RANGE with offset PRECEDING/FOLLOWING is not supported for column type ${typeText(sorted)}`;
  const allowed = inRange[sorted];
  if (allowed === undefined) throw errorAtStart(analysis, offset.node, "0A000", message);
  const { type } = offset;
  if (type === undefined || type === unknown || allowed.some((one) => isCoercible(type, one))) return;
  throw errorAtStart(analysis, offset.node, "0A000", `${message} and offset type ${typeText(type)}`, {
    hint: "Cast the offset value to an appropriate type.",
  });
}
