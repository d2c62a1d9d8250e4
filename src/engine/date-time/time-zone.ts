// Time zones: how far local time is ahead of UTC at an instant, cheap enough to ask once per value.

import { secondsPerDay } from "./calendar.js";
import { clockName } from "./zone-names.js";

export interface TimeZone {
  /** As `SHOW timezone` gives it. */
  readonly name: string;
  /** It never changes its offset. */
  readonly isFixed: boolean;
  /** Seconds east of Greenwich. */
  offsetAt(epochSeconds: number): number;
  /** What local clocks call it, such as `CET`; undefined where only the offset is known. */
  abbreviationAt(epochSeconds: number): string | undefined;
}

const zonesMax = 64;
/** Zones by the names they were asked for. */
const zones = new Map<string, TimeZone>();

/** Undefined: there is no such zone. Names are IANA's in any case, or POSIX offsets, which count westwards. */
export function timeZoneOf(name: string): TimeZone | undefined {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = fixedZone(name) ?? namedZone(name);
  if (zone === undefined) return undefined;
  if (zones.size >= zonesMax) zones.clear();
  zones.set(name, zone);
  return zone;
}

/**
 * The instant at which clocks show a local time. Where they skip it, they are read as if not yet put forward;
 * where they show it twice, the second time is meant (DetermineTimeZoneOffset).
 */
export function offsetOfLocal(zone: TimeZone, localSeconds: number): number {
  const before = zone.offsetAt(localSeconds - secondsPerDay);
  const after = zone.offsetAt(localSeconds + secondsPerDay);
  if (before === after) return before;
  return zone.offsetAt(localSeconds - after) === after ? after : before;
}

const offsetHoursMax = 167;

function fixedZone(name: string): TimeZone | undefined {
  if (/^(utc|gmt)$/i.test(name)) return fixed(name.toUpperCase(), 0, name.toUpperCase());
  const match = /^(?:<([+\-\w:]{3,})>|([a-z]{3,})|)([+-]?)(\d{1,3})(?::([0-5]?\d))?(?::([0-5]?\d))?$/i.exec(name);
  if (match === null) return undefined;
  const [, quoted, plain, sign, hours, minutes, seconds] = match;
  if (Number(hours) > offsetHoursMax || (quoted === undefined && plain === undefined && sign === "")) return undefined;
  const west = Number(hours) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return fixed(name, sign === "-" ? west : 0 - west, quoted ?? plain);
}

function fixed(name: string, offset: number, abbreviation: string | undefined): TimeZone {
  return { name, isFixed: true, offsetAt: () => offset, abbreviationAt: () => abbreviation };
}

/** Abbreviations that ICU takes for places, and IANA does not know; to PostgreSQL some mean other places. */
const foreignNames =
  /^(act|aet|agt|art|ast|bet|bst|cat|cnt|cst|ctt|eat|ect|iet|ist|jst|mit|net|nst|plt|pnt|prt|pst|sst|vst)$/i;

function namedZone(name: string): TimeZone | undefined {
  if (foreignNames.test(name)) return undefined;
  try {
    return new NamedZone(name);
  } catch (thrown) {
    // That is how Intl says that it knows no such zone.
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

const secondsPerWeek = 7 * secondsPerDay;
const secondsPerEra = 146_097 * secondsPerDay;
/** Before any zone's first rule: clocks kept local mean time. */
const firstRuleSeconds = Date.UTC(1800, 0, 1) / 1000;
/** Beyond every zone's last change of rules, the calendar repeats itself every 400 years. */
const lastRulesSeconds = Date.UTC(2100, 0, 1) / 1000;
/** More than there are from the first rules to the last. */
const weeksMax = 50_000;

/**
 * Offsets by the week, found once each. No zone has put its clocks forward and back within one week.
 */
class NamedZone implements TimeZone {
  readonly name: string;
  /** Nobody asks where it would cost much to know: zones of the group Etc are. */
  readonly isFixed: boolean;
  readonly #offsets: Intl.DateTimeFormat;
  /** The offset at the beginning of a week. */
  readonly #weeks = new Map<number, number>();
  /** The first second after the change within a week. */
  readonly #changes = new Map<number, number>();
  /** The stretch of the last answer. */
  #from = 0;
  #to = 0;
  #offset = 0;

  constructor(name: string) {
    this.#offsets = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
    const resolved = this.#offsets.resolvedOptions().timeZone;
    this.name = resolved.toLowerCase() === name.toLowerCase() ? resolved : name;
    this.isFixed = /^(etc\/|zulu$|universal$|greenwich$|uct$)/i.test(name);
  }

  offsetAt(epochSeconds: number): number {
    const seconds = withinRules(epochSeconds);
    if (seconds >= this.#from && seconds < this.#to) return this.#offset;
    const week = Math.floor(seconds / secondsPerWeek);
    this.#from = week * secondsPerWeek;
    this.#to = this.#from + secondsPerWeek;
    const first = this.#offsetOfWeek(week);
    const last = this.#offsetOfWeek(week + 1);
    this.#offset = first;
    if (first === last) return first;
    const change = this.#changeIn(week, first);
    if (seconds < change) {
      this.#to = change;
    } else {
      this.#from = change;
      this.#offset = last;
    }
    return this.#offset;
  }

  abbreviationAt(epochSeconds: number): string | undefined {
    return clockName(this.name, this.offsetAt(epochSeconds), epochSeconds);
  }

  #changeIn(week: number, first: number): number {
    const known = this.#changes.get(week);
    if (known !== undefined) return known;
    let before = week * secondsPerWeek;
    let after = before + secondsPerWeek;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.#look(middle) === first) before = middle;
      else after = middle;
    }
    this.#changes.set(week, after);
    return after;
  }

  #offsetOfWeek(week: number): number {
    const known = this.#weeks.get(week);
    if (known !== undefined) return known;
    if (this.#weeks.size >= weeksMax) {
      this.#weeks.clear();
      this.#changes.clear();
    }
    const offset = this.#look(week * secondsPerWeek);
    this.#weeks.set(week, offset);
    return offset;
  }

  #look(epochSeconds: number): number {
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(this.#offsets.format(epochSeconds * 1000));
    const [, sign, hours, minutes, seconds] = match ?? [];
    const size = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
    return sign === "-" ? 0 - size : size;
  }
}

function withinRules(epochSeconds: number): number {
  if (epochSeconds < firstRuleSeconds) return firstRuleSeconds;
  if (epochSeconds < lastRulesSeconds + secondsPerEra) return epochSeconds;
  return epochSeconds - Math.floor((epochSeconds - lastRulesSeconds) / secondsPerEra) * secondsPerEra;
}
