// GROUP BY. What PostgreSQL compares in a way of its own is grouped by a key, and the value that is shown is one of the group's.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, nodesIn } from "./analysis.js";
import { callKind } from "./call-kinds.js";
import { type ItemOrder, keyedItem, resultItem } from "./result-items.js";
import { sameExpression } from "./same-expression.js";
import { eachNode } from "./tree-walk.js";

export interface Group {
  readonly node: Node;
  /** The values themselves do not tell which are one. */
  readonly isKeyed: boolean;
}

export function groupsOf(
  analysis: Analysis,
  items: readonly Node[],
  order: Omit<ItemOrder, "clause">,
  isWithinSet = false,
): readonly Group[] {
  return items.flatMap((node): readonly Group[] => {
    if (kindOf(node) === "GroupingSet") return groupsOf(analysis, nodesIn(bodyOf(node)["content"]), order, true);
    if (kindOf(node) === "RowExpr") return groupsOf(analysis, nodesIn(bodyOf(node)["args"]), order, isWithinSet);
    const item = resultItem(analysis, node, { clause: "GROUP BY", ...order });
    const isKeyed = keyedItem(analysis, item, "equality") !== undefined;
    if (isKeyed && isWithinSet) {
      throw errorAt(node, "0A000", "GROUPING SETS, ROLLUP and CUBE are not supported over this type", {
        hint: "Cast the value to text, and group by that.",
      });
    }
    return [{ node: item.target?.node ?? node, isKeyed }];
  });
}

/** @throws GroupingError (42803) */
export function checkGrouping(
  { survey }: Analysis,
  groups: readonly Group[],
  parts: readonly (Node | undefined)[],
): void {
  if (!survey.hasGrouping) return;
  eachNode(parts, (part, kind) => {
    if (kind === "GroupingFunc") {
      for (const argument of nodesIn(bodyOf(part)["args"])) {
        if (groups.some(({ node }) => sameExpression(node, argument))) continue;
        throw errorAt(
          argument,
          "42803",
          "arguments to GROUPING must be grouping expressions of the associated query level",
        );
      }
    }
    // A subquery has groups of its own.
    return kind !== "GroupingFunc" && kind !== "SubLink";
  });
}

/** `first(x)` wherever a group's value is named, but for within aggregates. */
export function showFirst(analysis: Analysis, keys: readonly Node[], parts: readonly (Node | undefined)[]): void {
  if (keys.length === 0) return;
  eachNode(parts, (node, kind) => {
    if (keys.some((key) => sameExpression(key, node))) {
      const span = analysis.spans.of(node);
      if (span !== undefined) analysis.rewriting.around(span, "first(", ")");
      return false;
    }
    // A subquery's columns are its own, as far as the text tells.
    if (kind === "SubLink") showFirst(analysis, keys, [bodyOf(node)["testexpr"] as Node | undefined]);
    return kind !== "SubLink" && !(kind === "FuncCall" && callKind(node) === "aggregate");
  });
}
