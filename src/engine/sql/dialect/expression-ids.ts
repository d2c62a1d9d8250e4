// Tells expressions that are the same from others: each gets a number, and the same ones get the same.
import { bodyOf, kindOf } from "./analysis.js";
import { type References, sourceOf } from "./references.js";
import { isPlace, kindWithin } from "./tree-walk.js";
import type { Node } from "libpg-query";

type Body = Readonly<Record<string, unknown>>;

export class ExpressionIds {
  readonly #references: References;
  readonly #depth: number;
  readonly #numbers = new Map<string, number>();
  readonly #objects = new Map<object, number>();
  readonly #known = new Map<object, number>();
  #last = 0;

  /** `depth`: of the query that they stand in. What its subqueries name of their own goes by its name. */
  constructor(references: References, depth: number) {
    this.#references = references;
    this.#depth = depth;
  }

  of(node: Node): number {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const number = this.#number(this.#text(node));
    this.#known.set(node, number);
    return number;
  }

  #text(node: Node): string {
    const kind = kindOf(node);
    if (kind !== "ColumnRef") return `${kind}${this.#parts(bodyOf(node))}`;
    const reference = this.#references.of(node);
    if ((reference?.level?.depth ?? 0) > this.#depth) return `name ${JSON.stringify(bodyOf(node)["fields"])}`;
    const column = reference?.column === undefined ? reference?.row : sourceOf(reference.column);
    return `column ${this.#object(column ?? bodyOf(node))}`;
  }

  #parts(body: Body): string {
    let text = "{";
    for (const key in body) {
      if (!isPlace(key)) text += `${key}:${this.#part(body[key])},`;
    }
    return `${text}}`;
  }

  /** Nodes go by their numbers, so that what is nested deep is written once. */
  #part(value: unknown): string {
    if (typeof value === "string") return `${value.length}"${value}`;
    if (typeof value !== "object" || value === null) return String(value);
    if (Array.isArray(value)) return `[${value.map((item) => this.#part(item)).join()}]`;
    return kindWithin(value) === undefined ? this.#parts(value as Body) : `#${this.of(value as Node)}`;
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
