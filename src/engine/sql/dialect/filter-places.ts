// Conditions of which it makes no difference whether they are false or NULL: what WHERE and HAVING want to be true.
import type { Node } from "libpg-query";

type Body = Readonly<Record<string, unknown>>;

export class FilterPlaces {
  readonly #statement: Body;
  #places: Set<Node> | undefined;

  constructor(statement: Body) {
    this.#statement = statement;
  }

  has(node: Node): boolean {
    this.#places ??= placesIn(this.#statement);
    return this.#places.has(node);
  }
}

/** However deep it is nested. */
function placesIn(statement: Body): Set<Node> {
  const places = new Set<Node>();
  const open: object[] = [statement];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    for (const [key, child] of Object.entries(value)) {
      if (typeof child !== "object" || child === null) continue;
      if (key === "whereClause" || key === "havingClause") mark(child as Node, places);
      open.push(child as object);
    }
  }
  return places;
}

function mark(condition: Node, places: Set<Node>): void {
  const open = [condition];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    places.add(node);
    const { boolop, args }: Body = (node as { readonly BoolExpr?: Body }).BoolExpr ?? {};
    if (boolop !== "AND_EXPR" && boolop !== "OR_EXPR") continue;
    for (const part of args as readonly Node[]) open.push(part);
  }
}
