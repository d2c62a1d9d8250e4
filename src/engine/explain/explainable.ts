// A statement over stand-ins: the text that DuckDB would be asked, with other names of relations.
import { foldCase } from "../sql/qualified-name.js";
import { parameterEdits } from "../sql/parameters.js";
import type { DataType } from "../data-type.js";
import type { SeenRelation } from "../reading.js";
import { sqlNameOf } from "../duckdb/logical-type.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { type Edit, Splice } from "../sql/splice.js";
import { standInSql } from "./stand-ins.js";

/** A relation that a statement names, and what stands in for it. */
export interface NamedRelation {
  readonly table: string;
  readonly name: string;
  readonly schema: string;
  readonly alias: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Known where its reader sees all of its rows. */
  readonly rows: number | undefined;
}

export interface ExplainableStatement {
  readonly sql: string;
  readonly relations: readonly NamedRelation[];
  readonly parameterTypes: readonly DataType[];
  /** What the client calls it. */
  nameOf(name: string): string;
}

export interface ExplainableOrder {
  readonly sql: string;
  /** The same, in UTF-8. */
  readonly text: Buffer;
  /** All edits but those of the relations. */
  readonly plain: readonly Edit[];
  readonly parameterTypes: readonly DataType[];
  readonly seen: readonly SeenRelation[];
}

export function explainable({ sql, text, plain, parameterTypes, seen }: ExplainableOrder): ExplainableStatement {
  const edits = seen.map(({ use }, index): Edit => {
    const { start, end } = use;
    return { start, end, text: use.text(standInSql(tableAt(index))) };
  });
  const types = parameterTypes.map((type) => sqlNameOf(type));
  const splice = new Splice(text, [...plain, ...edits, ...parameterEdits(sql, types)]);
  return {
    sql: splice.text,
    relations: uniquelyNamed(seen.map((one, index) => relationOf(one, index, sql))),
    parameterTypes,
    nameOf: (name) => name,
  };
}

function tableAt(index: number): string {
  return `stand_in_${index}`;
}

/** By the name that the text has: what it stands for may be a view of which its reader is not to know. */
function relationOf({ use, columns, rows }: SeenRelation, index: number, text: string): NamedRelation {
  const written = use.node["alias"];
  return {
    table: tableAt(index),
    name: use.name,
    schema: schemaOf(use.target),
    alias: written == null ? use.name : aliasOf(String(written), text),
    columns: columns.map((column) => ({ name: column.name, type: column.type ?? "VARCHAR" })),
    rows,
  };
}

/** `people_1`: as PostgreSQL tells those apart that go by one name in several queries of a statement. */
function uniquelyNamed(relations: readonly NamedRelation[]): readonly NamedRelation[] {
  const taken = new Set<string>();
  return relations.map((relation) => {
    let { alias } = relation;
    for (let number = 1; taken.has(alias); number++) alias = `${relation.alias}_${number}`;
    taken.add(alias);
    return { ...relation, alias };
  });
}

function schemaOf(target: SeenRelation["use"]["target"]): string {
  if (target.kind === "dataset" || target.kind === "view") return "public";
  const [schema, ...rest] = target.relation.name.split(".");
  return schema !== undefined && rest.length > 0 ? schema : "sluice";
}

/** DuckDB keeps the case of what is not in quotes, too. */
function aliasOf(written: string, text: string): string {
  return text.includes(quoteIdentifier(written)) ? written : foldCase(written);
}
