// With which arguments an entry is tried: the types that stand for polymorphic ones, and rows of values.
import type { Arguments } from "./arguments/product.js";
import type { Entry } from "./entries.js";
import { specials } from "./specials.js";
import { valuesOf } from "./values.js";

export interface Instance {
  /** Of the arguments, none of them polymorphic. */
  readonly types: readonly string[];
  /** That the last argument is an array which is handed on with the word VARIADIC. */
  readonly isVariadic: boolean;
  readonly rows: readonly Arguments[];
}

const rowsMax = 22;
const rowsMaxPolymorphic = 12;

/** Stand for anyelement, anycompatible and `any`, and arrays of them for their arrays. */
const stand = ["int4", "text", "numeric", "date"];

const isPolymorphic = (type: string): boolean => /^any/.test(type);

export function instancesOf(entry: Entry): readonly Instance[] {
  const { parameters, signature, variadic } = entry;
  const special = specials[signature] ?? [];
  if (variadic === "any") return variadicInstances(entry, special);
  const isVariadic = variadic !== undefined;
  if (!parameters.some(isPolymorphic)) {
    // A series has as many rows as its arguments say.
    const tried = signature.startsWith("generate_series") ? [] : rowsOf(parameters, rowsMax);
    const whole = { types: parameters, isVariadic, rows: [...special, ...nullRows(parameters, special[0]), ...tried] };
    if (!isVariadic) return [whole];
    const spread = [...parameters.slice(0, -1), variadic, variadic];
    return [whole, { types: spread, isVariadic: false, rows: rowsOf(spread, rowsMaxPolymorphic) }];
  }
  return stand.map((type) => {
    const types = parameters.map((parameter) => instanceOf(parameter, type));
    return { types, isVariadic, rows: rowsOf(types, rowsMaxPolymorphic) };
  });
}

function instanceOf(parameter: string, type: string): string {
  if (!isPolymorphic(parameter)) return parameter;
  return /^any(compatible)?array$/.test(parameter) ? `_${type}` : type;
}

function variadicInstances({ parameters }: Entry, special: readonly Arguments[]): readonly Instance[] {
  const first = parameters.slice(0, -1);
  const rests = [["int4"], ["text", "numeric"], ["text", "date", "text", "bool"], ["text", "_int4"]];
  const plain = rests.map((rest) => {
    const types = [...first, ...rest];
    return { types, isVariadic: false, rows: rowsOf(types, rowsMaxPolymorphic) };
  });
  const types = [...first, "text"];
  return special.length === 0 ? plain : [{ types, isVariadic: false, rows: special }, ...plain];
}

/** A special row with NULL in each of its places. */
function nullRows(types: readonly string[], row: Arguments | undefined): readonly Arguments[] {
  return row === undefined ? [] : types.map((_, place) => row.map((value, index) => (index === place ? null : value)));
}

/** Usual values beside each other; then each value at the edge among usual ones; NULL in each place; edges beside edges. */
export function rowsOf(types: readonly string[], most: number): readonly Arguments[] {
  const all = types.map((type) => valuesOf(type));
  if (all.length === 0) return [[]];
  const usualAt = (place: number, turn: number): string => {
    const { usual } = all[place] ?? { usual: [] };
    return usual[(turn + place) % usual.length] ?? "";
  };
  const usualRow = (turn: number): string[] => types.map((_, place) => usualAt(place, turn));
  const count = Math.max(...all.map(({ usual }) => usual.length));
  const usual = Array.from({ length: count }, (_, turn) => usualRow(turn));
  const isEven = types.length > 1 && types.every((type) => type === types[0]);
  const equal = isEven ? [types.map(() => usualAt(0, 0))] : [];
  const edge = all.flatMap(({ odd }, place) =>
    odd.map((value, turn) => usualRow(turn).map((one, index) => (index === place ? value : one))),
  );
  const nulls = types.map((_, place) => usualRow(0).map((one, index) => (index === place ? null : one)));
  const edges = isEven
    ? (all[0]?.odd ?? []).map((value, turn, odd) =>
        types.map((_, place) => (place === 0 ? value : (odd[(turn + place - (turn % 2)) % odd.length] ?? value))),
      )
    : [];
  const first: readonly Arguments[] = [...usual, ...equal, ...nulls];
  return [...first, ...spaced([...edge, ...edges], Math.max(most - first.length, 4))];
}

/** As many of them as there may be, from all parts of the list. */
function spaced<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return list.filter(
    (_, index) => Math.floor((index * most) / list.length) !== Math.floor(((index - 1) * most) / list.length),
  );
}
