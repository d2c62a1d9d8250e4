// Aggregates and window functions that DuckDB has by another name, or that are put together of several of its own.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, type Typed } from "./analysis.js";
import { type AggregateLowering, aggregateLowerings, windowLowerings } from "./functions/aggregates.js";
import { signatureOf, type PostgresFunction } from "./postgres-catalog.js";

export function aggregateLowering(one: PostgresFunction): AggregateLowering | undefined {
  if (one.kind !== "a" && one.kind !== "w") return undefined;
  return aggregateLowerings[signatureOf(one)] ?? windowLowerings[signatureOf(one)];
}

export function writeAggregate(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  lowering: AggregateLowering,
): void {
  const { rewriting, spans, tokens } = analysis;
  const body = bodyOf(node);
  const span = spans.of(node);
  if (span === undefined) return;
  const open = nameEnd(analysis, span.first) + 1;
  switch (lowering.kind) {
    case "same":
      return;
    case "refused":
      throw errorAt(node, "0A000", `function ${tokens.text(span.first)} is not supported over these types`, {
        hint: lowering.hint,
      });
    case "rename":
      rewriting.replace({ first: span.first, last: open - 1 }, lowering.name);
      if (lowering.around !== undefined) rewriting.around(span, `${lowering.around}(`, ")");
      return;
    case "checked": {
      const argument = spans.of(given[lowering.index]?.node);
      if (argument !== undefined) rewriting.around(argument, `${lowering.argument}(`, ")");
      return;
    }
    case "combine": {
      if (body["agg_distinct"] === true && lowering.distinct !== undefined) {
        throw errorAt(node, "0A000", `DISTINCT in ${tokens.text(span.first)}() is not supported`, {
          hint: lowering.distinct,
        });
      }
      const close = tokens.partner(open);
      const [first, last] = [spans.widest(given[0]?.node), spans.widest(given.at(-1)?.node)];
      if (first === undefined || last === undefined) return;
      const part = (from: number, to: number): string => (from > to ? "" : rewriting.take({ first: from, last: to }));
      const start = Math.max(first.first, open + 1);
      const end = Math.min(last.last, close - 1);
      const before = part(open + 1, start - 1);
      const values = part(start, end);
      const behind = part(end + 1, close - 1);
      const clauses = part(close + 1, span.last);
      const calls = lowering.parts.map(({ name, argument }) => {
        const value = argument === undefined ? values : `${argument}(${values})`;
        return `${name}(${before} ${value} ${behind}) ${clauses}`;
      });
      const around = analysis.shown.has(node) ? (lowering.asText ?? lowering.with) : lowering.with;
      rewriting.replace(span, `${around}(${calls.join(", ")})`);
    }
  }
}

function nameEnd({ tokens }: Analysis, first: number): number {
  let last = first;
  while (tokens.text(last + 1) === ".") last += 2;
  return last;
}
