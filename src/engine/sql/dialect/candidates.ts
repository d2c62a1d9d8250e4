// Which of several functions or operators of one name is meant: PostgreSQL's rules.
// https://www.postgresql.org/docs/15/typeconv-func.html, func_select_candidate in src/backend/parser/parse_func.c, parse_oper.c
import { limits } from "../../../limits.js";
import { LeastRecentlyUsed } from "../least-recently-used.js";
import {
  castBetween,
  operatorsNamed,
  type PostgresFunction,
  functionsNamed,
  type PostgresOperator,
  typeNamed,
} from "./postgres-catalog.js";

export const unknown = "unknown";

const polymorphic = new Set(["any", "anyelement", "anynonarray", "anycompatible", "anycompatiblenonarray"]);
const polymorphicArrays = new Set(["anyarray", "anycompatiblearray"]);

export function isPolymorphic(type: string): boolean {
  return polymorphic.has(type) || polymorphicArrays.has(type) || type === "anyenum";
}

/** Without being asked for. */
export function isCoercible(from: string, to: string): boolean {
  if (from === to || from === unknown) return true;
  if (polymorphicArrays.has(to)) return isArray(from);
  if (to === "anynonarray" || to === "anycompatiblenonarray") return !isArray(from);
  if (polymorphic.has(to)) return true;
  if (castBetween(from, to) === "i") return true;
  const [element, wanted] = [typeNamed(from)?.element, typeNamed(to)?.element];
  return element !== undefined && wanted !== undefined && isCoercible(element, wanted);
}

export function isArray(type: string): boolean {
  return typeNamed(type)?.category === "A";
}

export type Choice<T> =
  | { readonly kind: "found"; readonly one: T }
  | { readonly kind: "none" }
  | { readonly kind: "ambiguous" };

interface Candidate<T> {
  readonly one: T;
  /** As many as there are arguments. */
  readonly types: readonly string[];
  readonly isExpanded: boolean;
}

export interface ChosenFunction {
  readonly one: PostgresFunction;
  /** Of each argument. */
  readonly types: readonly string[];
  /** Its last parameter stands for several arguments. */
  readonly isExpanded: boolean;
}

/** PERF: statements ask the same of the same types again and again. */
const functionChoices = new LeastRecentlyUsed<string, Choice<ChosenFunction>>(limits.choicesKeptMax);
const operatorChoices = new LeastRecentlyUsed<string, Choice<PostgresOperator>>(limits.choicesKeptMax);
const argumentsKeptMax = 8;

export function chooseFunction(name: string, given: readonly string[], isVariadicCall = false): Choice<ChosenFunction> {
  if (given.length > argumentsKeptMax) return functionChoice(name, given, isVariadicCall);
  const key = `${isVariadicCall ? "variadic " : ""}${name}(${given.join()})`;
  const known = functionChoices.get(key);
  if (known !== undefined) return known;
  const choice = functionChoice(name, given, isVariadicCall);
  functionChoices.set(key, choice);
  return choice;
}

/** `left` undefined: it has one operand. */
export function chooseOperator(name: string, left: string | undefined, right: string): Choice<PostgresOperator> {
  const key = `${name}(${left ?? ""},${right})`;
  const known = operatorChoices.get(key);
  if (known !== undefined) return known;
  const choice = operatorChoice(name, left, right);
  operatorChoices.set(key, choice);
  return choice;
}

