// What values a setting takes, and how it shows them: one kind per sort of value, in PostgreSQL's wording.
// https://www.postgresql.org/docs/15/config-setting.html

import { CannotChangeParameter, FeatureNotSupported, InvalidParameterValue } from "../../errors.js";
import { limits } from "../../limits.js";

export interface SettingKind {
  /** The value as it is shown. `present` is the value before. Throws where the value will not do. */
  normalise(value: string, setting: { readonly name: string; readonly present: string }): string;
}

export const text: SettingKind = { normalise: (value) => value };

/** PostgreSQL shows every byte that is not printable ASCII as a question mark, and cuts it to a name's length. */
export const printableName: SettingKind = {
  normalise: (value) =>
    Buffer.from(value)
      .toString("latin1")
      .replaceAll(/[^\x20-\x7e]/g, "?")
      .slice(0, limits.identifierBytesMax),
};

/** Only ever set by us. */
export const fixed: SettingKind = {
  normalise(_value, { name }) {
    throw new CannotChangeParameter(name);
  },
};

/** Any unambiguous beginning of a word will do, as in PostgreSQL. */
const booleanWords: readonly (readonly [word: string, lengthMin: number, value: "on" | "off"])[] = [
  ["true", 1, "on"],
  ["false", 1, "off"],
  ["yes", 1, "on"],
  ["no", 1, "off"],
  ["on", 2, "on"],
  ["off", 2, "off"],
  ["1", 1, "on"],
  ["0", 1, "off"],
];

export const boolean: SettingKind = {
  normalise(value, { name }) {
    const given = value.toLowerCase();
    const match = booleanWords.find(([word, lengthMin]) => given.length >= lengthMin && word.startsWith(given));
    if (match === undefined) {
      throw new InvalidParameterValue(`parameter "${name}" requires a Boolean value`);
    }
    return match[2];
  },
};

/** A Boolean with one value that we can serve. */
export function booleanOnly(served: "on" | "off"): SettingKind {
  return {
    normalise(value, setting) {
      const wanted = boolean.normalise(value, setting);
      if (wanted !== served) {
        throw new FeatureNotSupported(`parameter "${setting.name}" can only be ${served}`);
      }
      return wanted;
    },
  };
}

export function choice(values: readonly string[]): SettingKind {
  return {
    normalise(value, { name }) {
      const wanted = value.toLowerCase();
      if (!values.includes(wanted)) {
        throw new InvalidParameterValue(`invalid value for parameter "${name}": "${value}"`, {
          hint: `Available values: ${values.join(", ")}.`,
        });
      }
      return wanted;
    },
  };
}

type UnitTable = Readonly<Record<string, number>>;

/** In the setting's own unit: milliseconds, bytes, and kilobytes. Smallest first. */
const units = {
  ms: { us: 0.001, ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 },
  B: { B: 1, kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 },
  kB: { B: 1 / 1024, kB: 1, MB: 1024, GB: 1024 ** 2, TB: 1024 ** 3 },
} as const satisfies Record<string, UnitTable>;

export interface IntegerRange {
  readonly min: number;
  readonly max: number;
  readonly unit?: keyof typeof units;
}

export function integer({ min, max, unit }: IntegerRange): SettingKind {
  const table: UnitTable = unit === undefined ? {} : units[unit];
  const withUnit = (count: number): string => (unit === undefined ? String(count) : `${count} ${unit}`);
  return {
    normalise(value, { name }) {
      const count = countOf(value, table);
      if (count === undefined) {
        throw new InvalidParameterValue(`invalid value for parameter "${name}": "${value}"`, {
          ...(unit !== undefined &&
            /^\s*[+-]?[\d.]/.test(value) && {
              hint: `Valid units for this parameter are ${quotedList(Object.keys(table))}.`,
            }),
        });
      }
      if (count < min || count > max) {
        throw new InvalidParameterValue(
          `${withUnit(count)} is outside the valid range for parameter "${name}" (${min} .. ${max})`,
        );
      }
      return shown(count, table);
    },
  };
}

/** A number, in the setting's own unit where none is given. */
function countOf(value: string, table: UnitTable): number | undefined {
  const [, digits, unit] = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*([A-Za-z]*)\s*$/i.exec(value) ?? [];
  const factor = unit === undefined || unit === "" ? 1 : table[unit];
  return digits === undefined || factor === undefined ? undefined : Math.round(Number(digits) * factor);
}

/** In the largest unit that leaves no fraction: 60000 ms are `1min`. */
function shown(count: number, table: UnitTable): string {
  const [unit, factor] =
    Object.entries(table).findLast(([, size]) => size >= 1 && count !== 0 && count % size === 0) ?? [];
  return unit === undefined || factor === undefined ? String(count) : `${count / factor}${unit}`;
}

function quotedList(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  return `${quoted.slice(0, -1).join(", ")}, and ${quoted.at(-1)}`;
}

/** The milliseconds behind a value that `integer({unit: "ms"})` has shown. */
export function millisecondsOf(value: string): number {
  return countOf(value, units.ms) ?? 0;
}

/** The bytes behind a value that `integer({unit: "B"})` has shown. */
export function bytesOf(value: string): number {
  return countOf(value, units.B) ?? 0;
}

export const number: SettingKind = {
  normalise(value, { name }) {
    if (value.trim() === "" || !Number.isFinite(Number(value))) {
      throw new InvalidParameterValue(`invalid value for parameter "${name}": "${value}"`);
    }
    return String(Number(value));
  },
};
