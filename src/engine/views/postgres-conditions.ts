// Expressions that choose rows, in PostgreSQL's dialect: checked by PostgreSQL's parser, taken apart at their ANDs and ORs, and translated.
import { type Node, parseSync } from "libpg-query";
import type { Column } from "../../catalog/api.js";
import { FeatureNotSupported, PgError, SyntaxError, UndefinedFunction } from "../../errors.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { bodyOf, kindOf, namesIn, nodesIn } from "../sql/dialect/analysis.js";
import type { Moment } from "../sql/dialect/constants.js";
import { columnTypeOf } from "../sql/dialect/duckdb-types.js";
import { macroSchema } from "../sql/dialect/macro-calls.js";
import { Spans } from "../sql/dialect/spans.js";
import { Tokens } from "../sql/dialect/tokens.js";
import { translate } from "../sql/dialect/translate.js";
import { eachNode, mentions } from "../sql/dialect/tree-walk.js";
import { sessionFunctions } from "../sql/session-functions.js";

export interface PostgresCondition {
  readonly text: string;
  readonly what: string;
  readonly relation: string;
  readonly columns: readonly Pick<Column, "name" | "type">[];
}

/** `sql`: DuckDB's. */
export type Condition =
  | { readonly kind: "leaf"; readonly sql: string }
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] };

/** PERF: of an expression with more parts than these, the rest is one. */
const partsMax = 16;

/** The whole of it. @throws PgError */
export function translatedWhole(condition: PostgresCondition): string {
  const tree = expressionTree(condition.text, condition.what);
  assertOfRows(tree, condition.what);
  return translated(condition);
}

/** Its ANDs and ORs, down to what has none. Of text that `translatedWhole` takes. */
export function translatedParts(condition: PostgresCondition): Condition {
  const { text, what } = condition;
  const source = `SELECT ${text}\n`;
  const bytes = Buffer.from(source);
  const tokens = new Tokens(bytes.toString("latin1"));
  const spans = new Spans(tokens);
  let count = 1;
  const taken = (node: Node): Condition | undefined => {
    const operator = connective(node);
    const operands = nodesIn(bodyOf(node)["args"]);
    if (operator !== undefined && count + operands.length - 1 <= partsMax) {
      count += operands.length - 1;
      const parts = operands.map(taken);
      return parts.includes(undefined) ? undefined : { kind: operator, parts: parts as readonly Condition[] };
    }
    const span = spans.of(node);
    if (span === undefined) return undefined;
    const own = bytes.toString("utf8", tokens.at(span.first).start, tokens.at(span.last).end);
    // It has to mean by itself what it means where it stands.
    if (skeleton(expressionTree(own, what)) !== skeleton(node)) return undefined;
    return { kind: "leaf", sql: translated({ ...condition, text: own }) };
  };
  const tree = lonelyItem(selectOf(source, what));
  return (tree === undefined ? undefined : taken(tree)) ?? { kind: "leaf", sql: translated(condition) };
}

function connective(node: Node): "and" | "or" | undefined {
  if (kindOf(node) !== "BoolExpr") return undefined;
  const operator = bodyOf(node)["boolop"];
  return operator === "AND_EXPR" ? "and" : operator === "OR_EXPR" ? "or" : undefined;
}

/** `x) OR (y`, `x -- `, `x ORDER BY 1` and `x;` are something else by themselves than in parentheses. */
function expressionTree(text: string, what: string): Node {
  const alone = selectOf(`SELECT ${text}\n`, what);
  const inParentheses = selectOf(`SELECT true WHERE (${text}\n)`, what);
  const item = lonelyItem(alone);
  const { whereClause, ...rest } = inParentheses;
  if (item === undefined || lonelyItem(rest) === undefined || skeleton(item) !== skeleton(whereClause)) {
    throw new SyntaxError(`${what} must be one expression`);
  }
  return item;
}

type Select = Readonly<Record<string, unknown>>;