function functionChoice(name: string, given: readonly string[], isVariadicCall: boolean): Choice<ChosenFunction> {
  const candidates = functionsNamed(name).flatMap((one): readonly Candidate<PostgresFunction>[] => {
    const { parameters } = one;
    const plain: Candidate<PostgresFunction>[] =
      given.length <= parameters.length && given.length >= parameters.length - one.defaults
        ? [{ one, types: parameters.slice(0, given.length), isExpanded: false }]
        : [];
    const last = parameters.at(-1) ?? "";
    if (!one.isVariadic || isVariadicCall || given.length < parameters.length) {
      return one.isVariadic && !isVariadicCall ? [] : plain;
    }
    const element =
      last === "any" ? "any" : last === "anycompatiblearray" ? "anycompatible" : (typeNamed(last)?.element ?? last);
    const fixed = parameters.slice(0, -1);
    const types = [...fixed, ...Array.from({ length: given.length - fixed.length }, () => element)];
    return [{ one, types, isExpanded: true }];
  });
  const exact = candidates.find(({ types }) => types.every((type, index) => type === given[index]));
  const chosen = exact === undefined ? choose(given, candidates) : ({ kind: "found", one: exact } as const);
  return chosen;
}

function operatorChoice(name: string, left: string | undefined, right: string): Choice<PostgresOperator> {
  const all = operatorsNamed(name === "!=" ? "<>" : name).filter((one) => (one.left === "") === (left === undefined));
  // An operand that is not known is taken to be of the other's type first.
  const [exactLeft, exactRight] = [left === unknown ? right : left, right === unknown ? (left ?? right) : right];
  const exact = all.find((one) => one.left === (exactLeft ?? "") && one.right === exactRight);
  if (exact !== undefined && (left !== unknown || right !== unknown)) return { kind: "found", one: exact };
  const candidates = all.map((one) => ({
    one,
    types: left === undefined ? [one.right] : [one.left, one.right],
    isExpanded: false,
  }));
  const chosen = choose(left === undefined ? [right] : [left, right], candidates);
  return chosen.kind === "found" ? { kind: "found", one: chosen.one.one } : chosen;
}

function choose<T>(given: readonly string[], all: readonly Candidate<T>[]): Choice<Candidate<T>> {
  let rest: readonly Candidate<T>[] = all.filter(
    ({ types }) =>
      types.every((type, index) => isCoercible(given[index] ?? unknown, type)) &&
      resolvePolymorphic(types, given) !== undefined,
  );
  if (rest.length === 0) return { kind: "none" };
  if (rest.length === 1) return found(rest);
  const known = given.flatMap((type, index) => (type === unknown ? [] : [index]));
  rest = best(rest, ({ types }) => known.filter((index) => types[index] === given[index]).length);
  if (rest.length === 1) return found(rest);
  const categories = given.map((type) => typeNamed(type)?.category ?? "X");
  rest = best(
    rest,
    ({ types }) =>
      known.filter((index) => types[index] === given[index] || isPreferred(types[index], categories[index])).length,
  );
  if (rest.length === 1) return found(rest);
  const open = given.flatMap((type, index) => (type === unknown ? [index] : []));
  if (open.length === 0) return { kind: "ambiguous" };
  const narrowed = narrow(rest, open);
  if (narrowed !== undefined) rest = narrowed;
  if (rest.length === 1) return found(rest);
  // Where all that is known is of one type, the others are taken to be of it, too.
  const kinds = new Set(known.map((index) => given[index]));
  if (kinds.size !== 1) return { kind: "ambiguous" };
  const [only = unknown] = kinds;
  const fitting = rest.filter(
    ({ types }) =>
      types.every((type) => isCoercible(only, type)) &&
      resolvePolymorphic(
        types,
        types.map(() => only),
      ) !== undefined,
  );
  return fitting.length === 1 ? found(fitting) : { kind: "ambiguous" };
}

/** By the category of each argument that is not known: strings, if any candidate takes one; else that on which all agree. */
function narrow<T>(all: readonly Candidate<T>[], open: readonly number[]): readonly Candidate<T>[] | undefined {
  const wanted: { readonly index: number; readonly category: string; readonly hasPreferred: boolean }[] = [];
  for (const index of open) {
    const types = all.map((candidate) => typeNamed(candidate.types[index] ?? ""));
    const categories = new Set(types.map((type) => type?.category ?? "P"));
    const category = categories.has("S") ? "S" : categories.size === 1 ? [...categories][0] : undefined;
    if (category === undefined) return undefined;
    wanted.push({
      index,
      category,
      hasPreferred: types.some((type) => type?.category === category && type.isPreferred),
    });
  }
  const fitting = all.filter(({ types }) =>
    wanted.every(({ index, category, hasPreferred }) => {
      const type = typeNamed(types[index] ?? "");
      return type?.category === category && (!hasPreferred || type.isPreferred);
    }),
  );
  return fitting.length === 0 ? undefined : fitting;
}

