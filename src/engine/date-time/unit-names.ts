// Names of units of time, as intervals and date_trunc have them: PostgreSQL's deltatktbl.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/datetime.c

const names = {
  microseconds: "us usec usecs usecond useconds microsecon",
  milliseconds: "ms msec msecs mseconds millisecon",
  second: "s sec secs second seconds",
  minute: "m min mins minute minutes",
  hour: "h hr hrs hour hours",
  day: "d day days",
  week: "w week weeks",
  month: "mon mons month months",
  quarter: "qtr quarter",
  year: "y yr yrs year years",
  decade: "dec decs decade decades",
  century: "c cent century centuries",
  millennium: "mil mils millennium millennia",
  timezone: "timezone",
  timezone_hour: "timezone_h",
  timezone_minute: "timezone_m",
} as const;

export type UnitName = keyof typeof names;

/** As much of a word as counts. */
const lettersMax = 10;

const units: ReadonlyMap<string, UnitName> = new Map(
  Object.entries(names).flatMap(([unit, spellings]) =>
    spellings.split(" ").map((spelling) => [spelling, unit as UnitName] as const),
  ),
);

/** In lower case. */
export function unitOf(word: string): UnitName | undefined {
  return units.get(word.slice(0, lettersMax));
}
