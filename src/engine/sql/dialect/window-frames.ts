// ROWS, RANGE and GROUPS of a window: transformFrameOffset in src/backend/parser/parse_clause.c
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, kindOf, type Typed, typed, typeText } from "./analysis.js";
import { isCoercible, unknown } from "./candidates.js";
import { coerce } from "./coercion.js";
import { assertNoVariables, columnIn } from "./columns-within.js";
import { errorAtStart } from "./error-places.js";
import type { Scope } from "./scope.js";

type Body = Readonly<Record<string, unknown>>;

/** FRAMEOPTION_... in src/include/nodes/parsenodes.h */
const frame = { isGiven: 0x1, range: 0x2, rows: 0x4, groups: 0x8, offsets: 0x7800 } as const;

/** The window says its frame itself. */
export function hasFrame(body: Body): boolean {
  return (optionsOf(body) & frame.isGiven) !== 0;
}

export interface FramePlace {
  readonly at: Node;
  /** What the window is sorted by, be it another window's. */
  readonly order: readonly Node[];
  /** The first of them. */
  readonly sorted: Typed | undefined;
  readonly scope: Scope;
}

/** @throws PgError 42P20, 42P10, 42804, 22004, 22013, 0A000 */
export function windowFrame(analysis: Analysis, body: Body, place: FramePlace): void {
  const { at, order } = place;
  const options = optionsOf(body);
  if ((options & frame.groups) !== 0 && order.length === 0) {
    throw errorAt(at, "42P20", "GROUPS mode requires an ORDER BY clause");
  }
  if ((options & frame.range) !== 0 && (options & frame.offsets) !== 0 && order.length !== 1) {
    throw errorAt(at, "42P20", "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column");
  }
  const mode = (options & frame.range) !== 0 ? "RANGE" : (options & frame.rows) !== 0 ? "ROWS" : "GROUPS";
  for (const [key, which] of [["startOffset", "starting"] as const, ["endOffset", "ending"] as const]) {
    const offset = body[key] as Node | undefined;
    if (offset !== undefined) frameOffset(analysis, offset, mode, which, place);
  }
}

function frameOffset(
  analysis: Analysis,
  node: Node,
  mode: "RANGE" | "ROWS" | "GROUPS",
  which: "starting" | "ending",
  { sorted, scope }: FramePlace,
): void {
  const column = columnIn(node);
  if (column !== undefined) throw errorAt(column, "42P10", `argument of ${mode} must not contain variables`);
  const offset = typed(analysis, node, scope);
  if (offset.isNull === true) throw new PgError("22004", `frame ${which} offset must not be null`);
  if (mode === "RANGE") coerceRange(analysis, offset, sorted);
  else coerceCount(analysis, offset, mode);
  assertNoVariables(analysis, node, mode, scope.level);
  const value = plainNumber(node);
  if (value !== undefined && value >= 0) return;
  const message =
    mode === "RANGE"
      ? "invalid preceding or following size in window function"
      : `frame ${which} offset must not be negative`;
  if (value !== undefined) throw new PgError("22013", message);
  const span = analysis.spans.of(node);
  if (span === undefined || offset.parameter !== undefined || mode === "RANGE") return;
  analysis.rewriting.around(span, "pg.frame_offset(", `, '${which}')`);
}

function coerceCount(analysis: Analysis, offset: Typed, mode: string): void {
  const { type, node } = offset;
  const isNumber = type === undefined || type === unknown || isCoercible(type, "int8") || type in numbers;
  if (!isNumber) {
    throw errorAtStart(analysis, node, "42804", `argument of ${mode} must be type bigint, not type ${typeText(type)}`);
  }
  coerce(analysis, offset, "int8");
}

const numbers: Readonly<Record<string, string>> = {
  int2: "int8",
  int4: "int8",
  int8: "int8",
  float4: "float8",
  float8: "float8",
  numeric: "numeric",
};

const times = new Set(["date", "timestamp", "timestamptz", "time", "timetz", "interval"]);

/** in_range() has an offset's type for each that is sorted by. */
function coerceRange(analysis: Analysis, offset: Typed, sorted: Typed | undefined): void {
  const type = sorted?.type;
  if (type === undefined) return;
  const wanted = times.has(type) ? "interval" : numbers[type];
  const message = `RANGE with offset PRECEDING/FOLLOWING is not supported for column type ${typeText(type)}`;
  if (wanted === undefined) throw errorAtStart(analysis, offset.node, "0A000", message);
  const given = offset.type;
  const isInteger = given !== undefined && /^int[248]$/.test(given);
  const fits =
    given === undefined ||
    given === unknown ||
    given === wanted ||
    (wanted === "int8" && isInteger) ||
    (wanted === "numeric" && isInteger) ||
    (wanted === "float8" && given in numbers);
  if (!fits) {
    throw errorAtStart(analysis, offset.node, "0A000", `${message} and offset type ${typeText(given)}`, {
      hint: "Cast the offset value to an appropriate type.",
    });
  }
  coerce(analysis, offset, wanted, { isForced: given === unknown });
}

function plainNumber(node: Node): number | undefined {
  if (kindOf(node) !== "A_Const") return undefined;
  const { ival, fval } = bodyOf(node) as { readonly ival?: { ival?: number }; readonly fval?: { fval: string } };
  return ival === undefined ? (fval === undefined ? undefined : Number(fval.fval)) : (ival.ival ?? 0);
}

function optionsOf(body: Body): number {
  return Number(body["frameOptions"] ?? 0);
}
