// Conditions of which it makes no difference whether they are false or NULL: what WHERE and HAVING want to be true.
import type { Node } from "libpg-query";

type Body = Readonly<Record<string, unknown>>;

export class FilterPlaces {
  readonly #places = new WeakSet();

  /** However deep it is nested. */
  constructor(statement: Body) {
    const open: object[] = [statement];
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      for (const [key, child] of Object.entries(value)) {
        if (typeof child !== "object" || child === null) continue;
        if (key === "whereClause" || key === "havingClause") this.#mark(child as Node);
        open.push(child as object);
      }
    }
  }

  has(node: Node): boolean {
    return this.#places.has(node);
  }

  #mark(condition: Node): void {
    const open = [condition];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      this.#places.add(node);
      const { boolop, args }: Body = (node as { readonly BoolExpr?: Body }).BoolExpr ?? {};
      if (boolop !== "AND_EXPR" && boolop !== "OR_EXPR") continue;
      for (const part of args as readonly Node[]) open.push(part);
    }
  }
}
