// What names and calls in a statement were found to stand for, kept by their place in the tree: what looks at a query as a whole goes by it.
import type { Node } from "libpg-query";
import { bodyOf, type Typed, typeText } from "./analysis.js";
import { unknown } from "./candidates.js";
import type { Column, Level, Range } from "./scope.js";

export interface Reference {
  /** Undefined: a whole row. */
  readonly column: Column | undefined;
  readonly row: Range | undefined;
  readonly level: Level | undefined;
}

export class References {
  /** A subquery names columns of a query around it, or a function in FROM those of a relation further left. */
  isCorrelated = false;
  readonly #columns = new Map<object, Reference>();
  readonly #calls = new Map<object, Level>();
  readonly #foreign = new Map<string, string>();

  note(node: Node, reference: Reference): void {
    this.#columns.set(bodyOf(node), reference);
  }

  /** Undefined: DuckDB has to find it. */
  of(node: Node): Reference | undefined {
    return this.#columns.get(bodyOf(node));
  }

  noteCall(node: Node, level: Level | undefined): void {
    if (level !== undefined) this.#calls.set(bodyOf(node), level);
  }

  /** A call of what is none of PostgreSQL's functions: DuckDB may have it. */
  noteForeign(name: string, operands: readonly Typed[]): void {
    // PostgreSQL would tell of another type, or of nothing but the name.
    if (
      this.#foreign.has(name) ||
      operands.some(({ type, parameter }) => type === undefined && parameter === undefined)
    )
      return;
    this.#foreign.set(name, `${name}(${operands.map(({ type = unknown }) => typeText(type)).join(", ")})`);
  }

  /** By name, as errors write them. */
  get foreignCalls(): ReadonlyMap<string, string> {
    return this.#foreign;
  }

  /** The query in which a call stands. */
  levelOf(node: Node): Level | undefined {
    return this.#calls.get(bodyOf(node));
  }
}

/** What a column of a join stands for. */
export function sourceOf(column: Column): Column {
  let source = column;
  while (source.source !== undefined) ({ source } = source);
  return source;
}
