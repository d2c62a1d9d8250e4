// An interval while its parts are added up: fractions go down to days and microseconds. As the Adjust functions of datetime.c.
import type { UnitName } from "./unit-names.js";

export interface IntervalParts {
  readonly months: number;
  readonly days: number;
  readonly us: bigint;
}

const usPerDay = 86_400_000_000;
const daysPerMonth = 30;
const isInt32 = (value: number): boolean => value >= -0x8000_0000 && value <= 0x7fff_ffff;
const isInt64 = (value: bigint): boolean => BigInt.asIntN(64, value) === value;

const usPer: Readonly<Partial<Record<UnitName, number>>> = {
  microseconds: 1,
  milliseconds: 1000,
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
};
const yearsPer: Readonly<Partial<Record<UnitName, number>>> = { year: 1, decade: 10, century: 100, millennium: 1000 };

/** Each method is false where a part would not fit. */
export class IntervalSum {
  years = 0;
  months = 0;
  days = 0;
  us = 0n;

  /** An integer and a fraction of the same sign. Undefined: nothing is counted in that unit. */
  add(value: bigint, fraction: number, unit: UnitName): boolean | undefined {
    const us = usPer[unit];
    if (us !== undefined) return this.addUs(value, us) && this.addFractionOfUs(fraction, us);
    const years = yearsPer[unit];
    if (years !== undefined) return this.#addTo("years", value, years) && this.#addFractionOfYears(fraction, years);
    switch (unit) {
      case "day":
        return this.#addTo("days", value, 1) && this.addFractionOfUs(fraction, usPerDay);
      case "week":
        return this.#addTo("days", value, 7) && this.#addFractionOfDays(fraction, 7);
      case "month":
        return this.#addTo("months", value, 1) && this.#addFractionOfDays(fraction, daysPerMonth);
      default:
        return undefined;
    }
  }

  addUs(value: bigint, scale: number): boolean {
    this.us += value * BigInt(scale);
    return isInt64(this.us);
  }

  addFractionOfUs(fraction: number, scale: number): boolean {
    if (fraction === 0) return true;
    const size = fraction * scale;
    const whole = Math.trunc(size);
    const rest = size - whole;
    this.us += BigInt(whole + (rest > 0.5 ? 1 : rest < -0.5 ? -1 : 0));
    return isInt64(this.us);
  }

  #addTo(part: "years" | "months" | "days", value: bigint, scale: number): boolean {
    const size = Number(value) * scale;
    this[part] += size;
    return isInt32(size) && isInt32(this[part]);
  }

  #addFractionOfDays(fraction: number, scale: number): boolean {
    if (fraction === 0) return true;
    const size = fraction * scale;
    this.days += Math.trunc(size);
    return isInt32(this.days) && this.addFractionOfUs(size - Math.trunc(size), usPerDay);
  }

  #addFractionOfYears(fraction: number, scale: number): boolean {
    const months = fraction * scale * 12;
    const rounded = Math.round(months);
    this.months += Math.abs(months - Math.trunc(months)) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
    return isInt32(this.months);
  }

  negate(): boolean {
    if (this.us === -(2n ** 63n)) return false;
    this.years = 0 - this.years;
    this.months = 0 - this.months;
    this.days = 0 - this.days;
    this.us = -this.us;
    return isInt32(this.years) && isInt32(this.months) && isInt32(this.days);
  }

  /** Undefined: it is no interval that PostgreSQL could hold. */
  parts(): IntervalParts | undefined {
    const months = this.years * 12 + this.months;
    return isInt32(months) ? { months, days: this.days, us: this.us } : undefined;
  }
}
