// Follows an SQL/JSON path through a value, as PostgreSQL's executor does: in the lax mode arrays are taken apart and values wrapped where a
// step needs it, and what is not there is nothing; in the strict mode it is an error, which predicates take as unknown.
import { FeatureNotSupported, PgError, ProgramLimitExceeded } from "../../../../../../errors.js";
import { isArray, isObject, JsonNumber, type JsonObject, type JsonValue, typeName } from "../value.js";
import { compareItems, double, isPathError, single, type Truth } from "./items.js";
import type { JsonPath, Method, PathNode, Subscript } from "./nodes.js";
import { calculate, negated, rounded } from "./numbers.js";

/** What a path finds goes here, one item after the other: an error later on leaves them there. */
interface Sink {
  push(item: JsonValue): void;
  /** Only whether there is anything is asked: the first item ends the search. */
  readonly isForExistence: boolean;
}

/** Thrown to end a search, when something is found. */
class Found extends Error {}

/** A path like `$.**.**` visits as many items as the powers of a value's size. */
const visitsMax = 5_000_000;

export class PathExecution {
  readonly #path: JsonPath;
  readonly #root: JsonValue;
  readonly #variables: JsonObject | undefined;
  readonly #isLax: boolean;
  #ignoresStructure: boolean;
  /** False in predicates, and where errors are not told. */
  #tellsErrors = true;
  #current: JsonValue;
  #arraySize = -1;
  #visits = 0;

  constructor(path: JsonPath, root: JsonValue, variables: JsonObject | undefined) {
    this.#path = path;
    this.#root = root;
    this.#current = root;
    this.#variables = variables;
    this.#isLax = path.isLax;
    this.#ignoresStructure = path.isLax;
  }

  /** All items. `silent`: an error ends the search and is not told. */
  items(silent: boolean): { readonly items: readonly JsonValue[]; readonly failed: boolean } {
    const items: JsonValue[] = [];
    this.#tellsErrors = !silent;
    try {
      this.#run(this.#path.start, this.#root, collecting(items), this.#isLax);
      return { items, failed: false };
    } catch (thrown) {
      if (!silent || !isPathError(thrown)) throw thrown;
      return { items, failed: true };
    }
  }

  /** Null: an error that is not told. */
  exists(silent: boolean): boolean | null {
    if (!this.#isLax) {
      const { items, failed } = this.items(silent);
      return failed ? null : items.length > 0;
    }
    this.#tellsErrors = !silent;
    try {
      return this.#finds(this.#path.start, this.#root);
    } catch (thrown) {
      if (!silent || !isPathError(thrown)) throw thrown;
      return null;
    }
  }

