// Reads intervals from text: PostgreSQL's own forms and the SQL standard's, as DecodeInterval of PostgreSQL 15's datetime.c.
// https://www.postgresql.org/docs/15/datatype-datetime.html#DATATYPE-INTERVAL-INPUT
import { cutFields, fractionAt, type InputField, integerAt } from "./input-fields.js";
import { type IntervalParts, IntervalSum } from "./interval-sum.js";
import { readIsoInterval } from "./iso-interval-reader.js";
import { MomentDraft, wholeTime } from "./moment-draft.js";
import { momentWordOf } from "./moment-words.js";
import { type UnitName, unitOf } from "./unit-names.js";

export type IntervalFault = "invalid" | "fieldOverflow" | "outOfRange";

/** What a column or a cast takes of an interval: its fields' last one, and whether that is all. */
export type IntervalRange = "year" | "month" | "day" | "hour" | "minute" | "second" | "minute to second";

const lengthMax = 256;

export function readInterval(text: string, range?: IntervalRange): IntervalParts | IntervalFault {
  const fields = cutFields(text, lengthMax, (letters) => momentWordOf(letters) !== undefined);
  const sum = new IntervalSum();
  let fault = fields === "invalid" ? fields : new FieldsReader(sum, range).read(fields);
  let result = sum;
  if (fault === "invalid") {
    result = new IntervalSum();
    fault = readIsoInterval(text, result);
  }
  return fault ?? result.parts() ?? "outOfRange";
}

/** Units that were given, each at most once. A fraction of a second is all that is smaller as well. */
class FieldsReader {
  readonly #sum: IntervalSum;
  readonly #range: IntervalRange | undefined;
  readonly #seen = new Set<string>();
  /** The unit of the number to come: fields are read from the last one on. */
  #unit: UnitName | "none" | undefined;
  #isBefore = false;

  constructor(sum: IntervalSum, range: IntervalRange | undefined) {
    this.#sum = sum;
    this.#range = range;
  }

  read(fields: readonly InputField[]): "invalid" | "fieldOverflow" | undefined {
    for (const field of fields.toReversed()) {
      const fault = this.#readField(field);
      if (fault !== undefined) return fault;
    }
    if (this.#seen.size === 0) return "invalid";
    return this.#isBefore && !this.#sum.negate() ? "fieldOverflow" : undefined;
  }

  #readField({ kind, text }: InputField): "invalid" | "fieldOverflow" | undefined {
    switch (kind) {
      case "time": {
        const us = this.#time(text);
        return typeof us === "string" ? us : this.#setTime(us);
      }
      case "offset": {
        const us = text.includes(":") ? this.#time(text.slice(1)) : "invalid";
        if (typeof us !== "string") return this.#setTime(text.startsWith("-") ? -us : us);
        return this.#number(text);
      }
      case "date":
      case "number":
        return this.#number(text);
      case "word":
      case "special":
        if (text === "ago") {
          this.#isBefore = true;
          this.#unit = "none";
          return undefined;
        }
        this.#unit = unitOf(text);
        return this.#unit === undefined ? "invalid" : undefined;
    }
  }

  #setTime(us: bigint): "invalid" | undefined {
    this.#sum.us = us;
    this.#unit = "day";
    return this.#see("hour", "minute", "second", "milliseconds", "microseconds");
  }

  /** `hh:mm`, `hh:mm:ss.ffffff`, and `mm:ss.ffffff`. */
  #time(text: string): bigint | "invalid" | "fieldOverflow" {
    const [, hours = "0", rest = ""] = /^(\d+)(:.*)$/.exec(text) ?? [];
    if (rest === "") return "invalid";
    // Hours have no end; the rest is as of any day.
    const draft = new MomentDraft("mdy");
    const isShort = /^:\d*\./.test(rest) || (this.#range === "minute to second" && /^:\d*$/.test(rest));
    const clock = isShort ? `0:${hours}${rest}` : `0${rest}`;
    const found = draft.readTime(clock);
    if (found !== wholeTime) return found === "invalid" ? "invalid" : "fieldOverflow";
    const us = BigInt(draft.usOfDay) + (isShort ? 0n : BigInt(hours) * 3_600_000_000n);
    return BigInt(hours) >= 2n ** 63n || us >= 2n ** 63n ? "fieldOverflow" : us;
  }

  #number(text: string): "invalid" | "fieldOverflow" | undefined {
    this.#unit ??= this.#range === "minute to second" ? "second" : (this.#range ?? "second");
    const [, sign = "", digits = ""] = /^([-+]?)(\d*)/.exec(text) ?? [];
    let value = BigInt(`${sign === "-" ? "-" : ""}${digits || "0"}`);
    if (BigInt.asIntN(64, value) !== value) return "fieldOverflow";
    const end = sign.length + digits.length;
    let fraction = 0;
    if (text[end] === "-") {
      const months = integerAt(text, end + 1);
      if (months === undefined || months.value < 0 || months.value > 11) return "fieldOverflow";
      if (months.end < text.length) return "invalid";
      value = value * 12n + BigInt(sign === "-" ? 0 - months.value : months.value);
      this.#unit = "month";
    } else if (text[end] === ".") {
      const read = fractionAt(text, end);
      if (read === undefined) return "invalid";
      fraction = sign === "-" ? 0 - read : read;
    } else if (end < text.length) return "invalid";
    return this.#add(value, fraction);
  }

  #add(value: bigint, fraction: number): "invalid" | "fieldOverflow" | undefined {
    const unit = this.#unit ?? "none";
    if (unit === "none") return "invalid";
    const fits = this.#sum.add(value, fraction, unit);
    if (fits === undefined) return "invalid";
    if (!fits) return "fieldOverflow";
    if (unit === "hour") this.#unit = "day";
    return unit === "second" && fraction !== 0 ? this.#see("second", "milliseconds", "microseconds") : this.#see(unit);
  }

  #see(...units: readonly string[]): "invalid" | undefined {
    if (units.some((unit) => this.#seen.has(unit))) return "invalid";
    for (const unit of units) this.#seen.add(unit);
    return undefined;
  }
}
