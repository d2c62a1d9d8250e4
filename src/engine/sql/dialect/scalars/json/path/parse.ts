// Reads an SQL/JSON path.
import { FeatureNotSupported, PgError } from "../../../../../../errors.js";
import { canonicalNumber } from "../number-text.js";
import { JsonNumber, type JsonValue } from "../value.js";
import { type Arithmetic, type Comparison, isPredicate, type JsonPath, type Method, type PathNode } from "./nodes.js";
import { literalMatcher } from "./pattern.js";
import { pathSyntaxError, pathTokens, type PathToken } from "./tokens.js";

const depthMax = 500;
const methods: ReadonlySet<string> = new Set<Method>(["abs", "size", "type", "floor", "double", "ceiling", "keyvalue"]);
const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ["==", "=="],
  ["!=", "!="],
  ["<>", "!="],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
]);
/** Written in small letters only. */
const constants: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

export function parsePath(text: string): JsonPath {
  const tokens = pathTokens(text);
  if (tokens.length === 1) throw new PgError("22P02", `invalid input syntax for type jsonpath: "${text}"`);
  return new PathParser(tokens).path();
}

class PathParser {
  readonly #tokens: readonly PathToken[];
  #at = 0;
  #depth = 0;
  #filters = 0;
  #subscripts = 0;

  constructor(tokens: readonly PathToken[]) {
    this.#tokens = tokens;
  }

