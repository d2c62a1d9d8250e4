import { loadModule } from "libpg-query";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { duckDBText } from "../../../src/engine/sql/duckdb-text.js";
import { LeastRecentlyUsed } from "../../../src/engine/sql/least-recently-used.js";
import { foldCase, readQualifiedName } from "../../../src/engine/sql/qualified-name.js";
import { type Edit, Splice } from "../../../src/engine/sql/splice.js";
import { characterCounter, positionAt } from "../../../src/engine/sql/text-offsets.js";

beforeAll(() => loadModule());

describe("a qualified name", () => {
  const read = (text: string, start = 0) => readQualifiedName(Buffer.from(text), start, 3).map(({ name }) => name);

  it.each([
    ["people", ["people"]],
    ["People.ID x", ["people", "id"]],
    ['"People" . "i""d"', ["People", 'i"d']],
    ["a/* /* . */ */./* c */b--d\n.c", ["a", "b", "c"]],
    ["a.b.c.d", ["a", "b", "c"]],
    ["é😀.x$1", ["é😀", "x$1"]],
    ["'a''b'", ["a'b"]],
    ["a.", ["a"]],
    ["1a", []],
    ['"open', []],
    ["", []],
  ])("is read: %s", (text, names) => {
    expect(read(text)).toEqual(names);
  });

  it("is found at a byte offset", () => {
    expect(read("é x.y", 3)).toEqual(["x", "y"]);
  });

  it("folds ASCII letters only, as PostgreSQL and DuckDB do", () => {
    expect(foldCase("ÉK\u212aſ")).toBe("Ék\u212aſ");
  });

  it("of any bytes ends where the text ends", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(40), (bytes, start) => {
        for (const part of readQualifiedName(Buffer.from(bytes), start, 3))
          expect(part.end).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});

describe("a splice", () => {
  /** Edits at ascending places that do not overlap. */
  const cases = fc
    .tuple(
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.array(fc.tuple(fc.nat(8), fc.nat(4), fc.string({ unit: "grapheme", maxLength: 8 })), { maxLength: 5 }),
    )
    .map(([text, steps]) => {
      const characters = Array.from(text);
      const edits: (Edit & { readonly original: string })[] = [];
      let at = 0;
      for (const [gap, length, replacement] of steps) {
        const start = at + gap;
        const end = start + length;
        if (end > characters.length) break;
        const bytesBefore = (count: number) => Buffer.byteLength(characters.slice(0, count).join(""));
        edits.push({
          start: bytesBefore(start),
          end: bytesBefore(end),
          text: replacement,
          original: characters.slice(start, end).join(""),
        });
        // One character stays between two edits, so that their order is plain.
        at = end + 1;
      }
      return { text, edits };
    });

  it("finds every byte that it kept where it was", () => {
    fc.assert(
      fc.property(cases, ({ text, edits }) => {
        const splice = new Splice(Buffer.from(text), edits);
        const original = Buffer.from(text);
        const result = Buffer.from(splice.text);
        const ours = new Set<number>();
        let shift = 0;
        for (const edit of edits) {
          const length = Buffer.byteLength(edit.text);
          for (let at = 0; at < length; at++) {
            ours.add(edit.start + shift + at);
            expect(splice.originalOffset(edit.start + shift + at)).toBe(edit.start);
          }
          shift += length - (edit.end - edit.start);
        }
        for (let at = 0; at < result.length; at++)
          if (!ours.has(at)) expect(original[splice.originalOffset(at)]).toBe(result[at]);
      }),
    );
  });

  it("is undone by the opposite splice", () => {
    fc.assert(
      fc.property(cases, ({ text, edits }) => {
        let shift = 0;
        const opposite = edits.map(({ start, end, text: replacement, original }) => {
          const from = start + shift;
          const length = Buffer.byteLength(replacement);
          shift += length - (end - start);
          return { start: from, end: from + length, text: original };
        });
        expect(new Splice(Buffer.from(new Splice(Buffer.from(text), edits).text), opposite).text).toBe(text);
      }),
    );
  });

  it("refuses edits that overlap: a fault of ours", () => {
    expect(
      () =>
        new Splice(Buffer.from("abc"), [
          { start: 0, end: 2, text: "" },
          { start: 1, end: 3, text: "" },
        ]),
    ).toThrow("overlap");
  });
});

describe("offsets", () => {
  it("count UTF-16 units before a byte, in any order", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.nat(50)), (text, places) => {
        const count = characterCounter(Buffer.from(text));
        const characters = Array.from(text);
        for (const place of places) {
          const before = characters.slice(0, place).join("");
          expect(count(Buffer.byteLength(before))).toBe(before.length);
        }
      }),
    );
  });

  it("are told as characters, counting from 1", () => {
    expect(positionAt("é😀x", 0)).toBe(1);
    expect(positionAt("é😀x", 3)).toBe(3);
    expect(positionAt("é😀x", 99)).toBe(4);
  });
});

describe("a map of what was used last", () => {
  it("forgets the entry that was not used for longest", () => {
    const map = new LeastRecentlyUsed<string, number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.get("a");
    map.set("c", 3);
    expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 3]);
  });
});

describe("the text for DuckDB", () => {
  it.each([
    ["TABLE people", "FROM  people"],
    ["(table a) UNION (TABLE ONLY b)", "(FROM  a) UNION (FROM  ONLY b)"],
    ["SELECT 1 AS table, x.table, 'TABLE a' FROM t", "SELECT 1 AS table, x.table, 'TABLE a' FROM t"],
    ["SELECT public.people.* FROM people", "SELECT        people.* FROM people"],
    ['SELECT lake."public" . people . * FROM people', "SELECT                 people . * FROM people"],
    ["SELECT people.*, 2*3 FROM people", "SELECT people.*, 2*3 FROM people"],
    ["SELECT\u00a01, '\u00a0', \"\u2003\"", "SELECT  1, '\u00a0', \"\u2003\""],
    ["SELECT /* ' */\u00a0'\u00a0' -- '", "SELECT          '\u00a0'     "],
  ])("is as long as PostgreSQL's: %s", (sql, expected) => {
    const { sql: actual } = duckDBText(sql);
    expect(actual).toBe(expected);
    expect(Buffer.byteLength(actual)).toBe(Buffer.byteLength(sql));
  });

  it("says which qualifiers it lost", () => {
    expect(duckDBText('SELECT é, "A"."b""c".* FROM x').removed).toEqual([{ schema: "A", relation: 'b"c', start: 15 }]);
  });

  it("keeps every text's length", () => {
    const pieces = fc.constantFrom(
      "TABLE",
      " ",
      "a",
      ".",
      "*",
      "\u00a0",
      "\u3000",
      "'",
      '"',
      "é",
      "/*",
      "*/",
      "--",
      "\n",
      "$$",
      ",",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 25 }), (tokens) => {
        const sql = tokens.join("");
        expect(Buffer.byteLength(duckDBText(sql).sql)).toBe(Buffer.byteLength(sql));
      }),
      { numRuns: 500 },
    );
  });
});
