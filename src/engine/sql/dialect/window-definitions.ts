// OVER and WINDOW: which windows there are, and what one may take over from another. transformWindowDefinitions in
// src/backend/parser/parse_clause.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, nodesIn } from "./analysis.js";
import type { Level, Scope } from "./scope.js";
import { eachNode } from "./tree-walk.js";
import { assertFrame } from "./window-frames.js";

type Body = Readonly<Record<string, unknown>>;

interface Window {
  readonly hasOrder: boolean;
  readonly hasFrame: boolean;
  readonly order: readonly Node[];
}

/** FRAMEOPTION_DEFAULTS */
const defaultFrame = 0x2 | 0x20 | 0x400;

/** @throws PgError 42704, 42P20, 42804, 0A000 */
export function assertWindows(analysis: Analysis, select: Body, scope: Scope & { readonly level: Level }): void {
  const windows = new Map<string, Window>();
  for (const node of nodesIn(select["windowClause"])) {
    const { name, ...definition } = bodyOf(node);
    const own = String(name);
    if (windows.has(own)) throw errorAt(node, "42P20", `window "${own}" is already defined`);
    windows.set(own, defined(analysis, definition, false, windows, scope));
  }
  eachNode([select["targetList"], select["sortClause"], select["distinctClause"]], (node, kind) => {
    if (kind === "SelectStmt") return false;
    const over = kind === "FuncCall" ? (bodyOf(node)["over"] as Body | undefined) : undefined;
    if (over === undefined) return true;
    const definition = kindOf(over as unknown as Node) === "WindowDef" ? bodyOf(over as unknown as Node) : over;
    const name = definition["name"];
    if (name === undefined) defined(analysis, definition, true, windows, scope);
    else if (!windows.has(String(name)))
      throw errorAt(placed(definition), "42704", `window "${String(name)}" does not exist`);
    return true;
  });
}

function placed(definition: Body): Node {
  return { WindowDef: definition };
}

function defined(
  analysis: Analysis,
  definition: Body,
  isInline: boolean,
  windows: ReadonlyMap<string, Window>,
  scope: Scope & { readonly level: Level },
): Window {
  const node = placed(definition);
  const { refname, frameOptions = 0 } = definition as { readonly refname?: string; readonly frameOptions?: number };
  const order = nodesIn(definition["orderClause"]);
  const other = refname === undefined ? undefined : windows.get(refname);
  if (refname !== undefined && other === undefined) throw errorAt(node, "42704", `window "${refname}" does not exist`);
  if (other !== undefined) {
    const override = (what: string): string => `cannot override ${what} clause of window "${refname}"`;
    if (nodesIn(definition["partitionClause"]).length > 0) throw errorAt(node, "42P20", override("PARTITION BY"));
    if (order.length > 0 && other.hasOrder) throw errorAt(node, "42P20", override("ORDER BY"));
    if (other.hasFrame) {
      const isBare = isInline && order.length === 0 && frameOptions === defaultFrame;
      throw errorAt(
        node,
        "42P20",
        `cannot copy window "${refname}" because it has a frame clause`,
        isBare ? { hint: "Omit the parentheses in this OVER clause." } : {},
      );
    }
  }
  const sorted = order.length > 0 ? order : (other?.order ?? []);
  assertFrame(analysis, definition, frameOptions, sorted, scope);
  return { hasOrder: sorted.length > 0, hasFrame: frameOptions !== defaultFrame, order: sorted };
}