function best<T>(all: readonly Candidate<T>[], count: (candidate: Candidate<T>) => number): readonly Candidate<T>[] {
  const counts = all.map(count);
  const most = Math.max(...counts);
  return all.filter((_, index) => counts[index] === most);
}

function isPreferred(type: string | undefined, category: string | undefined): boolean {
  const found = typeNamed(type ?? "");
  return found !== undefined && found.isPreferred && found.category === category;
}

function found<T>([one]: readonly Candidate<T>[]): Choice<Candidate<T>> {
  return { kind: "found", one: one as Candidate<T> };
}

/** What polymorphic parameters stand for, given the arguments' types. Undefined: they do not agree. */
export function resolvePolymorphic(
  declared: readonly string[],
  given: readonly string[],
): { readonly types: readonly string[]; readonly result: (type: string) => string | undefined } | undefined {
  if (!declared.some(isPolymorphic)) return { types: declared, result: plainResult };
  const resolved: { element: string | undefined; common: string | undefined } = {
    element: undefined,
    common: undefined,
  };
  for (const [index, type] of declared.entries()) {
    const actual = given[index] ?? unknown;
    if (actual === unknown || !isPolymorphic(type) || type === "any") continue;
    const element = polymorphicArrays.has(type) ? (typeNamed(actual)?.element ?? actual) : actual;
    if (type.startsWith("anycompatible")) {
      resolved.common = resolved.common === undefined ? element : commonOf(resolved.common, element);
      if (resolved.common === undefined) return undefined;
    } else if (resolved.element !== undefined && resolved.element !== element) return undefined;
    else resolved.element = element;
  }
  const isOpen = (type: string): boolean =>
    declared.some(
      (one) =>
        one.startsWith("anycompatible") === type.startsWith("anycompatible") && isPolymorphic(one) && one !== "any",
    );
  const actualOf = (type: string): string | undefined => {
    if (!isPolymorphic(type) || type === "any") return type;
    const base = type.startsWith("anycompatible") ? resolved.common : resolved.element;
    // Only texts without a type of their own: text.
    const element = base ?? (type.startsWith("anycompatible") && isOpen(type) ? "text" : undefined);
    if (element === undefined) return undefined;
    return polymorphicArrays.has(type) ? arrayOf(element) : element;
  };
  return { types: declared.map((type, index) => actualOf(type) ?? given[index] ?? unknown), result: actualOf };
}

/** Of what has no polymorphic arguments. */
function plainResult(type: string): string | undefined {
  return isPolymorphic(type) && type !== "any" ? undefined : type;
}

export function arrayOf(element: string): string {
  return isArray(element) ? element : `_${element}`;
}

/** select_common_type of two; undefined: they have none. */
export function commonOf(left: string, right: string): string | undefined {
  return commonType([left, right]);
}

/** https://www.postgresql.org/docs/15/typeconv-union-case.html */
export function commonType(types: readonly string[]): string | undefined {
  const known = types.filter((type) => type !== unknown);
  let [chosen] = known;
  if (chosen === undefined) return "text";
  for (const type of known.slice(1)) {
    if (type === chosen) continue;
    const [mine, other] = [typeNamed(chosen), typeNamed(type)];
    if (mine?.category !== other?.category) return undefined;
    if (!mine?.isPreferred && isCoercible(chosen, type) && !isCoercible(type, chosen)) chosen = type;
  }
  return known.every((type) => isCoercible(type, chosen)) ? chosen : undefined;
}
