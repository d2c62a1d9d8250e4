// Makes whole statements: sources and joins, conditions, groups, set operations, subqueries, and an order of all columns.
import { seededRandom } from "../../support/random.js";
import { type Context, clause, Expressions, list } from "./expressions.js";
import { type Node, ordinals, type SqlType } from "./node.js";
import { type Relation, relations } from "./relations.js";

const itemTypes: readonly SqlType[] = [
  ...([
    "int4",
    "int4",
    "int8",
    "numeric",
    "numeric",
    "float8",
    "text",
    "text",
    "text",
    "bool",
    "date",
    "timestamp",
  ] as const),
  ...([
    "timestamptz",
    "interval",
    "json",
    "jsonb",
    "_int4",
    "_text",
    "uuid",
    "bytea",
    "time",
    "int2",
    "float4",
  ] as const),
];
const keyTypes: readonly SqlType[] = ["int4", "text", "text", "bool", "date", "numeric", "timestamp"];
/** They have no order that PostgreSQL sorts by, or none that matters. */
const unsortable: readonly SqlType[] = ["json", "jsonb"];
const joins = ["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"];
const setOperations = ["UNION", "UNION ALL", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL"];

interface Source {
  readonly node: Node;
  readonly leaves: readonly Node[];
  /** What tells its rows apart; empty: nothing does. */
  readonly keys: readonly Node[];
  /** Columns to join by. */
  readonly joining: readonly Node[];
}

export class Statements {
  readonly #expressions: Expressions;
  #aliases = 0;

  constructor(seed: number) {
    this.#expressions = new Expressions(seededRandom(seed), (type, context) => this.#subquery(type, context));
  }

  make(): Node {
    const made = this.#expressions;
    const count = 1 + Math.floor(3 * (made.chance(0.5) ? 0.4 : 1));
    const types = Array.from({ length: count }, () => this.#itemType());
    const operation = made.chance(0.12) ? made.item(setOperations) : undefined;
    const query = operation === undefined ? this.#query(types) : this.#setOperation(operation, types);
    const parts = [query, clause("order", [" ORDER BY ", ordinals(made.chance(0.3))])];
    if (made.chance(0.25)) parts.push(clause("LIMIT", [` LIMIT ${made.oneOf(["1", "7", "40"])}`]));
    if (made.chance(0.08)) parts.push(clause("OFFSET", [` OFFSET ${made.oneOf(["0", "3"])}`]));
    return { kind: "query", tag: "statement", parts };
  }

  #itemType(): SqlType {
    return this.#expressions.oneOf(itemTypes);
  }

  #setOperation(operation: string, types: readonly SqlType[]): Node {
    const sides = [this.#query(types), this.#query(types)] as const;
    return { kind: "query", tag: operation, parts: ["(", sides[0], `) ${operation} (`, sides[1], ")"] };
  }

  #query(types: readonly SqlType[], outer: readonly Node[] = []): Node {
    const made = this.#expressions;
    const source = this.#source(2);
    const columns: Context = { leaves: [...source.leaves, ...outer] };
    const where = made.chance(0.5) ? [clause("WHERE", [" WHERE ", made.make("bool", columns, 2)])] : [];
    const from = [" FROM ", source.node, ...where];
    const shape = made.oneOf(["plain", "plain", "plain", "grouped", "grouped", "total"]);
    if (shape === "plain") {
      const context = { ...columns, windowKeys: source.keys };
      const isDistinct = made.chance(0.12);
      const head = ["SELECT ", ...(isDistinct ? [clause("DISTINCT", ["DISTINCT "])] : [])];
      return { kind: "query", tag: "SELECT", parts: [...head, this.#items(types, context), ...from] };
    }
    const keyCount = shape === "total" ? 0 : made.oneOf([1, 1, 2]);
    const keys = Array.from({ length: keyCount }, () =>
      made.make(made.oneOf(keyTypes), columns, made.oneOf([0, 0, 1])),
    );
    // A constant as a key would be the number of a column.
    const named = keys.filter(({ tag }) => !/^(literal|NULL)/.test(tag));
    const context: Context = { leaves: named, ofAggregates: columns };
    const groupBy = named.length === 0 ? [] : [clause("GROUP BY", [" GROUP BY ", list("group list", named)])];
    const having = made.chance(0.2) ? [clause("HAVING", [" HAVING ", made.make("bool", context, 2)])] : [];
    const first = types.slice(0, 1).map((type) => this.#sortable(made.aggregate(type, columns, 2)));
    const items = [...first, ...types.slice(1).map((type) => this.#sortable(made.make(type, context, 2)))];
    return {
      kind: "query",
      tag: "SELECT",
      parts: ["SELECT ", list("select list", items), ...from, ...groupBy, ...having],
    };
  }

  #items(types: readonly SqlType[], context: Context): Node {
    return list(
      "select list",
      types.map((type) => this.#sortable(this.#expressions.make(type, context, 3))),
    );
  }

  #sortable(item: Node): Node {
    if (item.type === undefined || !unsortable.includes(item.type)) return item;
    return { kind: "expression", tag: `item ${item.type}`, type: "text", parts: [item, "::text"] };
  }

  #source(joinsMax: number): Source {
    const made = this.#expressions;
    let source = this.#leafSource();
    for (let joined = 0; joined < joinsMax && made.chance(0.35); joined++)
      source = this.#joined(source, this.#leafSource());
    return source;
  }

  #joined(left: Source, right: Source): Source {
    const made = this.#expressions;
    const leaves = [...left.leaves, ...right.leaves];
    const keys = left.keys.length > 0 && right.keys.length > 0 ? [...left.keys, ...right.keys] : [];
    const join = made.item(joins);
    const [near, far] = [left.joining, right.joining].map((columns) =>
      columns.length > 0 ? made.oneOf(columns) : undefined,
    );
    if (join === undefined || near === undefined || far === undefined) return left;
    // Only merges make a full join, and only of an equality.
    const more =
      join !== "FULL JOIN" && made.chance(0.2)
        ? [clause("ON ... AND", [" AND ", made.make("bool", { leaves }, 1)])]
        : [];
    const parts = ["(", left.node, ` ${join} `, right.node, " ON ", near, " = ", far, ...more, ")"];
    return { node: { kind: "source", tag: join, parts }, leaves, keys, joining: [...left.joining, ...right.joining] };
  }

  #leafSource(): Source {
    const made = this.#expressions;
    const kind = made.chance(0.2) ? made.item(["derived table", "VALUES", "generate_series()", "unnest()"]) : undefined;
    const alias = `t${this.#aliases++}`;
    if (kind === "derived table") return this.#derived(alias);
    if (kind !== undefined) return this.#listed(kind, alias);
    return tableSource(made.oneOf(relations), alias);
  }

  #derived(alias: string): Source {
    const types = [this.#itemType(), "int4" as const];
    const query = this.#query(types);
    const names = types.map((_, index) => `c${index}`);
    const leaves = types.map((type, index) => column(`${alias}.c${index}`, unsortable.includes(type) ? "text" : type));
    const node: Node = {
      kind: "source",
      tag: "derived table",
      parts: ["(", query, `) ${alias} (${names.join(", ")})`],
    };
    return { node, leaves, keys: [], joining: leaves.slice(1) };
  }

  #listed(tag: string, alias: string): Source {
    const texts: Readonly<Record<string, string>> = {
      VALUES: `(VALUES (1, 'a'), (2, 'b'), (NULL, 'ü')) ${alias} (x, y)`,
      "generate_series()": `generate_series(1, 5) ${alias} (x)`,
      "unnest()": `unnest(ARRAY[3, 1, NULL, 2]) ${alias} (x)`,
    };
    const key = column(`${alias}.x`, "int4");
    const leaves = tag === "VALUES" ? [key, column(`${alias}.y`, "text")] : [key];
    return { node: { kind: "source", tag, parts: [texts[tag] ?? ""] }, leaves, keys: [key], joining: [key] };
  }

  #subquery(type: SqlType, { leaves }: Context): Node | undefined {
    const made = this.#expressions;
    const alias = `t${this.#aliases++}`;
    const source = tableSource(made.oneOf(relations), alias);
    const context: Context = { leaves: source.leaves };
    const correlation = this.#correlation(source, leaves);
    const where = correlation === undefined ? [] : [clause("WHERE", [" WHERE ", correlation])];
    const query = (item: Node): Node => ({
      kind: "query",
      tag: "SELECT",
      parts: ["SELECT ", list("select list", [item]), " FROM ", source.node, ...where],
    });
    const tag = made.item(
      type === "bool" ? ["EXISTS", "IN (SELECT)", "NOT IN (SELECT)", "> ALL (SELECT)"] : ["scalar subquery"],
    );
    if (tag === undefined) return undefined;
    const of = (parts: readonly (string | Node)[]): Node => ({ kind: "expression", tag, type, parts });
    if (type !== "bool") return of(["(", query(made.aggregate(type, context, 1)), ")"]);
    const compared = made.oneOf(["int4", "text", "numeric"] as const);
    const inner = query(made.make(compared, context, 1));
    if (tag === "EXISTS") return of(["EXISTS (", inner, ")"]);
    const sign = tag.replace("(SELECT)", "");
    return of(["(", made.make(compared, { leaves }, 1), ` ${sign}(`, inner, "))"]);
  }

  #correlation(source: Source, outer: readonly Node[]): Node | undefined {
    const made = this.#expressions;
    const theirs = outer.filter(({ type, tag }) => type === "int4" && tag.startsWith("column"));
    if (theirs.length === 0 || source.joining.length === 0 || made.chance(0.4)) return undefined;
    const parts = ["(", made.oneOf(source.joining), " = ", made.oneOf(theirs), ")"];
    return { kind: "expression", tag: "correlation", type: "bool", parts };
  }
}

function tableSource({ name, columns, key, joining }: Relation, alias: string): Source {
  const leaves = columns.map(({ text, type }) => column(`${alias}.${text}`, type));
  const named = (text: string): Node => leaves.find(({ parts }) => parts[0] === `${alias}.${text}`) as Node;
  return {
    node: { kind: "source", tag: "table", parts: [`${name} ${alias}`] },
    leaves,
    keys: key === undefined ? [] : [named(key)],
    joining: joining.map(named),
  };
}

function column(text: string, type: SqlType): Node {
  return { kind: "expression", tag: `column ${type}`, type, parts: [text] };
}
