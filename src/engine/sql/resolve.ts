// Resolves every relation and function that a statement names, and says how its text must change.
import { isSuperuser } from "../../catalog/api.js";
import {
  FeatureNotSupported,
  InsufficientPrivilege,
  InvalidName,
  PgError,
  UndefinedFunction,
  UndefinedParameter,
} from "../../errors.js";
import { limits } from "../../limits.js";
import { LocatedError } from "../duckdb/errors.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { verdictOf } from "./functions/verdicts.js";
import { type DeedFunction, deedFunction } from "./deed-functions.js";
import type { RemovedQualifier } from "./duckdb-text.js";
import { assertColumnRights, type RestrictedRelation } from "./column-rights.js";
import { belongsToEngine, findRelation, type Names, type Target } from "./names.js";
import { foldCase, isBlank, type NamePart, readQualifiedName, skipBlanks } from "./qualified-name.js";
import { isMacroCall } from "./dialect/macro-calls.js";
import { isWrittenAnew } from "./patterns.js";
import { type SessionFacts, type SessionFunction, sessionFunctions, sessionKeywords } from "./session-functions.js";
import type { Edit } from "./splice.js";
import { isVisible, type Scope, type TreeNode, type Visitor, walkSelect } from "./walk.js";

export interface Resolution {
  /** All but those of the relations. */
  readonly edits: readonly Edit[];
  /** Those that may be read in part only, by their place in the tree. */
  readonly restricted: ReadonlyMap<TreeNode, RestrictedRelation>;
  readonly relations: readonly RelationUse[];
  /** What columns may be qualified with: aliases, or names where there is none. Folded. */
  readonly qualifiers: ReadonlySet<string>;
  /** True: the text holds answers that are this session's alone. */
  readonly isOfOneSession: boolean;
  /** The highest `$n`. */
  readonly parameterCount: number;
}

/** A relation that the text names. What it is called inside DuckDB is still to be put in its place. */
export interface RelationUse {
  readonly target: Target;
  /** What the text calls it, without its schema. */
  readonly name: string;
  /** Where it stands in the tree. */
  readonly node: TreeNode;
  readonly start: number;
  readonly end: number;
  /** The columns that there are for the role; absent: all. */
  readonly columns?: readonly string[] | undefined;
  /** What stands in its place, given what it is called inside DuckDB. */
  text(internalSql: string): string;
}

export interface ResolveOrder {
  /** UTF-8. The tree is of this very text. */
  readonly text: Buffer;
  /** Qualifiers that the text has lost: each must be that of a relation. */
  readonly removed: readonly RemovedQualifier[];
  readonly tree: TreeNode;
  readonly names: Names;
  readonly facts: SessionFacts;
}

/** @throws PgError, with its place in the text where that is known. */
export function resolve(order: ResolveOrder): Resolution {
  const resolver = new Resolver(order);
  walkSelect(order.tree, resolver);
  for (const { schema, relation, start } of order.removed) {
    if (!resolver.isQualified(schema, relation))
      throw located(start, new PgError("42P01", `missing FROM-clause entry for table "${relation}"`));
  }
  assertColumnRights(order.tree, resolver.restricted);
  return resolver;
}

class Resolver implements Visitor, Resolution {
  readonly edits: Edit[] = [];
  readonly restricted = new Map<TreeNode, RestrictedRelation>();
  readonly relations: RelationUse[] = [];
  readonly qualifiers = new Set<string>();
  isOfOneSession = false;
  parameterCount = 0;
  /** `schema.name` of the relations without an alias: columns may be qualified so. */
  readonly #qualified = new Set<string>();
  readonly #order: ResolveOrder;

  constructor(order: ResolveOrder) {
    this.#order = order;
  }

  isQualified(schema: string, relation: string): boolean {
    return this.#qualified.has(`${schema}.${relation}`);
  }

  relation(node: TreeNode, scope: Scope | undefined): void {
    const written = ["catalog_name", "schema_name", "table_name"].flatMap((key) =>
      node[key] == null ? [] : [String(node[key])],
    );
    const parts = this.#partsAt(node, written);
    const name = (parts.at(-1) as NamePart).name;
    if (parts.length === 1 && isVisible(scope, name)) {
      if (!belongsToEngine(name)) return;
      throw located(parts[0]?.start, new InvalidName(`a WITH query cannot be named "${name}"`));
    }
    const schema = parts.at(-2)?.name;
    at(parts[0], () => {
      this.#checkDatabase(parts.at(-3)?.name);
      const target = findRelation(this.#order.names, schema, name);
      const hasAlias = node["alias"] != null;
      if (!hasAlias) this.#qualified.add(`${schema ?? "public"}.${name}`);
      this.qualifiers.add(foldCase(hasAlias ? String(node["alias"]) : name));
      this.relations.push({
        target,
        name,
        node,
        columns: this.#readableColumns(node, target),
        start: (parts[0] as NamePart).start,
        end: (parts.at(-1) as NamePart).end,
        text: (sql) => (hasAlias ? sql : `${sql} AS ${quoteIdentifier(name)}`),
      });
    });
  }

  /** What there is of the relation for the role: whatever the text says, the other columns are not there. */
  #readableColumns(node: TreeNode, target: Target): readonly string[] | undefined {
    if (target.kind === "system" || target.kind === "engine") return undefined;
    const { readable } = target;
    const [name, columns] =
      target.kind === "dataset"
        ? [target.dataset.name, target.dataset.columns.map((column) => column.name)]
        : [target.view.name, target.view.columns];
    if (readable === "all" || columns.every((column) => readable.has(column))) return undefined;
    const visible = columns.filter((column) => readable.has(column));
    this.restricted.set(node, {
      name,
      alias: foldCase(String(node["alias"] ?? node["table_name"])),
      visible: new Set(visible.map(foldCase)),
      hidden: new Set(columns.filter((column) => !readable.has(column)).map(foldCase)),
    });
    return visible;
  }

