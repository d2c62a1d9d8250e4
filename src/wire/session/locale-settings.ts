// The settings that decide how dates, texts and zones look: what values they take, and what the encoder is told.

import { FeatureNotSupported, InvalidParameterValue } from "../../errors.js";
import type { DateStyle, EncodingSettings, IntervalStyle } from "../encoding/settings.js";
import { timeZoneOf } from "../../engine/api.js";
import type { SettingKind } from "./setting-kinds.js";

export const intervalStyles = [
  "postgres",
  "postgres_verbose",
  "sql_standard",
  "iso_8601",
] as const satisfies readonly IntervalStyle[];
export const byteaOutputs = ["escape", "hex"] as const satisfies readonly EncodingSettings["byteaOutput"][];

/** Texts are UTF-8 here. SQL_ASCII asks for bytes as they are, which are UTF-8. */
export const clientEncoding: SettingKind = {
  normalise(value, { name }) {
    switch (value.replaceAll(/[^A-Za-z0-9]/g, "").toUpperCase()) {
      case "UTF8":
      case "UNICODE":
        return "UTF8";
      case "SQLASCII":
        return "SQL_ASCII";
      default:
        throw isEncoding(value)
          ? new FeatureNotSupported(`client encoding "${value}" is not supported`, { hint: "Use UTF8." })
          : new InvalidParameterValue(`invalid value for parameter "${name}": "${value}"`);
    }
  },
};

function isEncoding(value: string): boolean {
  return /^(latin|win|windows|iso|koi8|euc|big5|gb|uhc|johab|sjis|shift|mule|alt|abc|tcvn|vscii|mskanji)[-_\w]*$/i.test(
    value,
  );
}

const formats: Readonly<Record<string, DateStyle["format"]>> = {
  iso: "iso",
  sql: "sql",
  postgres: "postgres",
  german: "german",
};

const orders: Readonly<Record<string, DateStyle["order"]>> = {
  mdy: "mdy",
  us: "mdy",
  noneuropean: "mdy",
  "non-european": "mdy",
  dmy: "dmy",
  european: "dmy",
  euro: "dmy",
  ymd: "ymd",
};

const formatNames = { iso: "ISO", sql: "SQL", postgres: "Postgres", german: "German" } as const;

/** A format, an order of day and month, or both. What is not named stays as it is. */
export const dateStyle: SettingKind = {
  normalise(value, { name, present }) {
    const words = value.split(",").map((word) => word.trim().toLowerCase());
    const before = dateStyleOf(present);
    let format: DateStyle["format"] | undefined;
    let order: DateStyle["order"] | undefined;
    for (const word of words) {
      const wordFormat = word === "default" ? "iso" : formats[word];
      const wordOrder = word === "default" ? "mdy" : orders[word];
      if (wordFormat === undefined && wordOrder === undefined) {
        throw new InvalidParameterValue(`invalid value for parameter "${name}": "${value}"`, {
          detail: `Unrecognized key word: "${word}".`,
        });
      }
      if (conflicts(format, wordFormat) || conflicts(order, wordOrder)) {
        throw new InvalidParameterValue(`invalid value for parameter "${name}": "${value}"`, {
          detail: 'Conflicting "datestyle" specifications.',
        });
      }
      format ??= wordFormat;
      order ??= wordOrder;
    }
    // Whoever asks for German dates has the day before the month in mind.
    order ??= format === "german" ? "dmy" : before.order;
    return `${formatNames[format ?? before.format]}, ${order.toUpperCase()}`;
  },
};

function conflicts<T>(present: T | undefined, wanted: T | undefined): boolean {
  return present !== undefined && wanted !== undefined && present !== wanted;
}

/** Reads a value that `dateStyle` has shown. */
export function dateStyleOf(shown: string): DateStyle {
  const [format = "", order = ""] = shown.toLowerCase().split(", ");
  return { format: formats[format] ?? "iso", order: orders[order] ?? "mdy" };
}

/** An IANA name, a POSIX offset, or a number of hours east of Greenwich, which is shown as a POSIX offset. */
export const timeZone: SettingKind = {
  normalise(value, { name }) {
    const wanted = /^[+-]?\d+(\.\d+)?$/.test(value) ? posixOffset(Number(value)) : value;
    const zone = wanted === undefined ? undefined : timeZoneOf(wanted);
    if (zone === undefined) {
      throw new InvalidParameterValue(`invalid value for parameter "${name}": "${value}"`);
    }
    const shown = canonicalCase(zone.name);
    engineTimeZone(shown);
    return shown;
  },
};

/** POSIX counts westwards: 2 hours east are `<+02>-02`. */
function posixOffset(hoursEast: number): string | undefined {
  if (Math.abs(hoursEast) > 167) return undefined;
  const minutes = Math.round(Math.abs(hoursEast) * 60);
  const hours = String(Math.floor(minutes / 60)).padStart(2, "0");
  const clock = minutes % 60 === 0 ? hours : `${hours}:${String(minutes % 60).padStart(2, "0")}`;
  return hoursEast < 0 ? `<-${clock}>+${clock}` : `<+${clock}>-${clock}`;
}

/** `europe/berlin` is shown as `Europe/Berlin`; a name that Intl only knows as another's alias stays as given. */
function canonicalCase(name: string): string {
  if (/^(utc|gmt)$/i.test(name)) return name.toUpperCase();
  if (!name.includes("/")) return name;
  const { timeZone: canonical } = new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions();
  return canonical.toLowerCase() === name.toLowerCase() ? canonical : name;
}

const secondsPerHour = 3_600;
const hoursWestMax = 12;
const hoursEastMax = 14;

/** The zone as DuckDB takes it: it reads no POSIX offsets, but has a name for those of whole hours. */
export function engineTimeZone(shown: string): string {
  if (/^(z|zulu)$/i.test(shown)) return "UTC";
  const isPosixOffset = /^(?:<[^>]+>|[a-z]*)[+-]?\d[\d:]*$/i.test(shown);
  if (!isPosixOffset) return shown;
  const hoursEast = (timeZoneOf(shown)?.offsetAt(0) ?? 0) / secondsPerHour;
  if (!Number.isInteger(hoursEast) || hoursEast > hoursEastMax || hoursEast < -hoursWestMax) {
    throw new FeatureNotSupported(`time zone "${shown}" is not supported`, {
      hint: "Name a place, as in Asia/Kolkata.",
    });
  }
  return hoursEast === 0 ? "UTC" : `Etc/GMT${hoursEast > 0 ? "-" : "+"}${Math.abs(hoursEast)}`;
}

export const encodingSettingNames = [
  "timezone",
  "datestyle",
  "intervalstyle",
  "bytea_output",
  "extra_float_digits",
] as const;

/** What the encoder needs to know of a session's settings. */
export function encodingSettingsOf(
  setting: (name: (typeof encodingSettingNames)[number]) => string | undefined,
): EncodingSettings {
  const shown = (name: (typeof encodingSettingNames)[number]): string => setting(name) ?? "";
  return {
    timeZone: shown("timezone"),
    dateStyle: dateStyleOf(shown("datestyle")),
    intervalStyle: intervalStyles.find((style) => style === shown("intervalstyle")) ?? "postgres",
    byteaOutput: shown("bytea_output") === "escape" ? "escape" : "hex",
    extraFloatDigits: Number(shown("extra_float_digits")),
  };
}
