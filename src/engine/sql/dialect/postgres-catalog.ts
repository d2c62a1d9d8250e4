// PostgreSQL 15's types, casts, functions and operators, over the types that are served (scripts/record-postgres-catalog.mjs).
// Types go by their internal names: int4, timestamptz, _text.
import { readFileSync } from "node:fs";

export interface PostgresType {
  readonly name: string;
  readonly oid: number;
  /** pg_type.typcategory: `N` numbers, `S` strings, `D` dates and times, `A` arrays, `P` pseudo-types, `X` unknown. */
  readonly category: string;
  readonly isPreferred: boolean;
  /** Of an array. */
  readonly element: string | undefined;
}

/** Implicit casts are made wherever they help, those of assignment and explicit ones only where they are asked for. */
export type CastContext = "i" | "a" | "e";

export interface PostgresFunction {
  readonly name: string;
  /** As tables of lowerings name it: `lower(text)`. */
  readonly signature: string;
  readonly parameters: readonly string[];
  readonly result: string;
  /** pg_proc.prokind: function, aggregate, window function, procedure. */
  readonly kind: "f" | "a" | "w" | "p";
  readonly isSet: boolean;
  /** The last parameter, an array or `any`, takes any number of arguments. */
  readonly isVariadic: boolean;
  readonly defaults: number;
  /** Of its rows, where they have several. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface PostgresOperator {
  readonly name: string;
  /** `/(int4,int4)`, `@(,int4)` */
  readonly signature: string;
  /** Empty: it has one operand. */
  readonly left: string;
  readonly right: string;
  readonly result: string;
}

type FunctionRow = readonly [
  string,
  string,
  string,
  PostgresFunction["kind"]?,
  boolean?,
  boolean?,
  number?,
  string?,
  string?,
];

interface Recorded {
  readonly types: readonly (readonly [string, number, string, boolean, number, string])[];
  readonly casts: readonly (readonly [string, string, CastContext, string])[];
  readonly functions: readonly FunctionRow[];
  readonly operators: readonly (readonly [string, string, string, string])[];
}

const recorded = JSON.parse(readFileSync(new URL("./postgres-catalog.json", import.meta.url), "utf8")) as Recorded;

const types: ReadonlyMap<string, PostgresType> = new Map(
  recorded.types.map(([name, oid, category, isPreferred, , element]) => [
    name,
    { name, oid, category, isPreferred, element: element === "" ? undefined : element },
  ]),
);

const casts: ReadonlyMap<string, CastContext> = new Map(
  recorded.casts.map(([from, to, context]) => [`${from}:${to}`, context]),
);

const functions: ReadonlyMap<string, readonly PostgresFunction[]> = grouped(recorded.functions.map(functionOf));

const operators: ReadonlyMap<string, readonly PostgresOperator[]> = grouped(
  recorded.operators.map(([name, left, right, result]) => ({
    name,
    signature: `${name}(${left},${right})`,
    left,
    right,
    result,
  })),
);

export function typeNamed(name: string): PostgresType | undefined {
  return types.get(name);
}

/** The weakest context in which there is a cast. */
export function castBetween(from: string, to: string): CastContext | undefined {
  return casts.get(`${from}:${to}`);
}

export function functionsNamed(name: string): readonly PostgresFunction[] {
  return functions.get(name) ?? [];
}

export function operatorsNamed(name: string): readonly PostgresOperator[] {
  return operators.get(name) ?? [];
}

function functionOf([
  name,
  parameters,
  result,
  kind = "f",
  isSet = false,
  isVariadic = false,
  defaults = 0,
  outs = "",
  outNames = "",
]: FunctionRow): PostgresFunction {
  const names = words(outNames);
  return {
    name,
    signature: `${name}(${words(parameters).join()})`,
    parameters: words(parameters),
    result,
    kind,
    isSet,
    isVariadic,
    defaults,
    columns: words(outs).map((type, index) => ({ name: names[index] ?? name, type })),
  };
}

function words(text: string): readonly string[] {
  return text === "" ? [] : text.split(" ");
}

function grouped<T extends { readonly name: string }>(list: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(one.name);
    if (group === undefined) groups.set(one.name, [one]);
    else group.push(one);
  }
  return groups;
}