  column(node: TreeNode, place: { readonly isSelectItem: boolean }): void {
    const written = (node["column_names"] as readonly unknown[]).map(String);
    if (written.length === 1) {
      const keyword = sessionKeywords.get(foldCase(written[0] as string));
      if (keyword === undefined) return;
      const [part] = this.#partsAt(node, written) as readonly [NamePart];
      if (!part.isQuoted) this.#replace(node, part, keyword, [], place.isSelectItem, part.name);
      return;
    }
    // `public.people.city` is `people.city` to DuckDB, where the relation goes by its own name only.
    if (written.length < 3) return;
    const parts = this.#partsAt(node, written);
    for (const skipped of [1, 2]) {
      const [schema, relation, column] = [parts[skipped - 1], parts[skipped], parts[skipped + 1]];
      if (schema === undefined || relation === undefined || column === undefined) return;
      if (skipped === 2 && parts[0]?.name !== this.#order.facts.database) return;
      if (!this.isQualified(schema.name, relation.name)) continue;
      this.edits.push({ start: (parts[0] as NamePart).start, end: relation.start, text: "" });
      return;
    }
  }

  parameter(node: TreeNode): void {
    const identifier = String(node["identifier"]);
    if (!/^[1-9]\d*$/.test(identifier)) throw new FeatureNotSupported("parameters are written $1, $2, ...");
    const number = Number(identifier);
    if (number > limits.parametersMax) throw new UndefinedParameter(number);
    this.parameterCount = Math.max(this.parameterCount, number);
  }

  call(node: TreeNode, place: { readonly isTableFunction: boolean; readonly isSelectItem: boolean }): void {
    const name = foldCase(String(node["function_name"]));
    const start = offsetOf(node);
    if (isMacroCall(node)) return;
    if (node["catalog"] != null || !["", "main", "pg_catalog"].includes(String(node["schema"] ?? ""))) {
      throw located(start, new UndefinedFunction(`function ${String(node["schema"])}.${name} does not exist`));
    }
    const session = sessionFunctions.get(name);
    if (session !== undefined && !place.isTableFunction && start !== undefined) {
      this.#replaceCall(node, start, name, session, place.isSelectItem);
      return;
    }
    const deed = deedFunction(name);
    if (deed !== undefined && !place.isTableFunction && start !== undefined) {
      this.#tellCaller(node, start, name, deed);
      return;
    }
    const verdict = verdictOf(name, place.isTableFunction ? "from" : "expression");
    switch (verdict?.kind) {
      case "allowed":
        return;
      case "administrators":
        if (this.#isSuperuser) return;
        throw located(start, new InsufficientPrivilege(`permission denied for function ${name}`));
      case "refused":
        throw located(start, new InsufficientPrivilege(`permission denied for function ${name}`, hintOf(verdict.hint)));
      case undefined:
        if (isWrittenAnew(node)) return;
        throw located(start, new UndefinedFunction(`function ${name} does not exist`));
    }
  }

  get #isSuperuser(): boolean {
    const { rights, role } = this.#order.names;
    return isSuperuser(rights, role);
  }

  #tellCaller(node: TreeNode, start: number, name: string, deed: DeedFunction): void {
    const { open } = this.#callAt(node, start, name, deed.argumentCounts);
    const { sessionId } = this.#order.facts;
    this.edits.push({ start, end: open + 1, text: `${deed.internalName}(${sessionId}, ` });
    this.isOfOneSession = true;
  }

