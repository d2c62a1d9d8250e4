import { describe, expect, it } from "vitest";
import { PgError } from "../../../../src/errors.js";
import { dataTypeOfOid, decodeParameter } from "../../../../src/wire/encoding/parameters.js";
import { oidOfParameter, pgTypes } from "../../../../src/wire/encoding/pg-types.js";
import { defaultEncodingSettings } from "../../../../src/wire/encoding/settings.js";

function decode(value: string | Buffer | undefined, oid: number) {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return decodeParameter(
    bytes,
    typeof value === "string" ? "text" : "binary",
    oid,
    3,
    defaultEncodingSettings,
    new Date(0),
  );
}

function refusal(
  value: string | Buffer,
  oid: number,
): { sqlstate: string; message: string; detail: string | undefined } {
  try {
    decode(value, oid);
  } catch (thrown) {
    if (thrown instanceof PgError) {
      return { sqlstate: thrown.sqlstate, message: thrown.message, detail: thrown.detail };
    }
    throw thrown;
  }
  throw new Error("it was taken");
}

const hex = (digits: string) => Buffer.from(digits.replaceAll(" ", ""), "hex");

describe("a parameter", () => {
  it("that is NULL has its declared type", () => {
    expect(decode(undefined, pgTypes.int4.oid)).toEqual({ type: { id: "INTEGER" }, value: null });
    expect(decode(undefined, pgTypes.int4.arrayOid)).toEqual({
      type: { id: "LIST", child: { id: "INTEGER" } },
      value: null,
    });
    expect(decode(undefined, pgTypes.numeric.oid)).toEqual({ type: { id: "SQLNULL" }, value: null });
  });

  it("keeps every digit of a numeric, in a decimal as wide as the value", () => {
    expect(decode("123.450", pgTypes.numeric.oid)).toEqual({
      type: { id: "DECIMAL", width: 6, scale: 3 },
      value: 123_450n,
    });
    expect(decode("1e3", pgTypes.numeric.oid)).toEqual({ type: { id: "DECIMAL", width: 4, scale: 0 }, value: 1000n });
    expect(decode("-0.05", pgTypes.numeric.oid)).toEqual({ type: { id: "DECIMAL", width: 2, scale: 2 }, value: -5n });
  });

  it("is refused where a numeric has more digits than a decimal, but not for zeros at its end", () => {
    const digits = "1".repeat(38);
    expect(decode(`${digits}.000`, pgTypes.numeric.oid)).toMatchObject({ value: BigInt(digits) });
    expect(refusal(`${digits}1`, pgTypes.numeric.oid).sqlstate).toBe("22003");
    expect(refusal(`${digits}.1`, pgTypes.numeric.oid).sqlstate).toBe("22003");
    expect(refusal("1e38", pgTypes.numeric.oid).sqlstate).toBe("22003");
    expect(refusal("1e-39", pgTypes.numeric.oid).sqlstate).toBe("22003");
    expect(refusal("1e999999999999", pgTypes.numeric.oid).sqlstate).toBe("22003");
    // One digit, at 10,000 to the power of 32,767.
    expect(refusal(hex("0001 7fff 0000 0000 0001"), pgTypes.numeric.oid).sqlstate).toBe("22003");
  });

  it("is refused where a numeric is not finite", () => {
    for (const value of ["NaN", "Infinity", "-inf", hex("0000 0000 c000 0000"), hex("0000 0000 d000 0020")]) {
      expect(refusal(value, pgTypes.numeric.oid).sqlstate).toBe("0A000");
    }
  });

  it("brings the numerics of an array to one type", () => {
    expect(decode("{1.5,NULL,-100}", pgTypes.numeric.arrayOid)).toEqual({
      type: { id: "LIST", child: { id: "DECIMAL", width: 4, scale: 1 } },
      value: [15n, null, -1000n],
    });
    const far = refusal(`{${"9".repeat(30)},0.${"1".repeat(30)}}`, pgTypes.numeric.arrayOid);
    expect(far.sqlstate).toBe("22003");
  });

  it("nests the elements of an array of several dimensions", () => {
    expect(decode("{{1,2},{3,NULL}}", pgTypes.int4.arrayOid)).toEqual({
      type: { id: "LIST", child: { id: "LIST", child: { id: "INTEGER" } } },
      value: [
        [1, 2],
        [3, null],
      ],
    });
    const header = "00000002 00000001 00000017 00000001 00000001 00000002 00000005";
    expect(decode(hex(`${header} 00000004 00000007 ffffffff`), pgTypes.int4.arrayOid).value).toEqual([[7, null]]);
  });

  it("is text where its type is not known, and then only in text format", () => {
    expect(decode("x", 999_999)).toEqual({ type: { id: "VARCHAR" }, value: "x" });
    expect(decode("x", 0)).toEqual({ type: { id: "VARCHAR" }, value: "x" });
    expect(refusal(hex("00"), 999_999).sqlstate).toBe("0A000");
  });

  it("is named in the error", () => {
    expect(refusal("x", pgTypes.int4.oid)).toEqual({
      sqlstate: "22P02",
      message: 'invalid input syntax for type integer: "x"',
      detail: "parameter $3",
    });
    expect(refusal(hex("0000"), pgTypes.int4.oid)).toEqual({
      sqlstate: "22P03",
      message: "incorrect binary data format in bind parameter 3",
      detail: undefined,
    });
  });

  it("is refused where its text is broken UTF-8, or holds a NUL", () => {
    expect(() => decodeParameter(hex("61ff"), "text", 25, 1, defaultEncodingSettings, new Date(0))).toThrow(
      expect.objectContaining({ sqlstate: "22021" }),
    );
    expect(refusal("a\0b", pgTypes.text.oid)).toMatchObject({
      sqlstate: "22021",
      message: 'invalid byte sequence for encoding "UTF8": 0x00',
    });
    expect(refusal(hex("00"), pgTypes.text.oid).sqlstate).toBe("22021");
  });

  it("is refused in binary where its size, or what it says of itself, is wrong", () => {
    const wrong: readonly (readonly [keyof typeof pgTypes, string])[] = [
      ["bool", ""],
      ["int2", "00000000"],
      ["int8", "00"],
      ["float4", ""],
      ["float8", "00000000"],
      ["numeric", "0001 0000 0000 0000"],
      ["numeric", "00"],
      ["date", "00"],
      ["time", "00"],
      ["timetz", "0000000000000000"],
      ["timestamp", "00"],
      ["interval", "00"],
      ["uuid", "00"],
      ["varbit", "00000009 ff"],
      ["varbit", "ffffffff"],
      ["jsonb", ""],
    ];
    for (const [name, digits] of wrong) {
      expect([name, refusal(hex(digits), pgTypes[name].oid).sqlstate]).toEqual([name, "22P03"]);
    }
    expect(refusal(hex("0001 0000 1234 0000 0001"), pgTypes.numeric.oid).message).toBe(
      'invalid sign in external "numeric" value',
    );
    expect(refusal(hex("0001 0000 0000 0000 2710"), pgTypes.numeric.oid).message).toBe(
      'invalid digit in external "numeric" value',
    );
  });

  it("is refused where a binary array promises more than it holds, before anything is made", () => {
    const arrays = [
      "",
      "00000001 00000000 00000017",
      "00000001 00000000 00000017 7fffffff 00000001",
      "00000002 00000000 00000017 0000ffff 00000001 0000ffff 00000001",
      "00000001 00000000 00000017 00000001 00000001 00000008 00000001",
      "00000001 00000000 00000017 00000001 00000001 80000000",
      "00000001 00000000 00000017 00000001 00000001 00000004 00000001 00",
    ];
    for (const digits of arrays) expect(refusal(hex(digits), pgTypes.int4.arrayOid).sqlstate).toBe("22P03");
    expect(refusal(hex("00000001 00000002 00000017 00000000 00000001"), pgTypes.int4.arrayOid).sqlstate).toBe("22P03");
    expect(refusal(hex("00000001 00000000 00000019 00000000 00000001"), pgTypes.int4.arrayOid).sqlstate).toBe("42804");
    expect(refusal(hex("00000007 00000000 00000017"), pgTypes.int4.arrayOid)).toMatchObject({
      sqlstate: "54000",
      message: "number of array dimensions (7) exceeds the maximum allowed (6)",
    });
  });

  it("is refused in binary beyond the bounds of its type", () => {
    expect(refusal(hex("000000141dd76001"), pgTypes.time.oid)).toMatchObject({
      sqlstate: "22008",
      message: "time out of range",
    });
    expect(refusal(hex("0000000000000000 0000e100"), pgTypes.timetz.oid).sqlstate).toBe("22009");
    expect(refusal(hex("7ffffffffffffffe"), pgTypes.timestamp.oid)).toMatchObject({
      sqlstate: "22008",
      message: "timestamp out of range",
    });
    expect(refusal(hex("80000001"), pgTypes.date.oid).sqlstate).toBe("22008");
  });

  it("repeats what it could not read, but not megabytes of it", () => {
    expect(refusal("x".repeat(5_000_000), pgTypes.int4.oid).message.length).toBeLessThan(2_000);
  });
});