  #finds(node: PathNode, value: JsonValue): boolean {
    try {
      this.#run(node, value, stopping, this.#isLax);
      return false;
    } catch (thrown) {
      if (thrown instanceof Found) return true;
      throw thrown;
    }
  }

  #next(node: PathNode, value: JsonValue, sink: Sink): void {
    if (node.next === undefined) sink.push(value);
    else this.#run(node.next, value, sink, this.#isLax);
  }

  /** `unwraps`: an array stands for its elements. */
  #run(node: PathNode, value: JsonValue, sink: Sink, unwraps: boolean): void {
    if (++this.#visits > visitsMax) {
      throw new ProgramLimitExceeded("a jsonpath visits too many items", { hint: "Use a narrower path." });
    }
    switch (node.kind) {
      case "root":
        return this.#next(node, this.#root, sink);
      case "current":
        return this.#next(node, this.#current, sink);
      case "constant":
        return this.#next(node, node.value, sink);
      case "variable": {
        const found = this.#variables === undefined ? null : this.#variables.get(node.name);
        if (found === undefined) throw new PgError("42704", `could not find jsonpath variable "${node.name}"`);
        return this.#next(node, found, sink);
      }
      case "last":
        return this.#next(node, new JsonNumber(String(this.#arraySize - 1)), sink);
      case "key":
        return this.#key(node, node.key, value, sink, unwraps);
      case "anyKey":
        if (isObject(value)) return this.#each(value.values(), node, sink);
        if (unwraps && isArray(value)) return this.#unwrapped(node, value, sink);
        return this.#structural("2203C", "jsonpath wildcard member accessor can only be applied to an object");
      case "anyElement":
        if (isArray(value)) return this.#each(value, node, sink);
        if (this.#isLax) return this.#next(node, value, sink);
        return this.#structural("22039", "jsonpath wildcard array accessor can only be applied to an array");
      case "subscripts":
        return this.#subscripted(node, node.subscripts, value, sink);
      case "descendants":
        return this.#descendants(node, node.first, node.last, value, sink);
      case "filter":
        if (unwraps && isArray(value)) return this.#unwrapped(node, value, sink);
        if (this.#nested(node.predicate, value) === true) this.#next(node, value, sink);
        return;
      case "method":
        return this.#method(node, node.method, value, sink, unwraps);
      case "arithmetic": {
        const left = this.#operands(node.left, value);
        const right = this.#operands(node.right, value);
        const result = calculate(node.sign, single(left, "left", node.sign), single(right, "right", node.sign));
        return this.#next(node, new JsonNumber(result), sink);
      }
      case "sign":
        return this.#signed(node, node.sign, node.operand, value, sink);
      case "and":
      case "or":
      case "not":
      case "isUnknown":
      case "exists":
      case "comparison":
      case "startsWith":
      case "matches": {
        if (node.next === undefined && sink.isForExistence) {
          this.#truth(node, value);
          throw new Found();
        }
        const truth = this.#truth(node, value);
        return this.#next(node, truth === "unknown" ? null : truth, sink);
      }
    }
  }

  #structural(sqlstate: string, message: string): void {
    if (!this.#ignoresStructure) throw new PgError(sqlstate, message);
  }

  #each(items: Iterable<JsonValue>, node: PathNode, sink: Sink): void {
    for (const item of items) this.#next(node, item, sink);
  }

  #unwrapped(node: PathNode, array: readonly JsonValue[], sink: Sink): void {
    for (const element of array) this.#run(node, element, sink, false);
  }

  #key(node: PathNode, key: string, value: JsonValue, sink: Sink, unwraps: boolean): void {
    if (isObject(value)) {
      const member = value.get(key);
      if (member !== undefined) return this.#next(node, member, sink);
      return this.#structural("2203A", `JSON object does not contain key "${key}"`);
    }
    if (unwraps && isArray(value)) return this.#unwrapped(node, value, sink);
    this.#structural("2203A", "jsonpath member accessor can only be applied to an object");
  }

  #subscripted(node: PathNode, subscripts: readonly Subscript[], value: JsonValue, sink: Sink): void {
    if (!isArray(value) && !this.#isLax) {
      return this.#structural("22039", "jsonpath array accessor can only be applied to an array");
    }
    const elements = isArray(value) ? value : [value];
    const outer = this.#arraySize;
    this.#arraySize = elements.length;
    try {
      for (const { from, to } of subscripts) {
        const first = this.#index(from, value);
        const last = to === undefined ? first : this.#index(to, value);
        if (first < 0 || first > last || last >= elements.length) {
          this.#structural("22033", "jsonpath array subscript is out of bounds");
        }
        const end = Math.min(last, elements.length - 1);
        for (let at = Math.max(first, 0); at <= end; at++) {
          this.#next(node, elements[at] ?? null, sink);
        }
      }
    } finally {
      this.#arraySize = outer;
    }
  }

  #index(node: PathNode, value: JsonValue): number {
    const found: JsonValue[] = [];
    this.#run(node, value, collecting(found), this.#isLax);
    const [index] = found;
    if (found.length !== 1 || !(index instanceof JsonNumber)) {
      throw new PgError("22033", "jsonpath array subscript is not a single numeric value");
    }
    const whole = Math.trunc(Number(index.text));
    if (whole > 2_147_483_647 || whole < -2_147_483_648) {
      throw new PgError("22033", "jsonpath array subscript is out of integer range");
    }
    return whole;
  }

  #descendants(node: PathNode, first: number, last: number, value: JsonValue, sink: Sink): void {
    try {
      if (first === 0) this.#leniently(() => this.#next(node, value, sink));
    } catch (thrown) {
      // PostgreSQL forgets this error, where it tells none, over what is below.
      if (this.#tellsErrors || !isPathError(thrown) || !(isArray(value) || isObject(value))) throw thrown;
    }
    this.#below(node, first, last, value, 1, sink);
  }

  #below(node: PathNode, first: number, last: number, value: JsonValue, level: number, sink: Sink): void {
    if (level > last || !(isArray(value) || isObject(value))) return;
    for (const item of isArray(value) ? value : value.values()) {
      const isLeaf = !isArray(item) && !isObject(item);
      if (level >= first || (first === Number.POSITIVE_INFINITY && last === Number.POSITIVE_INFINITY && isLeaf)) {
        this.#leniently(() => this.#next(node, item, sink));
      }
      if (level < last) this.#below(node, first, last, item, level + 1, sink);
    }
  }

  #leniently(run: () => void): void {
    const before = this.#ignoresStructure;
    this.#ignoresStructure = true;
    try {
      run();
    } finally {
      this.#ignoresStructure = before;
    }
  }

  /** In the lax mode, arrays among the items are taken apart. */
  #operands(node: PathNode, value: JsonValue): readonly JsonValue[] {
    const found: JsonValue[] = [];
    this.#run(node, value, collecting(found), this.#isLax);
    return this.#isLax ? found.flatMap((item) => (isArray(item) ? item : [item])) : found;
  }

  #signed(node: PathNode, sign: "+" | "-", operand: PathNode, value: JsonValue, sink: Sink): void {
    for (const item of this.#operands(operand, value)) {
      if (!(item instanceof JsonNumber)) {
        if (sink.isForExistence && node.next === undefined) continue;
        throw new PgError("2203B", `operand of unary jsonpath operator ${sign} is not a numeric value`);
      }
      this.#next(node, sign === "+" ? item : new JsonNumber(negated(item.text)), sink);
    }
  }

  #method(node: PathNode, method: Method, value: JsonValue, sink: Sink, unwraps: boolean): void {
    if (method === "type") return this.#next(node, typeName(value), sink);
    if (method === "size") {
      if (!isArray(value) && !this.#isLax) {
        return this.#structural("22039", "jsonpath item method .size() can only be applied to an array");
      }
      return this.#next(node, new JsonNumber(String(isArray(value) ? value.length : 1)), sink);
    }
    if (unwraps && isArray(value)) return this.#unwrapped(node, value, sink);
    if (method === "double") return this.#next(node, double(value), sink);
    if (method === "keyvalue") {
      for (const pair of this.#pairs(value)) this.#next(node, pair, sink);
      return;
    }
    if (!(value instanceof JsonNumber)) {
      throw new PgError("22036", `jsonpath item method .${method}() can only be applied to a numeric value`);
    }
    this.#next(node, new JsonNumber(rounded(value.text, method)), sink);
  }

  #pairs(value: JsonValue): readonly JsonValue[] {
    if (!isObject(value)) {
      throw new PgError("2203C", "jsonpath item method .keyvalue() can only be applied to an object");
    }
    if (value !== this.#root && value.size > 0) {
      throw new FeatureNotSupported("the method .keyvalue() of SQL/JSON paths is supported for the whole value only", {
        hint: "Use jsonb_each() instead.",
      });
    }
    const id = new JsonNumber("0");
    return Array.from(
      value,
      ([key, member]) =>
        new Map<string, JsonValue>([
          ["id", id],
          ["key", key],
          ["value", member],
        ]),
    );
  }

  #nested(predicate: PathNode, value: JsonValue): Truth {
    const outer = this.#current;
    this.#current = value;
    try {
      return this.#truth(predicate, value);
    } finally {
      this.#current = outer;
    }
  }

  #truth(node: PathNode, value: JsonValue): Truth {
    switch (node.kind) {
      case "and": {
        const left = this.#truth(node.left, value);
        if (left === false) return false;
        const right = this.#truth(node.right, value);
        return right === true ? left : right;
      }
      case "or": {
        const left = this.#truth(node.left, value);
        if (left === true) return true;
        const right = this.#truth(node.right, value);
        return right === false ? left : right;
      }
      case "not": {
        const truth = this.#truth(node.operand, value);
        return truth === "unknown" ? truth : !truth;
      }
      case "isUnknown":
        return this.#truth(node.operand, value) === "unknown";
      case "exists":
        return this.#known(() => {
          if (this.#isLax) return this.#finds(node.operand, value);
          const found: JsonValue[] = [];
          this.#run(node.operand, value, collecting(found), false);
          return found.length > 0;
        });
      case "comparison":
        return this.#pairwise(
          node.left,
          () => this.#operands(node.right, value),
          value,
          (left, right) => compareItems(node.sign, left, right),
        );
      case "startsWith":
        return this.#pairwise(
          node.left,
          () => this.#items(node.right, value),
          value,
          (left, right) => (typeof left === "string" && typeof right === "string" ? left.startsWith(right) : "unknown"),
        );
      case "matches":
        return this.#pairwise(
          node.left,
          () => [null],
          value,
          (left) => (typeof left === "string" ? node.matches(left) : "unknown"),
        );
      default:
        throw new Error(`${node.kind} is no predicate`);
    }
  }

  #items(node: PathNode, value: JsonValue): readonly JsonValue[] {
    const found: JsonValue[] = [];
    this.#run(node, value, collecting(found), this.#isLax);
    return found;
  }

  /** Errors are unknown. */
  #known(of: () => Truth): Truth {
    const state = [this.#ignoresStructure, this.#arraySize, this.#current] as const;
    const tells = this.#tellsErrors;
    this.#tellsErrors = false;
    try {
      return of();
    } catch (thrown) {
      if (!isPathError(thrown)) throw thrown;
      [this.#ignoresStructure, this.#arraySize, this.#current] = state;
      return "unknown";
    } finally {
      this.#tellsErrors = tells;
    }
  }

  #pairwise(
    leftNode: PathNode,
    rights: () => readonly JsonValue[],
    value: JsonValue,
    test: (left: JsonValue, right: JsonValue) => Truth,
  ): Truth {
    return this.#known(() => {
      const lefts = this.#operands(leftNode, value);
      const all = rights();
      let isTrue = false;
      let isUnknown = false;
      for (const left of lefts) {
        for (const right of all) {
          const truth = test(left, right);
          if (truth === "unknown") {
            if (!this.#isLax) return truth;
            isUnknown = true;
          } else if (truth) {
            if (this.#isLax) return true;
            isTrue = true;
          }
          if (++this.#visits > visitsMax) {
            throw new ProgramLimitExceeded("a jsonpath compares too many items", { hint: "Use a narrower path." });
          }
        }
      }
      return isTrue || (isUnknown ? "unknown" : false);
    });
  }
}

function collecting(items: JsonValue[]): Sink {
  return { push: (item) => void items.push(item), isForExistence: false };
}

const stopping: Sink = {
  push: () => {
    throw new Found();
  },
  isForExistence: true,
};
