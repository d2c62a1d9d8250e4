// Makes a statement smaller while it goes on differing for the same cause: parts that the rest does without go, and an expression gives
// way to one inside it of its type, or to a literal. Most of what is tried PostgreSQL refuses, and is dropped by that.
import { literals } from "./leaves.js";
import { type Node, nodesOf, replaced, sizeOf } from "./node.js";

const triesMax = 100;

/** @param holds Whether a statement still differs for the cause. */
export async function shrink(statement: Node, holds: (candidate: Node) => Promise<boolean>): Promise<Node> {
  let smallest = statement;
  let tries = 0;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of candidatesOf(smallest)) {
      if (++tries > triesMax) return smallest;
      if (!(await holds(candidate))) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

/** The smallest first. */
function candidatesOf(root: Node): readonly Node[] {
  const found = nodesOf(root).flatMap((node) => variantsOf(node).map((next) => replaced(root, node, next)));
  const size = sizeOf(root);
  return found
    .filter((candidate) => candidate !== undefined)
    .map((candidate) => ({ candidate, size: sizeOf(candidate) }))
    .filter((one) => one.size < size)
    .toSorted((left, right) => left.size - right.size)
    .map(({ candidate }) => candidate);
}

function variantsOf(node: Node): readonly (Node | undefined)[] {
  const gone = node.isOptional === true ? [undefined] : [];
  if (node.kind === "list" && node.parts.length > 1) {
    return [...gone, ...node.parts.map((part) => ({ ...node, parts: node.parts.filter((other) => other !== part) }))];
  }
  if (node.kind === "source") return [...gone, ...inside(node, ({ kind }) => kind === "source")];
  if (node.kind === "query")
    return [...gone, ...inside(node, ({ kind, tag }) => kind === "query" && tag !== "statement")];
  if (node.kind !== "expression" || node.type === undefined || node.tag.startsWith("literal")) return gone;
  const { type } = node;
  const literal: Node = { kind: "expression", tag: `literal ${type}`, type, parts: [literals[type][0] ?? ""] };
  return [...gone, ...inside(node, (one) => one.kind === "expression" && one.type === type), literal];
}

function inside(node: Node, isWanted: (node: Node) => boolean): readonly Node[] {
  return nodesOf(node).filter((one) => one !== node && isWanted(one));
}
