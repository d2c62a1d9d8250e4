// What is only printed. A numeric among it may be a text, with PostgreSQL's own digits, unless rows are grouped by its value.
import type { Node } from "libpg-query";
import { bodyOf, kindOf, namesIn, nodesIn } from "./analysis.js";
import { targetName } from "./figure-names.js";
import { sameExpression } from "./same-expression.js";

type Body = Readonly<Record<string, unknown>>;

export class ShownNodes {
  readonly #nodes = new Set<Node>();
  readonly #keys: Node[] = [];

  add(node: Node): void {
    this.#nodes.add(node);
  }

  has(node: Node): boolean {
    return this.#nodes.has(node) && !this.#keys.some((key) => sameExpression(key, node));
  }

  /** Wherever a group's key stands, DuckDB has to find it again. */
  keepKeysOf(select: Body): void {
    for (const item of nodesIn(select["groupClause"])) this.#keep(item, nodesIn(select["targetList"]));
  }

  #keep(item: Node, targets: readonly Node[]): void {
    const body = bodyOf(item);
    switch (kindOf(item)) {
      case "GroupingSet":
        for (const part of nodesIn(body["content"])) this.#keep(part, targets);
        return;
      case "RowExpr":
        for (const part of nodesIn(body["args"])) this.#keep(part, targets);
        return;
      case "A_Const": {
        const { ival } = body as { readonly ival?: { readonly ival?: number } };
        this.#keepTarget(targets[(ival?.ival ?? 0) - 1]);
        return;
      }
      case "ColumnRef": {
        const name = namesIn(nodesIn(body["fields"])).at(-1);
        for (const target of targets) if (targetName(target) === name) this.#keepTarget(target);
        return;
      }
      default:
        this.#keys.push(item);
    }
  }

  #keepTarget(target: Node | undefined): void {
    const { val } = (target === undefined ? {} : bodyOf(target)) as { readonly val?: Node };
    if (val !== undefined && kindOf(val) !== "ColumnRef") this.#keys.push(val);
  }
}
