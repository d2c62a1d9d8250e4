// Reads ISO 8601's durations: `P1Y2M3DT4H5M6S`, `P0001-02-03T04:05:06`, `P00010203T040506`. As DecodeISO8601Interval of PostgreSQL 15.
import type { IntervalSum } from "./interval-sum.js";
import type { UnitName } from "./unit-names.js";

type Fault = "invalid" | "fieldOverflow";

const letters: Readonly<Record<"date" | "time", Readonly<Record<string, UnitName>>>> = {
  date: { Y: "year", M: "month", W: "week", D: "day" },
  time: { H: "hour", M: "minute", S: "second" },
};
const alternative = {
  date: { mark: "-", units: ["year", "month", "day"], digits: 8, scales: [10_000, 100, 1] },
  time: { mark: ":", units: ["hour", "minute", "second"], digits: 6, scales: [10_000, 100, 1] },
} as const;

const number = /-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const sizeMax = 1e15;

export function readIsoInterval(text: string, sum: IntervalSum): Fault | undefined {
  return text.length < 2 || !text.startsWith("P") ? "invalid" : new IsoReader(text, sum).read();
}

class IsoReader {
  readonly #text: string;
  readonly #sum: IntervalSum;
  #at = 1;
  #half: "date" | "time" = "date";
  #hasField = false;
  #value = 0n;
  #fraction = 0;
  /** Digits of the integer that was read. */
  #width = 0;

  constructor(text: string, sum: IntervalSum) {
    this.#text = text;
    this.#sum = sum;
  }

  read(): Fault | undefined {
    while (this.#at < this.#text.length) {
      if (this.#take("T")) {
        this.#beginTime();
        continue;
      }
      const fault = this.#number() ?? this.#part();
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #beginTime(): void {
    this.#half = "time";
    this.#hasField = false;
  }

  #take(mark: string): boolean {
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #number(): Fault | undefined {
    number.lastIndex = this.#at;
    const match = number.exec(this.#text)?.[0];
    if (match === undefined) return "invalid";
    const value = Number(match);
    if (Math.abs(value) > sizeMax) return "fieldOverflow";
    this.#at = number.lastIndex;
    this.#width = /^-?(\d*)/.exec(match)?.[1]?.length ?? 0;
    this.#value = BigInt(Math.trunc(value));
    this.#fraction = value - Math.trunc(value);
    return undefined;
  }

  #add(unit: UnitName, value = this.#value, fraction = this.#fraction): Fault | undefined {
    return this.#sum.add(value, fraction, unit) === true ? undefined : "fieldOverflow";
  }

  #part(): Fault | undefined {
    const unit = letters[this.#half][this.#text[this.#at] ?? ""];
    if (unit !== undefined) {
      this.#at++;
      this.#hasField = true;
      return this.#add(unit);
    }
    const { mark, digits } = alternative[this.#half];
    const next = this.#text[this.#at];
    const isEnd = next === undefined || (next === "T" && this.#half === "date");
    if (isEnd && this.#width === digits && !this.#hasField) return this.#runTogether();
    return (isEnd || next === mark) && !this.#hasField ? this.#parted() : "invalid";
  }

  #runTogether(): Fault | undefined {
    const { units, scales } = alternative[this.#half];
    for (const [index, unit] of units.entries()) {
      const size = this.#value / BigInt(scales[index] as number);
      const fault = this.#add(unit, index === 0 ? size : size % 100n, 0);
      if (fault !== undefined) return fault;
    }
    const fits = this.#sum.addFractionOfUs(this.#fraction, this.#half === "date" ? 86_400_000_000 : 1);
    return fits ? this.#endOfHalf() : "fieldOverflow";
  }

  #parted(): Fault | undefined {
    const { mark, units } = alternative[this.#half];
    for (const [index, unit] of units.entries()) {
      const fault = (index === 0 ? undefined : this.#number()) ?? this.#add(unit);
      if (fault !== undefined) return fault;
      if (this.#at >= this.#text.length || (this.#half === "date" && this.#text[this.#at] === "T")) break;
      if (index === 2 || !this.#take(mark)) return "invalid";
    }
    return this.#endOfHalf();
  }

  /** Nothing follows a date but a time, and nothing a time. */
  #endOfHalf(): Fault | undefined {
    if (this.#at >= this.#text.length) return undefined;
    if (this.#half === "time" || !this.#take("T")) return "invalid";
    this.#beginTime();
    return undefined;
  }
}
