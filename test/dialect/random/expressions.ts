// Makes expressions of a type, out of the templates, from the columns and keys that may be used where they will stand.
import { literals, pools } from "./leaves.js";
import type { Node, SqlType } from "./node.js";
import { aggregates, generic, genericOfComparable, scalars, windows } from "./templates.js";

export interface Context {
  /** Columns, or the keys of groups. */
  readonly leaves: readonly Node[];
  /** Given: aggregates may stand here, and this is for what they are of. */
  readonly ofAggregates?: Context | undefined;
  /** Given: window calls may stand here; these order their rows in one way only. Empty: nothing does. */
  readonly windowKeys?: readonly Node[] | undefined;
}

export type SubqueryMaker = (type: SqlType, context: Context) => Node | undefined;

const comparables = new Set<SqlType>(["int4", "int8", "numeric", "float8", "text", "date", "timestamp", "timestamptz"]);

export class Expressions {
  readonly #random: () => number;
  readonly #subquery: SubqueryMaker;

  constructor(random: () => number, subquery: SubqueryMaker) {
    this.#random = random;
    this.#subquery = subquery;
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  oneOf<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T;
  }

  /** Undefined: there is none. */
  item(tags: readonly string[]): string | undefined {
    return tags.length === 0 ? undefined : this.oneOf(tags);
  }

  make(type: SqlType, context: Context, depth: number): Node {
    if (depth <= 0 || this.chance(0.15)) return this.#leaf(type, context);
    if (context.windowKeys !== undefined && this.chance(0.3)) {
      const found = this.#window(type, context, context.windowKeys, depth);
      if (found !== undefined) return found;
    }
    if (context.ofAggregates !== undefined && this.chance(0.4)) {
      const found = this.#aggregate(type, context.ofAggregates, depth);
      if (found !== undefined) return found;
    }
    if (this.chance(0.08)) {
      const found = this.#subquery(type, context);
      if (found !== undefined) return found;
    }
    const ofType = scalars[type];
    const others = (comparables.has(type) ? [...generic, ...genericOfComparable] : generic).map((template) =>
      template.replaceAll("$T", `$${type}`),
    );
    const template = this.item(this.chance(0.15) ? others : ofType) ?? this.item(others);
    if (template === undefined) return this.#leaf(type, context);
    return this.fill(template, type, { ...context, windowKeys: undefined }, depth - 1);
  }

  /** An aggregate where one has to be. */
  aggregate(type: SqlType, context: Context, depth: number): Node {
    const found = this.#aggregate(type, context, depth);
    if (found !== undefined) return found;
    const parts = ["CASE WHEN count(*) > 0 THEN ", this.nothing(type), " END"];
    return { kind: "expression", tag: "CASE WHEN count(*) > 0", type, parts };
  }

  fill(template: string, type: SqlType, context: Context, depth: number): Node {
    const made: Node[] = [];
    const parts = template.split(/(\$_?[a-z0-9]+|@[a-z]+)/).map((piece): string | Node => {
      if (piece.startsWith("@")) return this.oneOf(pools[piece.slice(1)] ?? []);
      if (!/^\$_?[a-z0-9]/.test(piece)) return piece;
      const [first] = made;
      if (piece === "$1" && first !== undefined) return first;
      const argument = this.make(piece.slice(1) as SqlType, context, depth);
      made.push(argument);
      return argument;
    });
    return { kind: "expression", tag: template, type, parts };
  }

  nothing(type: SqlType): Node {
    return { kind: "expression", tag: `NULL::${type}`, type, parts: [`NULL::${type.replace(/^_(.*)/, "$1[]")}`] };
  }

  #leaf(type: SqlType, context: Context): Node {
    const columns = context.leaves.filter((leaf) => leaf.type === type);
    if (columns.length > 0 && this.chance(0.75)) return this.oneOf(columns);
    if (context.ofAggregates !== undefined && this.chance(0.5)) {
      const found = this.#aggregate(type, context.ofAggregates, 0);
      if (found !== undefined) return found;
    }
    if (this.chance(0.04)) return this.nothing(type);
    return this.#literal(type);
  }

  #literal(type: SqlType): Node {
    return { kind: "expression", tag: `literal ${type}`, type, parts: [this.oneOf(literals[type])] };
  }

  #aggregate(type: SqlType, context: Context, depth: number): Node | undefined {
    const template = this.item(aggregates[type] ?? []);
    if (template === undefined) return undefined;
    const call = this.fill(template, type, context, Math.min(depth - 1, 1));
    if (!this.chance(0.1)) return call;
    const condition = this.make("bool", context, 1);
    return { ...call, parts: [...call.parts, clause("FILTER", [" FILTER (WHERE ", condition, ")"])] };
  }

  #window(type: SqlType, context: Context, keys: readonly Node[], depth: number): Node | undefined {
    const offered = (windows[type] ?? []).filter((template) => keys.length > 0 || !template.endsWith("!"));
    const template = this.item(offered);
    if (template === undefined) return undefined;
    const inner = { ...context, windowKeys: undefined };
    const call = this.fill(template.replace("!", ""), type, inner, Math.min(depth - 1, 1));
    const partition = this.oneOf(["int4", "text", "bool", "date"] as const);
    const partitionBy = clause("PARTITION BY", ["PARTITION BY ", this.make(partition, inner, 0), " "]);
    const order = [this.make(this.oneOf(["numeric", "text", "date", "timestamp"] as const), inner, 0), ...keys];
    const orderBy = clause("window ORDER BY", ["ORDER BY ", list("window order", order)]);
    const isTotal = template.endsWith("!");
    const isFramed = keys.length > 0 && this.chance(0.2);
    const frame = this.oneOf([
      "ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
      "ROWS UNBOUNDED PRECEDING",
      "ROWS 1 PRECEDING",
    ]);
    const over = [
      ...(this.chance(0.5) ? [partitionBy] : []),
      ...(isTotal || isFramed || this.chance(0.6) ? [orderBy] : []),
      ...(isFramed ? [clause("frame", [` ${frame}`])] : []),
    ];
    return { ...call, tag: template, parts: [...call.parts, " OVER (", ...over, ")"] };
  }
}

export function clause(tag: string, parts: readonly (string | Node)[]): Node {
  return { kind: "clause", tag, parts, isOptional: true };
}

export function list(tag: string, parts: readonly Node[]): Node {
  return { kind: "list", tag, parts, separator: ", " };
}
