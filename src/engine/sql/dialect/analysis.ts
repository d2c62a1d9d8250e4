// What looking at a statement has found out, and what it goes by.
import type { Node } from "libpg-query";
import { PgError, type PgErrorFields } from "../../../errors.js";
import { LocatedError } from "../../duckdb/errors.js";
import { formatType } from "../../format-type.js";
import type { Clashes } from "./case-clashes.js";
import type { Moment } from "./constants.js";
import type { Digits } from "./decimal-digits.js";
import type { References } from "./references.js";
import type { FilterPlaces } from "./filter-places.js";
import type { Rewriting } from "./rewriting.js";
import type { Column, Columns, RecordShape, Scope } from "./scope.js";
import type { CallInFrom } from "./set-returning.js";
import type { ShownNodes } from "./shown-nodes.js";
import type { Spans } from "./spans.js";
import type { Survey } from "./survey.js";
import type { Tokens } from "./tokens.js";

export interface Analysis {
  readonly tokens: Tokens;
  readonly spans: Spans;
  readonly survey: Survey;
  readonly rewriting: Rewriting;
  readonly parameters: ParameterTypes;
  readonly moment: Moment;
  readonly clashes: Pick<Clashes, "mixed" | "original">;
  readonly shown: ShownNodes;
  /** Items of the result that nothing but the client sees. */
  readonly selected: Set<Node>;
  /** Those that have become texts. */
  readonly texts: Set<Node>;
  /** What is looked at is this item of FROM. */
  readonly inFrom?: CallInFrom;
  readonly references: References;
  readonly filters: FilterPlaces;
  readonly typed: (analysis: Analysis, node: Node, scope: Scope) => Typed;
  readonly subquery: (analysis: Analysis, node: Node, outer: Scope | undefined) => Columns;
  /** Those of a relation that the catalog has; undefined: not known. */
  relation(schema: string | undefined, name: string): Relation | undefined;
  /** Of a function of the session's (`current_user`), which is put in its place later. */
  isOfSession(name: string): boolean;
}

export interface Relation {
  readonly columns: readonly Column[];
  /** It has others, which whoever asks may not read. */
  readonly isPartial: boolean;
}

/** Types of `$n`, as the client says them or as they are found. */
export class ParameterTypes {
  readonly #types = new Map<number, string>();
  readonly #computed = new Set<number>();
  /** Where something took one as it is, which says nothing of its type. */
  readonly #taken = new Map<number, Node>();

  constructor(given: readonly (string | undefined)[]) {
    for (const [index, type] of given.entries()) if (type !== undefined) this.#types.set(index + 1, type);
  }

  of(number: number): string | undefined {
    return this.#types.get(number);
  }

  find(number: number, type: string): void {
    if (!this.#types.has(number)) this.#types.set(number, type);
  }

  take({ node, parameter }: Typed): void {
    if (parameter !== undefined && !this.#taken.has(parameter)) this.#taken.set(parameter, node);
  }

  /** check_variable_parameters. @throws PgError 42P18, 42P08 */
  assertDetermined(): void {
    for (const [number, node] of this.#taken) {
      const message = `could not determine data type of parameter $${number}`;
      // A type that is found later comes too late.
      throw this.#types.has(number) ? errorAt(node, "42P08", message) : new PgError("42P18", message);
    }
  }

  /** A numeric that is computed with: DuckDB has to know its digits beforehand. */
  compute(node: Node): void {
    this.#computed.add(Number(bodyOf(node)["number"] ?? 0));
  }

  isComputed(number: number): boolean {
    return this.#computed.has(number);
  }

  all(): ReadonlyMap<number, string> {
    return this.#types;
  }
}

/** Expressions have queries in them, and queries expressions. */
export function typed(analysis: Analysis, node: Node, scope: Scope): Typed {
  return analysis.typed(analysis, node, scope);
}

export function subqueryColumns(analysis: Analysis, node: Node, outer: Scope | undefined): Columns {
  return analysis.subquery(analysis, node, outer);
}

/** Of a numeric that was computed: as many digits after its point as DuckDB keeps. PostgreSQL shows those that the values ask for. */
export type KeptDigits = 20 | 24;

/** An expression, and what is known of it. */
export interface Typed {
  readonly node: Node;
  /** PostgreSQL's, by its internal name. Undefined: it is DuckDB's own, of which PostgreSQL knows nothing. */
  readonly type: string | undefined;
  /** A string in quotes, which takes on any type. */
  readonly literal?: string;
  readonly isNull?: true;
  /** `$n` that has no type yet. */
  readonly parameter?: number;
  /** A number as it is written. */
  readonly isNumber?: true;
  /** It is a row, or an array of rows: a STRUCT to DuckDB. */
  readonly record?: RecordShape;
  /** JSON that was made of a row. */
  readonly isRow?: true;
  /** Of an array. Undefined: not known. */
  readonly dimensions?: number | undefined;
  readonly computed?: KeptDigits | undefined;
  /** Of another numeric, or of the elements of an array. Undefined: not known. */
  readonly digits?: Digits | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** PERF: a node has its kind for its only key, and no list of keys is made to find it. */
export function kindOf(node: Node): string {
  for (const kind in node) return kind;
  return "";
}

/** `*`, `t.*` */
export function isStar(node: Node): boolean {
  return kindOf(node) === "ColumnRef" && kindOf(nodesIn(bodyOf(node)["fields"]).at(-1) ?? node) === "A_Star";
}

export function bodyOf(node: Node): Body {
  return (node as Readonly<Record<string, unknown>>)[kindOf(node)] as Body;
}

/** `pg_catalog.lower` -> [`pg_catalog`, `lower`] */
export function namesIn(list: unknown): readonly string[] {
  return ((list ?? []) as readonly { readonly String?: { readonly sval?: string } }[]).map(
    (one) => one.String?.sval ?? "",
  );
}

export function nodesIn(list: unknown): readonly Node[] {
  return (list ?? []) as readonly Node[];
}

/** With the place of the node in the text. */
export function errorAt(node: Node, sqlstate: string, message: string, fields: PgErrorFields = {}): PgError {
  const { location: own, arg } = bodyOf(node);
  // `date '2000-01-01'` is placed at what is in quotes.
  const location = own === -1 && arg !== undefined ? bodyOf(arg as Node)["location"] : own;
  const error = new PgError(sqlstate, message, fields);
  return location === -1 ? error : new LocatedError(error, Number(location ?? 0));
}

/** As errors call it: format_type. */
export function typeText(type: string | undefined): string {
  if (type === undefined) return "?";
  if (type.startsWith("_")) return `${typeText(type.slice(1))}[]`;
  return formatType(type);
}
