// What clocks are called in each time zone (`CET`), which Intl does not tell. Recorded by scripts/record-zone-abbreviations.mjs.
import { readFileSync } from "node:fs";

interface ZoneNames {
  /** By offsets in seconds east. */
  readonly usual: ReadonlyMap<number, string>;
  /** Stretches of time in which an offset is called otherwise. */
  readonly otherwise: readonly { readonly from: number; readonly to: number; readonly name: string }[];
}

/** `3600 CET,7200 CEST`, and `-880218000 -769395600 EWT`. */
type Recorded = readonly (readonly [zones: string, usual: string, otherwise: string])[];

/** Read when the first of them is asked for. */
let known: ReadonlyMap<string, ZoneNames> | undefined;

/** Undefined: nobody has recorded it. */
export function clockName(zone: string, offset: number, epochSeconds: number): string | undefined {
  known ??= read();
  const names = known.get(zone.toLowerCase());
  const other = names?.otherwise.find(({ from, to }) => epochSeconds >= from && epochSeconds < to);
  return other?.name ?? names?.usual.get(offset);
}

function read(): ReadonlyMap<string, ZoneNames> {
  const recorded = JSON.parse(readFileSync(new URL("./zone-names.json", import.meta.url), "utf8")) as Recorded;
  return new Map(
    recorded.flatMap(([zones, usual, otherwise]) => {
      const names: ZoneNames = {
        usual: new Map(rowsOf(usual).map(([offset, name = ""]) => [Number(offset), name])),
        otherwise: rowsOf(otherwise).map(([from, to, name = ""]) => ({ from: Number(from), to: Number(to), name })),
      };
      return zones.split(" ").map((zone): [string, ZoneNames] => [zone.toLowerCase(), names]);
    }),
  );
}

function rowsOf(text: string): readonly (readonly string[])[] {
  return text === "" ? [] : text.split(",").map((row) => row.split(" "));
}
