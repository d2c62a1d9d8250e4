// What DuckDB's plans have in them, read node by node: lists, and the columns that a node gives.
import type { ExplainableStatement, NamedRelation } from "./explainable.js";
import type { EngineNode } from "./stand-ins.js";
import { shownExpression, type Words } from "./shown-expressions.js";

export class EnginePlan {
  readonly isVerbose: boolean;
  /** DuckDB does not tell whether NULLs come first or last: where a statement says it, no order is told. */
  readonly tellsOrder: boolean;
  readonly #relations: ReadonlyMap<string, NamedRelation>;
  readonly #nameOf: (name: string) => string;
  readonly #outputs = new Map<EngineNode, readonly (string | undefined)[] | undefined>();

  readonly #sources = new Map<EngineNode, Sources>();
  readonly #isPrefixed: boolean;

  constructor(
    root: EngineNode,
    { sql, relations, nameOf }: Pick<ExplainableStatement, "sql" | "relations" | "nameOf">,
    isVerbose: boolean,
  ) {
    this.#relations = new Map(relations.map((relation) => [relation.table, relation]));
    this.#nameOf = nameOf;
    this.#isPrefixed = isVerbose || relations.length > 1 || hasQueries(root);
    this.isVerbose = isVerbose;
    this.tellsOrder = !/\bNULLS\s+(FIRST|LAST)\b/i.test(sql);
  }

  nameOf(name: string): string {
    return this.#nameOf(name);
  }

  relationOf(node: EngineNode): NamedRelation | undefined {
    const [written] = listOf(node, "Table");
    const table = written === undefined ? undefined : /(?:^|\.)"?([^."]+)"?$/.exec(written)?.[1];
    return table === undefined ? undefined : this.#relations.get(table);
  }

  /** Names in an expression of a node, over what is below it. `isOfRelations`: no others than those of columns of relations. */
  wordsOver(below: readonly EngineNode[], isOfRelations = false): Words {
    const [only, ...others] = below;
    const sources = below.map((node) => this.#sourcesIn(node));
    const scanned = sources.flatMap(({ columns }) => columns);
    const isMade = !isOfRelations && sources.some(({ makesColumns }) => makesColumns);
    return {
      at: (index) => (only !== undefined && others.length === 0 ? this.outputs(only)?.[index] : undefined),
      column: (path) => this.#column(path, scanned, { isMade, isPrefixed: this.#isPrefixed }),
    };
  }

  /** Names in a scan's own filter: PostgreSQL says of no relation there. */
  wordsIn(scan: EngineNode): Words {
    const relation = this.relationOf(scan);
    const scanned = (relation?.columns ?? []).map(({ name }) => ({ name, relation: relation as NamedRelation }));
    return {
      at: () => undefined,
      column: (path) => this.#column(path, scanned, { isMade: false, isPrefixed: this.isVerbose }),
    };
  }

  /** Undefined: they are not known, or that one is not to be shown. */
  outputs(node: EngineNode): readonly (string | undefined)[] | undefined {
    if (!this.#outputs.has(node)) this.#outputs.set(node, this.#findOutputs(node));
    return this.#outputs.get(node);
  }

  #findOutputs(node: EngineNode): readonly (string | undefined)[] | undefined {
    const words = this.wordsOver(node.children ?? []);
    switch (node.name.trim()) {
      case "SEQ_SCAN": {
        const { columns } = this.#sourcesIn(node);
        const how = { isMade: false, isPrefixed: this.#isPrefixed };
        return listOf(node, "Projections").map((name) => this.#column([name], columns, how));
      }
      case "PROJECTION":
        return listOf(node, "Projections").map((written) => shownExpression(written, words));
      case "HASH_GROUP_BY":
      case "PERFECT_HASH_GROUP_BY":
        return [...listOf(node, "Groups"), ...listOf(node, "Aggregates")].map((written) =>
          shownExpression(written, words),
        );
      default:
        return undefined;
    }
  }

  #sourcesIn(node: EngineNode): Sources {
    let known = this.#sources.get(node);
    if (known === undefined) {
      const relation = this.relationOf(node);
      if (relation === undefined) {
        const parts = (node.children ?? []).map((child) => this.#sourcesIn(child));
        known = {
          columns: parts.flatMap(({ columns }) => columns),
          makesColumns: makers.has(node.name.trim()) || parts.some(({ makesColumns }) => makesColumns),
        };
      } else known = { columns: listOf(node, "Projections").map((name) => ({ name, relation })), makesColumns: false };
      this.#sources.set(node, known);
    }
    return known;
  }

  #column(
    path: readonly string[],
    scanned: readonly ScannedColumn[],
    { isMade, isPrefixed }: { readonly isMade: boolean; readonly isPrefixed: boolean },
  ): string | undefined {
    const [name = "", qualifier] = [...path].reverse();
    if (internalNames.test(name)) return undefined;
    const owners = scanned.filter(
      (column) =>
        column.name === name &&
        (qualifier === undefined || qualifier === column.relation.table || qualifier === column.relation.alias),
    );
    const [owner, ...others] = owners;
    if (others.length > 0) return undefined;
    const shown = identifier(this.#nameOf(name));
    // One that the statement itself makes.
    if (owner === undefined) return isMade && path.length === 1 ? shown : undefined;
    return isPrefixed ? `${identifier(owner.relation.alias)}.${shown}` : shown;
  }
}

interface ScannedColumn {
  readonly name: string;
  readonly relation: NamedRelation;
}

interface Sources {
  readonly columns: readonly ScannedColumn[];
  /** There may be others, which are not of a relation. */
  readonly makesColumns: boolean;
}

/** What has columns with names of its own. */
const makers = new Set([
  ...["CTE_SCAN", "REC_CTE_SCAN", "RECURSIVE_CTE_SCAN", "COLUMN_DATA_SCAN", "EXPRESSION_SCAN", "UNNEST"],
  ...["HASH_GROUP_BY", "PERFECT_HASH_GROUP_BY", "UNGROUPED_AGGREGATE", "WINDOW", "STREAMING_WINDOW"],
]);

/** DuckDB's own, and the gateway's. */
const internalNames = /^(rowid|SUBQUERY|limit_rownum|delim_index|pg_.*)$/;

function hasQueries(node: EngineNode): boolean {
  return /CTE/.test(node.name) || (node.children ?? []).some(hasQueries);
}

/** A list of one is told as a text. */
export function listOf(node: EngineNode, key: string): readonly string[] {
  const value = node.extra_info?.[key];
  if (value === undefined || value === "") return [];
  return typeof value === "string" ? [value] : value;
}

export function numberIn(node: EngineNode, key: string): number | undefined {
  const [text] = listOf(node, key);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** quote_identifier */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