  /** The name and the parenthesis of a call in the text, and its arguments in the tree. */
  #callAt(
    node: TreeNode,
    start: number,
    name: string,
    argumentCounts: readonly number[],
  ): { readonly parts: readonly NamePart[]; readonly open: number; readonly children: readonly TreeNode[] } {
    const { text } = this.#order;
    const parts = readQualifiedName(text, start, 2);
    const open = skipBlanks(text, parts.at(-1)?.end ?? start);
    if (parts.at(-1)?.name !== name || text[open] !== 0x28) throw notFound(start);
    const children = (node["children"] ?? []) as readonly TreeNode[];
    if (!argumentCounts.includes(children.length)) {
      throw located(start, new UndefinedFunction(`function ${name} does not exist with ${children.length} arguments`));
    }
    return { parts, open, children };
  }

  #replaceCall(node: TreeNode, start: number, name: string, session: SessionFunction, isSelectItem: boolean): void {
    const { parts, open, children } = this.#callAt(node, start, name, session.argumentCounts);
    const constants = children.map(constantOf);
    const close = endOfArguments(this.#order.text, open);
    const ofRows = constants.includes(undefined) ? deedFunction(name) : undefined;
    if (ofRows !== undefined) return this.#tellCaller(node, start, name, ofRows);
    if (close === undefined || constants.includes(undefined))
      throw located(start, new FeatureNotSupported(`${name}() takes constants`));
    at(parts[0], () =>
      this.#replace(node, { start, end: close }, session, constants as readonly (string | null)[], isSelectItem, name),
    );
  }

  #replace(
    node: TreeNode,
    span: { readonly start: number; readonly end: number },
    session: SessionFunction,
    constants: readonly (string | null)[],
    isSelectItem: boolean,
    name: string,
  ): void {
    const sql = session.sql(this.#order.facts, constants);
    if (sql === undefined) return;
    // PostgreSQL names the column after the function. Nothing but the whole item can have a name.
    const isNamed = isSelectItem && node["alias"] == null;
    const { start, end } = isNamed ? withParentheses(this.#order.text, span) : span;
    this.edits.push({ start, end, text: isNamed ? `${sql} AS ${quoteIdentifier(name)}` : sql });
    if (session.isOfOneSession) this.isOfOneSession = true;
  }

  #checkDatabase(name: string | undefined): void {
    if (name === undefined || name === this.#order.facts.database) return;
    throw new FeatureNotSupported(`cross-database references are not implemented: database "${name}"`);
  }

  /** The name in the text, which must be the one in the tree: otherwise its place is not known for sure. */
  #partsAt(node: TreeNode, written: readonly string[]): readonly NamePart[] {
    const start = offsetOf(node);
    if (start === undefined) throw notFound(start);
    const parts = readQualifiedName(this.#order.text, start, written.length);
    if (parts.length !== written.length || parts.some((part, index) => part.written !== written[index]))
      throw notFound(start);
    return parts;
  }
}

function hintOf(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}

function notFound(start: number | undefined): PgError {
  return located(start, new FeatureNotSupported("this way to name a relation or column is not supported"));
}

function constantOf(node: TreeNode): string | null | undefined {
  if (node["class"] === "CAST") return constantOf(node["child"] as TreeNode);
  if (node["class"] !== "CONSTANT") return undefined;
  const { value, is_null: isNull } = (node["value"] ?? {}) as TreeNode;
  if (isNull === true) return null;
  return typeof value === "string" || typeof value === "boolean" ? String(value) : undefined;
}

/** `(current_user)` is the whole select item, with its parentheses. */
function withParentheses(
  text: Buffer,
  span: { readonly start: number; readonly end: number },
): { start: number; end: number } {
  let { start, end } = span;
  for (;;) {
    let before = start - 1;
    while (before >= 0 && isBlank(text[before])) before--;
    const after = skipBlanks(text, end);
    if (text[before] !== 0x28 || text[after] !== 0x29) return { start, end };
    start = before;
    end = after + 1;
  }
}

/** Past the parenthesis that closes arguments without dollar quotes or comments of their own. */
function endOfArguments(text: Buffer, open: number): number | undefined {
  let quote: number | undefined;
  let depth = 1;
  for (let index = open + 1; index < text.length; index++) {
    const byte = text[index];
    if (quote !== undefined) {
      if (byte === quote) quote = undefined;
    } else if (byte === 0x27 || byte === 0x22) {
      quote = byte;
    } else if (byte === 0x28) {
      depth++;
    } else if (byte === 0x29) {
      if (--depth === 0) return index + 1;
    } else if ((byte === 0x2d && text[index + 1] === 0x2d) || (byte === 0x2f && text[index + 1] === 0x2a)) {
      return undefined;
    }
  }
  return undefined;
}

/** Byte offset; undefined for nodes that the parser made up. */
function offsetOf(node: TreeNode): number | undefined {
  const offset = node["query_location"];
  return typeof offset === "number" && Number.isSafeInteger(offset) ? offset : undefined;
}

function located(start: number | undefined, error: PgError): PgError {
  return start === undefined ? error : new LocatedError(error, start);
}

function at(part: NamePart | undefined, work: () => void): void {
  try {
    work();
  } catch (thrown) {
    throw thrown instanceof PgError && !(thrown instanceof LocatedError) ? located(part?.start, thrown) : thrown;
  }
}
