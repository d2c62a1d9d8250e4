// What PostgreSQL said, as scripts/record-encodings.mjs wrote it down.
import { readFileSync } from "node:fs";
import type { DataType } from "../../../../src/engine/api.js";
import { defaultEncodingSettings, type EncodingSettings } from "../../../../src/wire/encoding/settings.js";
import type { Content } from "../../../support/vectors.js";

interface Recording<Case> {
  readonly server: string;
  readonly cases: readonly Case[];
}

export interface RecordedValue {
  readonly expression: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly type: DataType;
  readonly content: Content;
  readonly oid: number;
  readonly size: number;
  readonly modifier: number;
  readonly text: string;
  /** Hexadecimal. */
  readonly binary: string;
}

export interface RecordedParameter {
  readonly type: string;
  readonly text: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Absent: it was refused. */
  readonly content?: string;
  readonly error?: { readonly sqlstate: string; readonly message: string };
}

export const recordedValues = read("encodings.json") as Recording<RecordedValue>;
export const recordedParameters = read("parameters.json") as Recording<RecordedParameter>;

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../golden/${name}`, import.meta.url), "utf8"));
}

/** PostgreSQL's settings as the encoder's. */
export function settingsOf(given: Readonly<Record<string, string>>): EncodingSettings {
  return {
    timeZone: given["TimeZone"] ?? defaultEncodingSettings.timeZone,
    dateStyle: dateStyleOf(given["DateStyle"] ?? "ISO, MDY"),
    intervalStyle: (given["IntervalStyle"] ?? "postgres") as EncodingSettings["intervalStyle"],
    byteaOutput: (given["bytea_output"] ?? "hex") as EncodingSettings["byteaOutput"],
    extraFloatDigits: Number(given["extra_float_digits"] ?? 1),
  };
}

function dateStyleOf(text: string): EncodingSettings["dateStyle"] {
  const words = text.toLowerCase().split(", ");
  const orders = ["mdy", "dmy", "ymd"] as const;
  const formats = ["iso", "sql", "postgres", "german"] as const;
  return {
    format: formats.find((format) => words.includes(format)) ?? "iso",
    order: orders.find((order) => words.includes(order)) ?? (words.includes("german") ? "dmy" : "mdy"),
  };
}

export function titleOf(what: string, settings: Readonly<Record<string, string>>): string {
  return [what, ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`)].join(", ");
}
