import { describe, expect, it } from "vitest";
import { offsetOfLocal, timeZoneOf } from "../../../../src/engine/date-time/time-zone.js";

function zone(name: string) {
  const found = timeZoneOf(name);
  if (found === undefined) throw new Error(`no zone ${name}`);
  return found;
}

const seconds = (iso: string) => Date.parse(iso) / 1000;

describe("a time zone", () => {
  it("knows the second at which clocks change", () => {
    const newYork = zone("America/New_York");
    expect(newYork.offsetAt(seconds("2024-03-10T06:59:59Z"))).toBe(-5 * 3600);
    expect(newYork.offsetAt(seconds("2024-03-10T07:00:00Z"))).toBe(-4 * 3600);
    expect(newYork.offsetAt(seconds("2024-11-03T05:59:59Z"))).toBe(-4 * 3600);
    expect(newYork.offsetAt(seconds("2024-11-03T06:00:00Z"))).toBe(-5 * 3600);
  });

  it("gives the same offsets in whatever order it is asked, as Intl gives", () => {
    const intl = new Intl.DateTimeFormat("en-US", { timeZone: "Africa/Casablanca", timeZoneName: "longOffset" });
    const instants = Array.from(
      { length: 2_000 },
      (_, index) => seconds("1950-01-01T00:00:00Z") + ((index * 7_919) % 2_000) * 1_500_000,
    );
    const casablanca = zone("Africa/Casablanca");
    for (const instant of instants) {
      const [, sign = "+", hours = "0", minutes = "0", rest = "0"] =
        /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(intl.format(instant * 1000)) ?? [];
      const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
      expect(casablanca.offsetAt(instant)).toBe(sign === "-" ? 0 - size : size);
    }
  });

  it("reads a local time that clocks skip as if not yet put forward, and one they show twice as the second", () => {
    const newYork = zone("America/New_York");
    expect(offsetOfLocal(newYork, seconds("2024-03-10T02:30:00Z"))).toBe(-5 * 3600);
    expect(offsetOfLocal(newYork, seconds("2024-11-03T01:30:00Z"))).toBe(-5 * 3600);
    expect(offsetOfLocal(newYork, seconds("2024-11-03T00:30:00Z"))).toBe(-4 * 3600);
    expect(offsetOfLocal(newYork, seconds("2024-07-01T00:00:00Z"))).toBe(-4 * 3600);
  });

  it("counts POSIX offsets westwards", () => {
    expect(zone("<+02>-02").offsetAt(0)).toBe(2 * 3600);
    expect(zone("<-07:30>+07:30").offsetAt(0)).toBe(-7.5 * 3600);
    expect(zone("UTC+3").offsetAt(0)).toBe(-3 * 3600);
    expect(zone("+02:00").offsetAt(0)).toBe(-2 * 3600);
    expect(zone("FOO5").offsetAt(0)).toBe(-5 * 3600);
  });

  it("is found whatever the case of its name", () => {
    expect(zone("america/new_york").name).toBe("America/New_York");
    expect(zone("utc").name).toBe("UTC");
  });

  it("is not made up", () => {
    for (const name of ["", "Nowhere/City", "PST", "5", "<+02>", "America/New_York; x", "é", "+999"]) {
      expect(timeZoneOf(name)).toBeUndefined();
    }
  });
});
