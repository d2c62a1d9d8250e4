// A plan as PostgreSQL's text has it: a line a node, and lines for what it goes by.
import { explainedTarget, isShownAlias } from "./target-text.js";
import type { Explained } from "./explained.js";
import { identifier } from "./engine-plan.js";
import type { PlanNode } from "./plan-node.js";

export function explainedText({ plan, options, run, planningMs }: Explained): readonly string[] {
  const lines: string[] = [];
  const put = (indent: number, text: string): void => void lines.push(`${"  ".repeat(indent)}${text}`);
  const write = (node: PlanNode, at: number, isTop: boolean): void => {
    let indent = at;
    if (node.subplan !== undefined) {
      put(indent, node.subplan);
      indent++;
    }
    put(indent, `${isTop ? "" : "->  "}${lineOf(node)}${costsOf(node)}${isTop ? actual() : ""}`);
    const inside = indent + (isTop ? 1 : 3);
    for (const { label, value } of node.details) {
      put(inside, `${label}: ${typeof value === "string" ? value : value.join(", ")}`);
    }
    for (const child of node.children) write(child, inside, false);
  };
  const lineOf = (node: PlanNode): string => {
    const name = node.name ?? node.type;
    return node.target === undefined ? name : `${name} on ${targetText(node)}`;
  };
  const targetText = ({ target }: PlanNode): string => {
    if (target === undefined) return "";
    const shown = explainedTarget(target, options.verbose);
    return isShownAlias(target) ? `${shown} ${identifier(target.alias)}` : shown;
  };
  const costsOf = ({ estimate: { startup, total, rows, width } }: PlanNode): string =>
    options.costs ? `  (cost=${startup.toFixed(2)}..${total.toFixed(2)} rows=${rows} width=${width})` : "";
  const actual = (): string => {
    if (run === undefined) return "";
    const times = options.timing ? `time=${run.firstRowMs.toFixed(3)}..${run.totalMs.toFixed(3)} ` : "";
    return ` (actual ${times}rows=${run.rows} loops=1)`;
  };
  write(plan, 0, true);
  if (options.summary) put(0, `Planning Time: ${planningMs.toFixed(3)} ms`);
  if (options.summary && run !== undefined) put(0, `Execution Time: ${run.totalMs.toFixed(3)} ms`);
  return lines;
}
