// Where an expression of PostgreSQL's syntax tree stands in the text: from its first token to its last, without parentheses around it.
// A node has one place: that of its first token, or that of its operator (gram.y, the `@n` of each rule).
import type { Node } from "libpg-query";
import { bodyOf, kindOf } from "./analysis.js";
import type { Tokens } from "./tokens.js";

/** Tokens, the last one included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

type Any = Readonly<Record<string, unknown>>;

export class Spans {
  readonly #tokens: Tokens;
  readonly #known = new Map<object, Span | undefined>();

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  /** Undefined: not known, for a kind of expression that is not understood. */
  of(node: Node | undefined): Span | undefined {
    if (node === undefined) return undefined;
    const body = bodyOf(node);
    if (this.#known.has(body)) return this.#known.get(body);
    const span = this.#find(kindOf(node), body);
    this.#known.set(body, span);
    return span;
  }

  /** With the parentheses around it, up to the one that ends at `last`. */
  endingAt(node: Node | undefined, last: number): Span | undefined {
    return this.#widened(node, (span) => span.last < last);
  }

  startingAt(node: Node | undefined, first: number): Span | undefined {
    return this.#widened(node, (span) => span.first > first);
  }

  /** With all parentheses around it. */
  widest(node: Node | undefined): Span | undefined {
    return this.#widened(node, () => true);
  }

  #widened(node: Node | undefined, isNarrow: (span: Span) => boolean): Span | undefined {
    let span = this.of(node);
    while (span !== undefined && isNarrow(span)) {
      const { first, last }: Span = span;
      if (this.#tokens.text(first - 1) !== "(" || this.#tokens.partner(first - 1) !== last + 1) break;
      span = { first: first - 1, last: last + 1 };
    }
    return span;
  }

  #find(kind: string, body: Any): Span | undefined {
    const at = this.#tokenOf(body);
    switch (kind) {
      case "A_Const":
        return at === undefined ? undefined : { first: at, last: this.#endOfConstant(at) };
      case "ParamRef":
      case "SetToDefault":
        return at === undefined ? undefined : { first: at, last: at };
      case "SQLValueFunction":
        return at === undefined
          ? undefined
          : { first: at, last: this.#tokens.text(at + 1) === "(" ? this.#tokens.partner(at + 1) : at };
      case "ColumnRef":
        return at === undefined ? undefined : { first: at, last: this.#endOfName(at) };
      case "A_Expr":
        return this.#operation(body, at);
      case "BoolExpr":
        return this.#conjunction(body, at);
      case "NullTest":
      case "BooleanTest":
        return this.#postfix(body, at);
      case "TypeCast":
        return this.#cast(body, at);
      case "CollateClause": {
        const argument = at === undefined ? undefined : this.endingAt(body["arg"] as Node, at - 1);
        return argument && at !== undefined ? { first: argument.first, last: this.#endOfName(at + 1) } : undefined;
      }
      case "FuncCall":
        return this.#call(body, at);
      case "SubLink":
        return this.#subquery(body, at);
      case "CaseExpr":
        return at === undefined ? undefined : { first: at, last: this.#endOfCase(at) };
      case "A_ArrayExpr": {
        if (at === undefined) return undefined;
        const open = this.#tokens.text(at) === "[" ? at : at + 1;
        return { first: at, last: this.#tokens.partner(open) };
      }
      case "RowExpr":
      case "CoalesceExpr":
      case "MinMaxExpr":
      case "GroupingFunc":
        return this.#bracketed(at);
      case "A_Indirection":
        return this.#indirection(body);
      default:
        return undefined;
    }
  }

  #tokenOf(body: Any): number | undefined {
    const location = body["location"];
    // Left out: the first byte.
    if (location === -1) return undefined;
    return this.#tokens.from(Number(location ?? 0));
  }

  /** `-5` and `- (5)` are constants too. */
  #endOfConstant(at: number): number {
    let [index, open] = [at, 0];
    while (/^[-(+]$/.test(this.#tokens.text(index))) if (this.#tokens.text(index++) === "(") open++;
    // Strings that a line's end parts are one.
    if (this.#tokens.at(index).kind === "string") while (this.#tokens.at(index + 1).kind === "string") index++;
    return index + open;
  }

  /** `a."B".*` */
  #endOfName(at: number): number {
    let last = at;
    while (this.#tokens.text(last + 1) === ".") last += 2;
    return last;
  }

  #operation(body: Any, at: number | undefined): Span | undefined {
    if (at === undefined) return undefined;
    const kind = String(body["kind"]);
    if (kind === "AEXPR_NULLIF") return this.#bracketed(at);
    const end = this.endOfSign(at, kind);
    const left = body["lexpr"] === undefined ? undefined : this.endingAt(body["lexpr"] as Node, at - 1);
    if (body["lexpr"] !== undefined && left === undefined) return undefined;
    const first = left?.first ?? at;
    switch (kind) {
      case "AEXPR_IN":
      case "AEXPR_OP_ANY":
      case "AEXPR_OP_ALL":
        return { first, last: this.#tokens.partner(end + 1) };
      case "AEXPR_BETWEEN":
      case "AEXPR_NOT_BETWEEN":
      case "AEXPR_BETWEEN_SYM":
      case "AEXPR_NOT_BETWEEN_SYM": {
        const [low, high] = (body["rexpr"] as { List: { items: readonly Node[] } }).List.items;
        const lower = this.startingAt(low, end + 1);
        const upper = lower && this.startingAt(high, lower.last + 2);
        return upper && { first, last: upper.last };
      }
      default: {
        const right = this.startingAt(body["rexpr"] as Node, end + 1);
        return right && { first, last: right.last };
      }
    }
  }

  /** The last token of an operator that may be words. */
  endOfSign(at: number, kind: string): number {
    const words = (from: number, list: readonly string[]): number => {
      let index = from;
      while (list.includes(this.#tokens.text(index + 1))) index++;
      return index;
    };
    if (this.#tokens.text(at) === "operator" && this.#tokens.text(at + 1) === "(") {
      const close = this.#tokens.partner(at + 1);
      return /^AEXPR_OP_A/.test(kind) ? close + 1 : close;
    }
    switch (kind) {
      case "AEXPR_DISTINCT":
      case "AEXPR_NOT_DISTINCT":
        return words(at, ["not", "distinct", "from"]);
      case "AEXPR_OP_ANY":
      case "AEXPR_OP_ALL":
        return words(at, ["not", "like", "ilike", "any", "all", "some"]);
      case "AEXPR_IN":
        return words(at, ["in"]);
      case "AEXPR_LIKE":
      case "AEXPR_ILIKE":
        return words(at, ["like", "ilike"]);
      case "AEXPR_SIMILAR":
        return words(at, ["similar", "to"]);
      case "AEXPR_BETWEEN":
      case "AEXPR_NOT_BETWEEN":
      case "AEXPR_BETWEEN_SYM":
      case "AEXPR_NOT_BETWEEN_SYM":
        return words(at, ["between", "symmetric", "asymmetric"]);
      default:
        return at;
    }
  }

  /** `a AND b AND c` is one node; NOT stands before what it denies. */
  #conjunction(body: Any, at: number | undefined): Span | undefined {
    const operands = body["args"] as readonly Node[];
    if (at === undefined) return undefined;
    if (body["boolop"] === "NOT_EXPR") {
      // `x NOT IN (SELECT ...)`
      const denied = (operands[0] as { SubLink?: Any }).SubLink;
      if (denied !== undefined && denied["location"] === body["location"]) return this.of(operands[0]);
      const operand = this.startingAt(operands[0], at + 1);
      return operand && { first: at, last: operand.last };
    }
    const sign = body["boolop"] === "OR_EXPR" ? "or" : "and";
    const last = this.#untilNeighbour(operands.at(-1), (span) => this.#tokens.text(span.first - 1) === sign);
    const start = this.#untilNeighbour(operands[0], (span) => this.#tokens.text(span.last + 1) === sign);
    if (start === undefined || last === undefined) return undefined;
    // `(a OR b) OR c` is one node, too: parentheses that end between operands begin before them.
    let { first } = start;
    for (const operand of operands.slice(1, -1)) {
      let end = this.of(operand)?.last ?? last.last;
      while (this.#tokens.text(++end) === ")" && end < last.last) first = Math.min(first, this.#tokens.partner(end));
    }
    return { first, last: last.last };
  }

  #untilNeighbour(node: Node | undefined, isThere: (span: Span) => boolean): Span | undefined {
    return this.#widened(node, (span) => !isThere(span));
  }

  /** `x IS NOT NULL`, `x ISNULL`, `x IS NOT TRUE` */
  #postfix(body: Any, at: number | undefined): Span | undefined {
    const operand = at === undefined ? undefined : this.endingAt(body["arg"] as Node, at - 1);
    if (at === undefined || operand === undefined) return undefined;
    let last = at;
    if (this.#tokens.text(at) === "is") last += this.#tokens.text(at + 1) === "not" ? 2 : 1;
    return { first: operand.first, last };
  }

  #cast(body: Any, at: number | undefined): Span | undefined {
    const type = body["typeName"] as Any;
    if (at === undefined) {
      // `date '2000-01-01'`
      const literal = this.of(body["arg"] as Node);
      const first = this.#tokenOf(type);
      if (literal === undefined || first === undefined) return undefined;
      return { first, last: Math.max(literal.last, this.#endOfIntervalFields(literal.last, type)) };
    }
    if (this.#tokens.text(at) !== "::") return this.#bracketed(at);
    const operand = this.endingAt(body["arg"] as Node, at - 1);
    return operand && { first: operand.first, last: this.endOfType(type) };
  }

  #endOfIntervalFields(last: number, type: Any): number {
    const isInterval = (type["names"] as readonly { String?: { sval?: string } }[]).at(-1)?.String?.sval === "interval";
    return isInterval ? this.#fieldsAfter(last) : last;
  }

  #fieldsAfter(last: number): number {
    const fields = ["year", "month", "day", "hour", "minute", "second", "to"];
    let end = last;
    while (fields.includes(this.#tokens.text(end + 1))) end++;
    return this.#tokens.text(end) === "second" && this.#tokens.text(end + 1) === "("
      ? this.#tokens.partner(end + 1)
      : end;
  }

  /** The last token of a type's name, with modifiers and the brackets of arrays. */
  endOfType(type: Any): number {
    let last = this.#tokenOf(type) ?? -1;
    if (this.#tokens.text(last) === "setof") last++;
    const name = this.#tokens.text(last);
    last = this.#endOfName(last);
    const next = (...words: readonly string[]): boolean => {
      if (!words.every((word, index) => this.#tokens.text(last + 1 + index) === word)) return false;
      last += words.length;
      return true;
    };
    if (name === "double") next("precision");
    if (name === "character" || name === "char" || name === "nchar" || name === "bit" || name === "national") {
      next("character");
      next("char");
      next("varying");
    }
    if (name === "interval") last = this.#fieldsAfter(last);
    if (this.#tokens.text(last + 1) === "(" && this.#tokens.at(last).kind !== "sign")
      last = this.#tokens.partner(last + 1);
    if (name === "time" || name === "timestamp") {
      if (!next("with", "time", "zone")) next("without", "time", "zone");
    }
    if (next("array")) {
      if (this.#tokens.text(last + 1) === "[") last = this.#tokens.partner(last + 1);
      return last;
    }
    const bounds = (type["arrayBounds"] as readonly unknown[] | undefined)?.length ?? 0;
    for (let bound = 0; bound < bounds; bound++) last = this.#tokens.partner(last + 1);
    return last;
  }

  /** A word and what is in parentheses behind it; or the parentheses alone. */
  #bracketed(at: number | undefined): Span | undefined {
    if (at === undefined) return undefined;
    const open = this.#tokens.text(at) === "(" ? at : at + 1;
    return this.#tokens.text(open) === "(" ? { first: at, last: this.#tokens.partner(open) } : undefined;
  }

  #call(body: Any, at: number | undefined): Span | undefined {
    if (at === undefined) return undefined;
    const operands = (body["args"] ?? []) as readonly Node[];
    const sign = this.#tokens.text(at);
    if (body["funcformat"] === "COERCE_SQL_SYNTAX" && sign === "at") {
      const value = this.endingAt(operands.at(-1), at - 1);
      if (operands.length === 1) return value && { first: value.first, last: at + 1 };
      const zone = this.startingAt(operands[0], at + 3);
      return value && zone && { first: value.first, last: zone.last };
    }
    if (body["funcformat"] === "COERCE_SQL_SYNTAX" && sign === "overlaps") {
      const left = this.#tokens.partner(at - 1);
      const right = this.#tokens.text(at + 1) === "row" ? at + 2 : at + 1;
      return { first: this.#tokens.text(left - 1) === "row" ? left - 1 : left, last: this.#tokens.partner(right) };
    }
    if (sign === "like" || sign === "ilike" || sign === "similar" || sign === "not") {
      // A pattern with an escape of its own.
      const [pattern, escape] = operands;
      const after = this.#untilNeighbour(pattern, (span) =>
        ["like", "ilike", "to"].includes(this.#tokens.text(span.first - 1)),
      );
      const end = escape === undefined || after === undefined ? after : this.startingAt(escape, after.last + 2);
      return after && end && { first: after.first, last: end.last };
    }
    const open = this.#endOfName(at) + 1;
    if (this.#tokens.text(open) !== "(") return undefined;
    let last = this.#tokens.partner(open);
    const clause = (...words: readonly string[]): void => {
      if (!words.every((word, index) => this.#tokens.text(last + 1 + index) === word)) return;
      const bracket = last + 1 + words.length;
      last = this.#tokens.text(bracket) === "(" ? this.#tokens.partner(bracket) : bracket;
    };
    if (body["agg_within_group"] === true) clause("within", "group");
    if (body["agg_filter"] !== undefined) clause("filter");
    if (body["over"] !== undefined) clause("over");
    return { first: at, last };
  }

  #subquery(body: Any, at: number | undefined): Span | undefined {
    if (at === undefined) return undefined;
    const type = String(body["subLinkType"]);
    if (type === "EXPR_SUBLINK" || type === "EXISTS_SUBLINK" || type === "ARRAY_SUBLINK") return this.#bracketed(at);
    const tested = this.endingAt(body["testexpr"] as Node, at - 1);
    let open = at;
    while (open < this.#tokens.length && this.#tokens.text(open) !== "(") open++;
    // OPERATOR(pg_catalog.=) ANY (...)
    if (this.#tokens.text(at) === "operator") {
      open = this.#tokens.partner(open) + 2;
    }
    return tested && { first: tested.first, last: this.#tokens.partner(open) };
  }

  #endOfCase(at: number): number {
    let depth = 0;
    for (let index = at; index < this.#tokens.length; index++) {
      const before = this.#tokens.text(index - 1);
      if (before === "." || before === "as") continue;
      if (this.#tokens.text(index) === "case") depth++;
      else if (this.#tokens.text(index) === "end" && --depth === 0) return index;
    }
    throw new Error("a CASE has no END");
  }

  /** `(x).field`, `a[1][2:3]` */
  #indirection(body: Any): Span | undefined {
    const whole = this.#untilNeighbour(body["arg"] as Node, (span) => this.#tokens.text(span.last + 1) !== ")");
    if (whole === undefined) return undefined;
    let { last } = whole;
    for (const step of body["indirection"] as readonly Any[]) {
      last = step["A_Indices"] === undefined ? last + 2 : this.#tokens.partner(last + 1);
    }
    return { first: whole.first, last };
  }
}
