// Patterns of file names.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { literalPrefixOf, matchesGlob, parseGlob } from "../../../src/admin/sources/glob.js";

function matches(pattern: string, path: string): boolean {
  return matchesGlob(parseGlob(pattern), path);
}

describe("a pattern", () => {
  it.each([
    ["people.csv", "people.csv"],
    ["*.csv", "people.csv"],
    ["p?ople.csv", "people.csv"],
    ["d?y/ä?.csv", "day/ä💧.csv"],
    ["part-[0-9].csv", "part-7.csv"],
    ["part-[!0-9].csv", "part-x.csv"],
    ["part-[]].csv", "part-].csv"],
    ["a[[]1].csv", "a[1].csv"],
    ["a[b.csv", "a[b.csv"],
    ["**/*.csv", "people.csv"],
    ["**/*.csv", "a/b/people.csv"],
    ["a/**/b/**/c", "a/b/c"],
    ["a/**/b/**/c", "a/x/b/y/z/c"],
    ["a/**", "a/b/c"],
    [".*", ".hidden"],
  ])("%s means %s", (pattern, path) => {
    expect(matches(pattern, path)).toBe(true);
  });

  it.each([
    ["*.csv", "a/people.csv"],
    ["*.csv", "people.csv.gz"],
    ["?.csv", "/.csv"],
    ["part-[0-9].csv", "part-x.csv"],
    ["a/**", "a"],
    ["a/**/b", "a/xb"],
    ["*", ".hidden"],
    ["**/*.csv", ".git/people.csv"],
    ["[.]hidden", ".hidden"],
  ])("%s does not mean %s", (pattern, path) => {
    expect(matches(pattern, path)).toBe(false);
  });

  it("made of a name by hiding some of its characters means that name", () => {
    const name = fc.array(fc.constantFrom("a", "b", "ü", "-", "💧", "*", "[", "]"), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        name,
        fc.array(fc.constantFrom("keep", "one", "any", "class"), { minLength: 12 }),
        (characters, choices) => {
          const pattern = characters.map((character, index) => {
            if (choices[index] === "one") return "?";
            if (choices[index] === "any") return "*";
            return choices[index] === "class" || /[*?[\]]/.test(character) ? `[${character}]` : character;
          });
          expect(matches(pattern.join(""), characters.join(""))).toBe(true);
        },
      ),
    );
  });

  it("takes no time to speak of, however many stars it has", () => {
    const begun = performance.now();
    expect(matches(`${"*a".repeat(60)}b`, "a".repeat(250))).toBe(false);
    expect(matches(`${"**/a/".repeat(60)}b`, "a/".repeat(500))).toBe(false);
    expect(performance.now() - begun).toBeLessThan(500);
  });

  it("knows what all its matches begin with", () => {
    expect(literalPrefixOf("people/part-*.parquet")).toBe("people/part-");
  });
});
