// What a statement wants of each dataset, in each place where it stands.
import type { PruningPlaces } from "./relations/object-pruning.js";
import { type PruningTerm, pruningTerms } from "./sql/pruning-terms.js";
import type { Resolution } from "./sql/resolve.js";
import type { TreeNode } from "./sql/walk.js";

/** A dataset that a view or a place without terms reads is wanted as a whole. */
export function pruningPlaces(tree: TreeNode, { relations }: Resolution): PruningPlaces {
  const uses = new Map(relations.map((use) => [use.node, use]));
  const terms = pruningTerms(tree, (node) => {
    const use = uses.get(node);
    if (use?.target.kind !== "dataset") return undefined;
    return use.columns ?? use.target.dataset.columns.map(({ name }) => name);
  });
  const places = new Map<string, (readonly PruningTerm[])[]>();
  const whole = new Set<string>();
  for (const { node, target } of relations) {
    if (target.kind !== "dataset") continue;
    const own = terms.get(node);
    if (own === undefined) whole.add(target.dataset.name);
    else places.set(target.dataset.name, [...(places.get(target.dataset.name) ?? []), own]);
  }
  const hasViews = relations.some(({ target }) => target.kind === "view");
  return hasViews ? new Map() : new Map([...places].filter(([name]) => !whole.has(name)));
}