  get #token(): PathToken {
    return this.#tokens[this.#at] ?? { kind: "end", text: "", written: "" };
  }

  #isSign(text: string): boolean {
    return this.#token.kind === "sign" && this.#token.text === text;
  }

  #isWord(text: string): boolean {
    return this.#token.kind === "identifier" && this.#token.text.toLowerCase() === text;
  }

  #takes(text: string): boolean {
    const found = this.#isSign(text) || this.#isWord(text);
    if (found) this.#at++;
    return found;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) throw this.#error();
  }

  #error(): PgError {
    return pathSyntaxError(this.#token);
  }

  path(): JsonPath {
    const isStrict = this.#takes("strict");
    if (!isStrict) this.#takes("lax");
    const start = this.#or();
    if (this.#token.kind !== "end") throw this.#error();
    return { isLax: !isStrict, start };
  }

  #value(node: PathNode): PathNode {
    if (isPredicate(node)) throw this.#error();
    return node;
  }

  #predicate(node: PathNode): PathNode {
    if (!isPredicate(node)) throw this.#error();
    return node;
  }

  #or(): PathNode {
    let left = this.#and();
    while (this.#isSign("||")) {
      this.#predicate(left);
      this.#at++;
      left = { kind: "or", left, right: this.#predicate(this.#and()) };
    }
    return left;
  }

  #and(): PathNode {
    let left = this.#condition();
    while (this.#isSign("&&")) {
      this.#predicate(left);
      this.#at++;
      left = { kind: "and", left, right: this.#predicate(this.#condition()) };
    }
    return left;
  }

  #condition(): PathNode {
    if (this.#takes("!")) {
      if (!this.#isSign("(") && !this.#isWord("exists")) throw this.#error();
      const operand = this.#predicate(this.#sum());
      return { kind: "not", operand };
    }
    const left = this.#sum();
    const { kind, text } = this.#token;
    const sign = kind === "sign" ? comparisons.get(text) : undefined;
    if (sign !== undefined) {
      this.#value(left);
      this.#at++;
      return { kind: "comparison", sign, left, right: this.#value(this.#sum()) };
    }
    if (this.#isWord("starts")) return this.#startsWith(this.#value(left));
    if (this.#isWord("like_regex")) return this.#matches(this.#value(left));
    return left;
  }

  #startsWith(left: PathNode): PathNode {
    this.#at++;
    this.#expect("with");
    const { kind, text } = this.#token;
    if (kind !== "string" && kind !== "variable") throw this.#error();
    this.#at++;
    const right: PathNode = kind === "string" ? { kind: "constant", value: text } : { kind: "variable", name: text };
    return { kind: "startsWith", left, right };
  }

  #matches(left: PathNode): PathNode {
    this.#at++;
    const pattern = this.#string();
    const flags = this.#takes("flag") ? this.#string() : "";
    return { kind: "matches", left, matches: literalMatcher(pattern, flags) };
  }

  #string(): string {
    if (this.#token.kind !== "string") throw this.#error();
    const { text } = this.#token;
    this.#at++;
    return text;
  }

  #sum(): PathNode {
    let left = this.#product();
    while (this.#isSign("+") || this.#isSign("-")) left = this.#arithmetic(left, () => this.#product());
    return left;
  }

  #product(): PathNode {
    let left = this.#unary();
    while (this.#isSign("*") || this.#isSign("/") || this.#isSign("%")) {
      left = this.#arithmetic(left, () => this.#unary());
    }
    return left;
  }

  #arithmetic(left: PathNode, operand: () => PathNode): PathNode {
    this.#value(left);
    const sign = this.#token.text as Arithmetic;
    this.#at++;
    return { kind: "arithmetic", sign, left, right: this.#value(operand()) };
  }

  #unary(): PathNode {
    if (++this.#depth > depthMax) throw new PgError("54001", "stack depth limit exceeded");
    try {
      if (!this.#isSign("+") && !this.#isSign("-")) return this.#accessed();
      const sign = this.#token.text === "+" ? "+" : "-";
      this.#at++;
      return { kind: "sign", sign, operand: this.#value(this.#unary()) };
    } finally {
      this.#depth--;
    }
  }

  #accessed(): PathNode {
    const start = this.#primary();
    let end = start;
    while (end.next !== undefined) end = end.next;
    for (;;) {
      const step = this.#accessor();
      if (step === undefined) return start;
      end.next = step;
      end = step;
    }
  }

  #primary(): PathNode {
    const token = this.#token;
    if (this.#takes("(")) return this.#parenthesized();
    if (this.#isWord("exists")) {
      this.#at++;
      this.#expect("(");
      const operand = this.#value(this.#sum());
      this.#expect(")");
      return { kind: "exists", operand };
    }
    this.#at++;
    if (token.kind === "string") return { kind: "constant", value: token.text };
    if (token.kind === "variable") return { kind: "variable", name: token.text };
    if (token.kind === "number") return { kind: "constant", value: new JsonNumber(numberOf(token.text)) };
    if (token.kind === "sign" && token.text === "$") return { kind: "root" };
    if (token.kind === "sign" && token.text === "@") {
      if (this.#filters === 0) throw new PgError("42601", "@ is not allowed in root expressions");
      return { kind: "current" };
    }
    const constant = token.kind === "identifier" ? constants.get(token.text) : undefined;
    if (constant !== undefined) return { kind: "constant", value: constant };
    if (token.kind === "identifier" && token.text.toLowerCase() === "last") {
      if (this.#subscripts === 0) throw new PgError("42601", "LAST is allowed only in array subscripts");
      return { kind: "last" };
    }
    this.#at--;
    throw this.#error();
  }

  #parenthesized(): PathNode {
    const inner = this.#or();
    this.#expect(")");
    if (!this.#isWord("is")) return inner;
    this.#predicate(inner);
    this.#at++;
    this.#expect("unknown");
    return { kind: "isUnknown", operand: inner };
  }

  #accessor(): PathNode | undefined {
    if (this.#takes(".")) return this.#member();
    if (this.#takes("[")) return this.#elements();
    if (!this.#takes("?")) return undefined;
    this.#expect("(");
    this.#filters++;
    const predicate = this.#predicate(this.#or());
    this.#filters--;
    this.#expect(")");
    return { kind: "filter", predicate };
  }

  #member(): PathNode {
    if (this.#takes("*")) return { kind: "anyKey" };
    if (this.#takes("**")) return this.#descendants();
    const { kind, text } = this.#token;
    if (kind !== "identifier" && kind !== "string") throw this.#error();
    this.#at++;
    if (kind === "string" || !this.#isSign("(")) return { kind: "key", key: text };
    const method = text.toLowerCase();
    if (method === "datetime") {
      throw new FeatureNotSupported("the method .datetime() of SQL/JSON paths is not supported", {
        hint: "Take the value out, and cast it to a timestamp.",
      });
    }
    if (!methods.has(method)) throw this.#error();
    this.#at++;
    this.#expect(")");
    return { kind: "method", method: method as Method };
  }

  #descendants(): PathNode {
    if (!this.#takes("{")) return { kind: "descendants", first: 0, last: Number.POSITIVE_INFINITY };
    const first = this.#level();
    const last = this.#takes("to") ? this.#level() : first;
    this.#expect("}");
    return { kind: "descendants", first, last };
  }

  #level(): number {
    if (this.#takes("last")) return Number.POSITIVE_INFINITY;
    const { kind, text } = this.#token;
    if (kind !== "number" || !/^\d+$/.test(text)) throw this.#error();
    this.#at++;
    return Number(text);
  }

  #elements(): PathNode {
    if (this.#takes("*")) {
      this.#expect("]");
      return { kind: "anyElement" };
    }
    this.#subscripts++;
    const subscripts = [this.#subscript()];
    while (this.#takes(",")) subscripts.push(this.#subscript());
    this.#subscripts--;
    this.#expect("]");
    return { kind: "subscripts", subscripts };
  }

  #subscript(): { from: PathNode; to?: PathNode } {
    const from = this.#value(this.#sum());
    return this.#takes("to") ? { from, to: this.#value(this.#sum()) } : { from };
  }
}

function numberOf(text: string): string {
  return canonicalNumber(text.replace(/^\./, "0.").replace(/\.(?=$|[eE])/, ""));
}
