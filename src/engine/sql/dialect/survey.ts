// What a statement has in it, found in one walk: most have nothing that most rules are about.
import type { Node } from "libpg-query";
import { bodyOf, namesIn } from "./analysis.js";
import { callKind } from "./call-kinds.js";
import { isSetReturning } from "./set-returning.js";

type Body = Readonly<Record<string, unknown>>;

export class Survey {
  /** Wherever they stand, and those that others are put together of. */
  readonly selects: readonly Body[];
  /** RangeVars, names of WITH queries among them. */
  readonly relations: readonly Body[];
  /** GROUPING(). */
  readonly hasGrouping: boolean;
  /** Or calls of window functions, or GROUPING(). */
  readonly hasAggregates: boolean;
  /** `days => 3` */
  readonly hasNamedArguments: boolean;
  /** Calls of functions that return sets. */
  readonly hasSets: boolean;

  constructor(statement: Node) {
    const selects: Body[] = [];
    const relations: Body[] = [];
    const calls: Node[] = [];
    let [hasGrouping, hasNamedArguments] = [false, false];
    const look = (value: object): void => {
      if (Array.isArray(value)) {
        for (const item of value as readonly unknown[]) if (typeof item === "object" && item !== null) look(item);
        return;
      }
      for (const key in value) {
        if (key === "FuncCall") calls.push(value as Node);
        else if (key === "GroupingFunc") hasGrouping = true;
        else if (key === "NamedArgExpr") hasNamedArguments = true;
        // Every query has it, and nothing else.
        else if (key === "limitOption") selects.push(value as Body);
        const part = (value as Body)[key];
        if (key === "RangeVar") relations.push(part as Body);
        if (typeof part === "object" && part !== null) look(part);
      }
    };
    look(statement);
    this.selects = selects;
    this.relations = relations;
    this.hasGrouping = hasGrouping;
    this.hasNamedArguments = hasNamedArguments;
    this.hasAggregates = hasGrouping || calls.some((call) => /^(aggregate|window)$/.test(callKind(call)));
    this.hasSets = calls.some((call) => isSetReturning(namesIn(bodyOf(call)["funcname"]).at(-1) ?? ""));
  }
}
