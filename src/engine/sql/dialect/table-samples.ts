// TABLESAMPLE: a share in percent, which DuckDB takes for a number of rows unless it is told.
import type { Node } from "libpg-query";
import { FeatureNotSupported, PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn } from "./analysis.js";

/** @throws PgError 42704, 2202H, 0A000 */
export function sampled(analysis: Analysis, node: Node): void {
  const { method: names, args } = bodyOf(node);
  const method = namesIn(names).at(-1) ?? "";
  if (method !== "bernoulli" && method !== "system")
    throw errorAt(node, "42704", `tablesample method ${method} does not exist`);
  const [share, ...others] = nodesIn(args);
  if (share === undefined || others.length > 0) {
    throw errorAt(node, "2202H", `tablesample method ${method} requires 1 argument, not ${others.length + 1}`);
  }
  const percent = percentOf(share);
  const span = analysis.spans.of(share);
  if (percent === undefined || span === undefined) {
    throw new FeatureNotSupported("TABLESAMPLE by an expression is not supported", {
      hint: "Use a number in percent.",
    });
  }
  if (percent < 0 || percent > 100) throw new PgError("2202H", "sample percentage must be between 0 and 100");
  analysis.rewriting.after(span.last, " PERCENT");
}

function percentOf(node: Node): number | undefined {
  if (kindOf(node) !== "A_Const") return undefined;
  const { ival, fval } = bodyOf(node) as {
    readonly ival?: { readonly ival?: number };
    readonly fval?: { readonly fval?: string };
  };
  if (ival !== undefined) return ival.ival ?? 0;
  return fval?.fval === undefined ? undefined : Number(fval.fval);
}