function selectOf(sql: string, what: string): Select {
  let statements;
  try {
    statements = parseSync(sql).stmts ?? [];
  } catch (thrown) {
    throw new SyntaxError(`${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, { cause: thrown });
  }
  const [only, ...others] = statements;
  const statement = only?.stmt;
  if (statement === undefined || others.length > 0 || !("SelectStmt" in statement)) {
    throw new SyntaxError(`${what} must be one expression`);
  }
  return bodyOf(statement);
}

const harmlessKeys = new Set(["targetList", "limitOption", "op"]);

/** Of a SELECT that has nothing but one item without a name. */
function lonelyItem(select: Select): Node | undefined {
  const items = nodesIn(select["targetList"]);
  const [item] = items;
  if (item === undefined || items.length > 1 || Object.keys(select).some((key) => !harmlessKeys.has(key))) {
    return undefined;
  }
  const { val, name, indirection } = bodyOf(item);
  return name === undefined && indirection === undefined ? (val as Node | undefined) : undefined;
}

/** Without places. */
function skeleton(node: unknown): string {
  return JSON.stringify(node, (key, value: unknown) =>
    /^(location|\w*list_(start|end))$/.test(key) ? undefined : value,
  );
}

/** What is no matter of one row. DuckDB's tree of the translation is looked at as well: see row-expression-checks.ts. */
function assertOfRows(tree: Node, what: string): void {
  eachNode(tree, (node, kind) => {
    switch (kind) {
      case "SubLink":
        throw new FeatureNotSupported(`cannot use subquery in ${what}`);
      case "ParamRef":
        throw new FeatureNotSupported(`${what} cannot have parameters`);
      case "A_Star":
        throw new SyntaxError(`${what} must name its columns`);
      case "FuncCall": {
        const { funcname, over } = bodyOf(node);
        if (over !== undefined) throw new PgError("42P20", `window functions are not allowed in ${what}`);
        const names = namesIn(funcname);
        if (names.length > 1 && names.at(-2) === macroSchema) {
          throw new UndefinedFunction(`function ${names.join(".")} does not exist`);
        }
        return true;
      }
      case "TypeCast":
        // What DuckDB works out while it plans would be of that day for as long as the plan is kept.
        if (mentions(bodyOf(node)["arg"], "TypeCast") && wordOfNow.test(JSON.stringify(node)))
          throw dependsOnTheDay(what);
        return true;
      default:
        return true;
    }
  });
}

const after = "\n)";

/** Texts of dates and times have to mean the same to every reader, on every day. */
function translated(condition: PostgresCondition): string {
  const now = new Date();
  const sql = translatedAt(condition, { timeZone: "UTC", order: "mdy", now });
  if (!condition.text.includes("'") && !condition.text.includes("$")) return sql;
  const later = new Date(now.getTime() + 400 * 86_400_000);
  const others: readonly Moment[] = [
    { timeZone: "Asia/Kathmandu", order: "dmy", now: later },
    { timeZone: "UTC", order: "ymd", now },
  ];
  const isSame = others.every((moment) => {
    try {
      return translatedAt(condition, moment) === sql;
    } catch (thrown) {
      if (thrown instanceof PgError) return false;
      throw thrown;
    }
  });
  if (isSame) return sql;
  throw dependsOnTheDay(condition.what);
}

const wordOfNow = /"sval":"[^"]*\b(now|today|tomorrow|yesterday)\b/i;

function dependsOnTheDay(what: string): FeatureNotSupported {
  return new FeatureNotSupported(
    `${what} has a date or time that depends on the time zone, on DateStyle or on the day`,
    {
      hint: "Write it in full, '2024-01-31 12:00:00+00', or use now() or current_date.",
    },
  );
}

function translatedAt({ text, what, relation, columns }: PostgresCondition, moment: Moment): string {
  // To DuckDB, it would be an integer.
  if (/^\s*null\s*$/i.test(text)) return "CAST(NULL AS BOOLEAN)";
  const before = `SELECT true FROM ${quoteIdentifier(relation)} WHERE (`;
  const known = {
    columns: columns.map(({ name, type }) => ({ name, ...columnTypeOf(type) })),
    isPartial: false,
  };
  let sql: string | undefined;
  try {
    sql = translate(`${before}${text}${after}`, {
      parameterTypes: [],
      relation: (schema, name) => (schema === undefined && name === relation ? known : undefined),
      moment,
      isOfSession: (name) => sessionFunctions.has(name),
    })?.sql;
  } catch (thrown) {
    throw thrown instanceof PgError ? inItsPlace(thrown, what) : thrown;
  }
  if (sql === undefined) throw new SyntaxError(`${what} must be one expression`);
  if (!sql.startsWith(before) || !sql.endsWith(after)) {
    throw new FeatureNotSupported(`names in ${what} differ from others by case only`);
  }
  return sql.slice(before.length, -after.length);
}

/** PostgreSQL says what clause an expression stands in. */
function inItsPlace(error: PgError, what: string): PgError {
  const message = error.message
    .replace(/^argument of WHERE must be /, `${what} must be `)
    .replace(/ are not allowed in WHERE$/, ` are not allowed in ${what}`);
  if (message === error.message) return error;
  return new PgError(error.sqlstate, message, { cause: error });
}
