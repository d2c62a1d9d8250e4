// A generated statement as a tree: texts with nodes between them, so that a part can be taken out or replaced and the rest still be written.

export type SqlType =
  | "bool"
  | "int2"
  | "int4"
  | "int8"
  | "numeric"
  | "float4"
  | "float8"
  | "text"
  | "bytea"
  | "date"
  | "time"
  | "timestamp"
  | "timestamptz"
  | "interval"
  | "uuid"
  | "json"
  | "jsonb"
  | "_int4"
  | "_text";

export interface Node {
  readonly kind: "expression" | "query" | "list" | "clause" | "source" | "ordinals";
  /** The item of the grammar that made it. */
  readonly tag: string;
  /** Of an expression. */
  readonly type?: SqlType;
  readonly parts: readonly (string | Node)[];
  /** What is between the parts of a list. */
  readonly separator?: string;
  /** A clause, or a part of a list, that the rest does without. */
  readonly isOptional?: boolean;
}

/** `ORDER BY` every column of the query that it stands in, so that the order is defined. */
export function ordinals(isDescending: boolean): Node {
  return { kind: "ordinals", tag: isDescending ? "ORDER BY ... DESC" : "ORDER BY", parts: [] };
}

export function render(node: Node, width = 0): string {
  if (node.kind === "ordinals") {
    const direction = node.tag.endsWith("DESC") ? " DESC NULLS LAST" : "";
    return Array.from({ length: width }, (_, index) => `${index + 1}${direction}`).join(", ");
  }
  const widthHere = node.kind === "query" ? widthOf(node) : width;
  const texts = node.parts.map((part) => (typeof part === "string" ? part : render(part, widthHere)));
  return texts.join(node.separator ?? "");
}

/** How many columns a query has: those of its first select list. */
function widthOf(node: Node): number {
  for (const part of node.parts) {
    if (typeof part === "string") continue;
    if (part.kind === "list" && part.tag === "select list") return part.parts.length;
    const inner = part.kind === "query" ? widthOf(part) : 0;
    if (inner > 0) return inner;
  }
  return 0;
}

export function sizeOf(node: Node): number {
  return node.parts.reduce((sum, part) => sum + (typeof part === "string" ? 0 : sizeOf(part)), 1);
}

export function nodesOf(node: Node): readonly Node[] {
  return [node, ...node.parts.flatMap((part) => (typeof part === "string" ? [] : nodesOf(part)))];
}

export function tagsOf(node: Node): ReadonlySet<string> {
  return new Set(nodesOf(node).map(({ tag }) => tag));
}

/** Every place of a node gets another: a key of GROUP BY stands in the select list, too. Undefined: it goes. */
export function replaced(root: Node, old: Node, next: Node | undefined): Node | undefined {
  if (root === old) return next;
  let isChanged = false;
  const parts = root.parts.flatMap((part): readonly (string | Node)[] => {
    if (typeof part === "string") return [part];
    const after = replaced(part, old, next);
    if (after !== part) isChanged = true;
    return after === undefined ? [] : [after];
  });
  return isChanged ? { ...root, parts } : root;
}
