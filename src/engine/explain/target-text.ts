// What a node scans, as the text form names it.
import { identifier } from "./engine-plan.js";
import type { Target } from "./plan-node.js";

export function explainedTarget({ kind, name, schema }: Target, isVerbose: boolean): string {
  if (kind === "Values") return `"${name}"`;
  return isVerbose && schema !== undefined ? `${identifier(schema)}.${identifier(name)}` : identifier(name);
}

export function isShownAlias({ kind, name, alias }: Target): boolean {
  return kind !== "Values" && alias !== name;
}
