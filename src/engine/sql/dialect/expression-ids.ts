// Tells expressions that are the same from others: each gets a number, and the same ones get the same.
import { bodyOf } from "./analysis.js";
import { type References, sourceOf } from "./references.js";
import type { Node } from "libpg-query";

/** Where and how it is written changes nothing. */
const left = new Set(["location", "funcformat", "name_location", "list_start", "list_end", "rexpr_list_start"]);

export class ExpressionIds {
  readonly #references: References;
  readonly #depth: number;
  readonly #numbers = new Map<string, number>();
  readonly #objects = new WeakMap<object, number>();
  readonly #known = new WeakMap<object, number>();
  #last = 0;

  /** `depth`: of the query that they stand in. What its subqueries name of their own goes by its name. */
  constructor(references: References, depth: number) {
    this.#references = references;
    this.#depth = depth;
  }

  of(node: Node): number {
    return this.#of(node);
  }

  #of(value: unknown): number {
    if (typeof value !== "object" || value === null) return this.#number(`${typeof value} ${String(value)}`);
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const number = this.#number(this.#text(value));
    this.#known.set(value, number);
    return number;
  }

  #text(value: object): string {
    if (Array.isArray(value)) return `[${value.map((item) => this.#of(item)).join()}]`;
    if ("ColumnRef" in value) {
      const reference = this.#references.of(value as Node);
      if ((reference?.level?.depth ?? 0) > this.#depth)
        return `name ${JSON.stringify(bodyOf(value as Node)["fields"])}`;
      const column = reference?.column === undefined ? reference?.row : sourceOf(reference.column);
      return `column ${this.#object(column ?? bodyOf(value as Node))}`;
    }
    const parts = Object.entries(value).filter(([key]) => !left.has(key) && !key.startsWith("rexpr_list"));
    return `{${parts.map(([key, part]) => `${key}:${this.#of(part)}`).join()}}`;
  }

  #object(object: object): number {
    const number = this.#objects.get(object) ?? ++this.#last;
    this.#objects.set(object, number);
    return number;
  }

  #number(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }
}
