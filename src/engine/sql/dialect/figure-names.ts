// What PostgreSQL calls a column that has no name: FigureColname in src/backend/parser/parse_target.c
import type { Node } from "libpg-query";
import { bodyOf, kindOf, namesIn, nodesIn } from "./analysis.js";

export function figureName(node: Node): string {
  return figure(node)?.name ?? "?column?";
}

/** Of an item of a select list; undefined: it is none. */
export function targetName(target: Node): string | undefined {
  const { name, val } = bodyOf(target) as { readonly name?: string; readonly val?: Node };
  return name ?? (val === undefined ? undefined : figureName(val));
}

/** A weak one yields to any other. */
interface Figure {
  readonly name: string;
  readonly isWeak?: true;
}

function figure(node: Node | undefined): Figure | undefined {
  if (node === undefined) return undefined;
  const body = bodyOf(node);
  switch (kindOf(node)) {
    case "ColumnRef": {
      const name = namesIn(nodesIn(body["fields"]).filter((field) => kindOf(field) === "String")).at(-1);
      return name === undefined ? undefined : { name };
    }
    case "A_Indirection": {
      const fields = nodesIn(body["indirection"]).filter((step) => kindOf(step) === "String");
      const name = namesIn(fields).at(-1);
      return name === undefined ? figure(body["arg"] as Node) : { name };
    }
    case "FuncCall":
      return { name: namesIn(body["funcname"]).at(-1) ?? "" };
    case "A_Expr":
      return body["kind"] === "AEXPR_NULLIF" ? { name: "nullif" } : undefined;
    case "TypeCast": {
      const inner = figure(body["arg"] as Node);
      if (inner !== undefined && inner.isWeak !== true) return inner;
      const name = namesIn((body["typeName"] as Readonly<Record<string, unknown>>)["names"]).at(-1);
      return name === undefined ? inner : { name, isWeak: true };
    }
    case "CollateClause":
      return figure(body["arg"] as Node);
    case "GroupingFunc":
      return { name: "grouping" };
    case "MinMaxExpr":
      return { name: body["op"] === "IS_LEAST" ? "least" : "greatest" };
    case "CoalesceExpr":
      return { name: "coalesce" };
    case "A_ArrayExpr":
      return { name: "array" };
    case "RowExpr":
      return { name: "row" };
    case "SQLValueFunction":
      return {
        name: String(body["op"])
          .replace(/^SVFOP_/, "")
          .replace(/_N$/, "")
          .toLowerCase(),
      };
    case "CaseExpr": {
      const inner = figure(body["defresult"] as Node | undefined);
      return inner === undefined || inner.isWeak === true ? { name: "case", isWeak: true } : inner;
    }
    case "SubLink":
      switch (body["subLinkType"]) {
        case "EXISTS_SUBLINK":
          return { name: "exists" };
        case "ARRAY_SUBLINK":
          return { name: "array" };
        case "EXPR_SUBLINK":
          return ofSubquery(bodyOf(body["subselect"] as Node));
        default:
          return undefined;
      }
    default:
      return undefined;
  }
}

function ofSubquery(select: Readonly<Record<string, unknown>>): Figure | undefined {
  let first = select;
  while (first["larg"] !== undefined) first = first["larg"] as Readonly<Record<string, unknown>>;
  if (first["valuesLists"] !== undefined) return { name: "column1" };
  const [target] = nodesIn(first["targetList"]);
  const name = target === undefined ? undefined : targetName(target);
  // Whatever it is called there: `?column?` is a name, too.
  return name === undefined ? undefined : { name };
}