describe("a parameter that counts from now", () => {
  // 23:30 in New York on the last day of February.
  const now = new Date("2024-03-01T04:30:15.250Z");
  const settings = { ...defaultEncodingSettings, timeZone: "America/New_York" };
  const read = (text: string, oid: number) => decodeParameter(Buffer.from(text), "text", oid, 1, settings, now).value;
  const day = Date.UTC(2024, 1, 29) / 86_400_000;
  const us = (iso: string) => BigInt(Date.parse(iso)) * 1000n;

  it("is read where the session's clocks are", () => {
    expect(read("today", pgTypes.date.oid)).toBe(day);
    expect(read(" Tomorrow", pgTypes.date.oid)).toBe(day + 1);
    expect(read("yesterday", pgTypes.date.oid)).toBe(day - 1);
    expect(read("now", pgTypes.date.oid)).toBe(day);
    expect(read("today", pgTypes.timestamp.oid)).toBe(us("2024-02-29T00:00:00Z"));
    expect(read("tomorrow 10:30", pgTypes.timestamp.oid)).toBe(us("2024-03-01T10:30:00Z"));
    expect(read("now", pgTypes.timestamp.oid)).toBe(us("2024-02-29T23:30:15.250Z"));
    expect(read("now", pgTypes.timestamptz.oid)).toBe(BigInt(now.getTime()) * 1000n);
    expect(read("today", pgTypes.timestamptz.oid)).toBe(us("2024-02-29T05:00:00Z"));
    expect(read("now", pgTypes.time.oid)).toBe(84_615_250_000n);
    expect(read("allballs", pgTypes.timetz.oid)).toEqual({ us: 0n, offsetSeconds: 0 });
  });

  it("is refused where it makes no sense", () => {
    for (const text of ["today tomorrow", "now 10:00", "todays", "now now"]) {
      expect(() => read(text, pgTypes.timestamp.oid)).toThrow(/invalid input syntax/);
    }
  });
});

describe("a parameter's type", () => {
  it("is that of its OID, or left to the engine", () => {
    expect(dataTypeOfOid(pgTypes.timestamptz.oid)).toEqual({ id: "TIMESTAMPTZ" });
    expect(dataTypeOfOid(pgTypes.text.arrayOid)).toEqual({ id: "LIST", child: { id: "VARCHAR" } });
    for (const oid of [0, pgTypes.unknown.oid, pgTypes.numeric.oid, pgTypes.numeric.arrayOid, 999_999]) {
      expect(dataTypeOfOid(oid)).toBeUndefined();
    }
  });

  it("is announced by the OID that it is served with", () => {
    expect(oidOfParameter({ id: "DECIMAL", width: 18, scale: 3 })).toBe(1700);
    expect(oidOfParameter({ id: "LIST", child: { id: "LIST", child: { id: "UUID" } } })).toBe(2951);
    expect(oidOfParameter({ id: "SQLNULL" })).toBe(25);
  });
});
