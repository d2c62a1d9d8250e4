// Words in dates and times: PostgreSQL's datetktbl.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/datetime.c

export type MomentWord =
  | { readonly kind: "month"; readonly month: number }
  | { readonly kind: "reserved"; readonly word: ReservedWord }
  | { readonly kind: "era"; readonly isBeforeChrist: boolean }
  | { readonly kind: "half"; readonly isAfternoon: boolean }
  | { readonly kind: "unit"; readonly unit: LabelUnit }
  | { readonly kind: "weekday" | "ignored" | "isoTime" | "summerTime" };

export type ReservedWord = "now" | "today" | "tomorrow" | "yesterday" | "epoch" | "infinity" | "-infinity" | "allballs";

/** What a word before a number says that it is: `y2001m02d04`, `J2451187`. */
export type LabelUnit = "year" | "month" | "day" | "hour" | "minute" | "second" | "julian" | "other";

const months = [
  "jan january",
  "feb february",
  "mar march",
  "apr april",
  "may",
  "jun june",
  "jul july",
  "aug august",
  "sep sept september",
  "oct october",
  "nov november",
  "dec december",
];
const weekdays =
  "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday sun sunday";
const reserved: readonly ReservedWord[] = [
  "now",
  "today",
  "tomorrow",
  "yesterday",
  "epoch",
  "infinity",
  "-infinity",
  "allballs",
];
const labels: Readonly<Record<LabelUnit, string>> = {
  year: "y",
  month: "m",
  day: "d",
  hour: "h",
  minute: "mm",
  second: "s",
  julian: "j jd julian",
  other: "dow doy isodow isoyear",
};

/** As much of a word as counts. */
const lettersMax = 10;

const words = new Map<string, MomentWord>([
  ...months.flatMap((names, index) => entries(names, { kind: "month", month: index + 1 })),
  ...entries(weekdays, { kind: "weekday" }),
  ...reserved.map((word): [string, MomentWord] => [word, { kind: "reserved", word }]),
  ...Object.entries(labels).flatMap(([unit, names]) => entries(names, { kind: "unit", unit: unit as LabelUnit })),
  ...entries("at on", { kind: "ignored" }),
  ...entries("t", { kind: "isoTime" }),
  ...entries("dst", { kind: "summerTime" }),
  ...entries("ad", { kind: "era", isBeforeChrist: false }),
  ...entries("bc", { kind: "era", isBeforeChrist: true }),
  ...entries("am", { kind: "half", isAfternoon: false }),
  ...entries("pm", { kind: "half", isAfternoon: true }),
]);

function entries(names: string, word: MomentWord): [string, MomentWord][] {
  return names.split(" ").map((name) => [name, word]);
}

/** In lower case. */
export function momentWordOf(word: string): MomentWord | undefined {
  return words.get(word.slice(0, lettersMax));
}
