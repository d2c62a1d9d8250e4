// OVER and WINDOW: what windows refer to, and their frames. transformWindowDefinitions in src/backend/parser/parse_clause.c
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, kindOf, nodesIn, type Typed, typed, typeText } from "./analysis.js";
import { coerce } from "./coercion.js";
import { columnIn } from "./columns-within.js";
import { keyed } from "./equality-keys.js";
import { errorAtStart } from "./error-places.js";
import { sameExpression } from "./same-expression.js";
import type { Scope } from "./scope.js";
import { sortItems } from "./sorting.js";

type Body = Readonly<Record<string, unknown>>;

/** FRAMEOPTION_... in src/include/nodes/parsenodes.h */
const frame = { isGiven: 0x1, range: 0x2, rows: 0x4, groups: 0x8, startOffset: 0x2800, endOffset: 0x5000 } as const;

/** `isNamed`: it stands in WINDOW, by a name of its own. */
export function windowDefinition(analysis: Analysis, node: Node, scope: Scope, isNamed = false): void {
  const body = "WindowDef" in node ? bodyOf(node) : (node as unknown as Body);
  const at = { A_Const: { location: body["location"] } } as Node;
  const order = nodesIn(body["orderClause"]);
  const partition = nodesIn(body["partitionClause"]);
  const referred = reference(body, scope, at, isNamed);
  if (referred !== undefined) checkReference(body, referred, at);
  for (const part of partition) keyed(analysis, typed(analysis, part, scope), "equality");
  const sorted = sortItems(analysis, order, scope);
  checkFrame(analysis, body, [...nodesIn(referred?.["orderClause"]), ...order], at);
  for (const key of ["startOffset", "endOffset"] as const) {
    const offset = body[key] as Node | undefined;
    if (offset !== undefined) frameOffset(analysis, offset, { key, body, sorted, scope });
  }
}

/** `OVER (w ORDER BY x)` */
function reference(body: Body, scope: Scope, at: Node, isNamed: boolean): Body | undefined {
  const name = body["refname"] ?? (isNamed ? undefined : body["name"]);
  if (typeof name !== "string") return undefined;
  const found = scope.windows?.get(name);
  if (found === undefined && scope.windows !== undefined) {
    throw errorAt(at, "42704", `window "${name}" does not exist`);
  }
  return body["refname"] === undefined ? undefined : found && bodyOf(found);
}

function checkReference(body: Body, referred: Body, at: Node): void {
  const name = String(body["refname"]);
  const wrong = (message: string, hint?: string): Error =>
    errorAt(at, "42P20", message, hint === undefined ? {} : { hint });
  const [own, theirs] = [nodesIn(body["orderClause"]), nodesIn(referred["orderClause"])];
  const hasPartition = nodesIn(body["partitionClause"]).length > 0;
  if (hasPartition) throw wrong(`cannot override PARTITION BY clause of window "${name}"`);
  if (own.length > 0 && theirs.length > 0) throw wrong(`cannot override ORDER BY clause of window "${name}"`);
  if ((optionsOf(referred) & frame.isGiven) === 0) return;
  const isPlain = own.length === 0 && (optionsOf(body) & frame.isGiven) === 0;
  throw wrong(
    `cannot copy window "${name}" because it has a frame clause`,
    isPlain ? "Omit the parentheses in this OVER clause." : undefined,
  );
}

function checkFrame(analysis: Analysis, body: Body, order: readonly Node[], at: Node): void {
  const options = optionsOf(body);
  if ((options & frame.groups) !== 0 && order.length === 0) {
    throw errorAt(at, "42P20", "GROUPS mode requires an ORDER BY clause");
  }
  if ((options & frame.range) === 0 || (options & (frame.startOffset | frame.endOffset)) === 0) return;
  const keys = order.map((item) => bodyOf(item)["node"] as Node);
  const others = keys.filter((key, index) => keys.findIndex((one) => sameExpression(one, key)) === index);
  if (others.length !== 1) {
    throw errorAt(at, "42P20", "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column");
  }
}

interface OffsetPlace {
  readonly key: "startOffset" | "endOffset";
  readonly body: Body;
  readonly sorted: readonly Typed[];
  readonly scope: Scope;
}

function frameOffset(analysis: Analysis, node: Node, { key, body, sorted, scope }: OffsetPlace): void {
  const options = optionsOf(body);
  const mode = (options & frame.range) !== 0 ? "RANGE" : (options & frame.rows) !== 0 ? "ROWS" : "GROUPS";
  const column = columnIn(node);
  if (column !== undefined) throw errorAt(column, "42P10", `argument of ${mode} must not contain variables`);
  const offset = typed(analysis, node, scope);
  const which = key === "startOffset" ? "starting" : "ending";
  if (offset.isNull === true) throw new PgError("22004", `frame ${which} offset must not be null`);
  if (mode === "RANGE") coerceRange(analysis, offset, sorted[0]);
  else coerce(analysis, offset, "int8");
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
  if (wanted === undefined) {
    throw errorAtStart(
      analysis,
      offset.node,
      "0A000",
      `RANGE with offset PRECEDING/FOLLOWING is not supported for column type ${typeText(type)}`,
    );
  }
  const given = offset.type;
  const isInteger = given !== undefined && /^int[248]$/.test(given);
  const fits =
    given === undefined ||
    given === "unknown" ||
    given === wanted ||
    (wanted === "int8" && isInteger) ||
    (wanted === "numeric" && isInteger) ||
    (wanted === "float8" && given in numbers);
  if (!fits) {
    throw errorAtStart(
      analysis,
      offset.node,
      "0A000",
      `RANGE with offset PRECEDING/FOLLOWING is not supported for column type ${typeText(type)} and offset type ${typeText(given)}`,
      { hint: "Cast the offset value to an appropriate type." },
    );
  }
  coerce(analysis, offset, wanted, { isForced: given === "unknown" });
}

function plainNumber(node: Node): number | undefined {
  if (kindOf(node) !== "A_Const") return undefined;
  const { ival, fval } = bodyOf(node) as { readonly ival?: { ival?: number }; readonly fval?: { fval: string } };
  return ival === undefined ? (fval === undefined ? undefined : Number(fval.fval)) : (ival.ival ?? 0);
}

function optionsOf(body: Body): number {
  return Number(body["frameOptions"] ?? 0);
}

/** Those of a WINDOW clause, by name. @throws WindowingError (42P20) */
export function windowsOf(clause: readonly Node[]): ReadonlyMap<string, Node> {
  const windows = new Map<string, Node>();
  for (const node of clause) {
    const { name, location } = bodyOf(node) as { readonly name: string; readonly location?: number };
    if (windows.has(name)) {
      throw errorAt({ A_Const: { location } } as Node, "42P20", `window "${name}" is already defined`);
    }
    windows.set(name, node);
  }
  return windows;
}
