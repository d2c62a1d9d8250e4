import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listText } from "../../../src/engine/sql/array-text.js";

const asIs = (value: string): string => value;

describe("PostgreSQL's text of an array", () => {
  it.each([
    ["{}", "[]"],
    ["{1,NULL,-3}", '["1", NULL, "-3"]'],
    [" { 1 , null , a b } ", '["1", NULL, "a b"]'],
    ['{"a,b","c\\"d","",NULL,"NULL","\\\\"}', '["a,b", "c\\"d", "", NULL, "NULL", "\\\\"]'],
    ["{a\\ ,\\{,c\\\\d}", '["a ", "{", "c\\\\d"]'],
    ["{nullable,nul}", '["nullable", "nul"]'],
    ["{{1,2},{3,NULL}}", '[["1", "2"], ["3", NULL]]'],
    ["{{},{}}", "[[], []]"],
    ["{{{{{{1}}}}}}", '[[[[[["1"]]]]]]'],
    // The blanks of other scripts are characters like others.
    ["{\u00a0a\u2003,\ufeff}", '["\u00a0a\u2003", "\ufeff"]'],
    ["{it's,é😀}", '["it\'s", "é😀"]'],
  ])("is a list's: %s", (text, list) => {
    expect(listText(text, asIs)).toBe(list);
  });

  it.each([
    "",
    "1",
    "[1]",
    "{",
    "}",
    "{1",
    "{1}}",
    "{1}{2}",
    "{,}",
    "{1,}",
    "{,1}",
    '{"a}',
    '{"a"b}',
    "{a\\}",
    "[0:1]={1,2}",
    "{{1},2}",
    "{1,{2}}",
    "{{1},NULL}",
    "{{1,{2}}}",
    "{{{{{{{1}}}}}}}",
  ])("is none: %s", (text) => {
    expect(listText(text, asIs)).toBeUndefined();
  });

  it("says how each of its elements is written", () => {
    expect(listText("{a,NULL,b}", (value) => value.toUpperCase())).toBe('["A", NULL, "B"]');
  });

  it("keeps every string, and is read to its end whatever it is", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 5 }), fc.string(), (values, any) => {
        const quoted = values.map((value) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`);
        const kept: string[] = [];
        listText(`{${quoted.join(",")}}`, (value) => {
          kept.push(value);
          return value;
        });
        expect(kept).toEqual(values);
        listText(`{${any}}`, asIs);
      }),
    );
  });
});
