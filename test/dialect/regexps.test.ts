// Regular expressions: matches, and what their groups hold, as PostgreSQL finds them.
import { tmpdir } from "node:os";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { constantRegexp } from "../../src/engine/sql/dialect/regexps.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { seededRandom } from "../support/random.js";
import { describeWith } from "../support/require.js";
import { differences, openDialect } from "./compare.js";

const random = seededRandom(15);
const pick = (values: readonly string[]): string => values[Math.floor(random() * values.length)] ?? "";
const atoms = [
  "a",
  "b",
  "c",
  ".",
  "[ab]",
  "[^a]",
  "\\d",
  "\\w",
  "é",
  "^",
  "$",
  "\\m",
  "\\M",
  "\\y",
  "\\s",
  "\\W",
  "[[:alpha:]]",
  "x",
  "",
];
const quantifiers = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,1}?", "{2,}", "{1,3}?", "{0}"];
const texts = ["", "a", "ab", "abc", "aab", "abab", "aabbcc", "ba ab", "éa b", "a\nb", "cab x1", "bbb"];

function regexp(depth: number): string {
  const kind = random();
  if (depth === 0 || kind < 0.35) return pick(atoms);
  if (kind < 0.5) return regexp(depth - 1) + regexp(depth - 1);
  if (kind < 0.62) return `(${regexp(depth - 1)})`;
  if (kind < 0.72) return `(?:${regexp(depth - 1)})|${regexp(depth - 1)}`;
  if (kind < 0.95) return `(${regexp(depth - 1)})${pick(quantifiers)}`;
  return kind < 0.97 ? `(?=${regexp(depth - 1)})` : `(${regexp(depth - 1)})${regexp(depth - 1)}\\1`;
}

const quoted = (text: string): string => `'${text}'`;
const cases = Array.from({ length: 1000 }, () => ({
  text: quoted(pick(texts) + pick(texts)),
  pattern: regexp(4),
  flags: quoted(pick(["", "i", "n"])),
}));
const all = cases.flatMap(({ text, pattern, flags }) => [
  `pg.array_text(pg.regexp_match(${text}, ${quoted(pattern)}, ${flags})) ||| regexp_match(${text}, ${quoted(pattern)}, ${flags})`,
  `pg.regexp_replace_flags(${text}, ${quoted(pattern)}, '<\\1&>', 'g') ||| regexp_replace(${text}, ${quoted(pattern)}, '<\\1&>', 'g')`,
]);
const ofRe2 = cases.flatMap(({ text, pattern }) => {
  const written = textOfRe2(pattern);
  return written === undefined ? [] : [`regexp_matches(${text}, ${quoted(written)}) ||| ${text} ~ ${quoted(pattern)}`];
});

function textOfRe2(pattern: string): string | undefined {
  try {
    return constantRegexp(pattern, "");
  } catch {
    return undefined;
  }
}

describeWith(["postgres"], "regular expressions", () => {
  let folder: string;
  let engine: DuckDBConnection;
  let server: Postgres;
  let postgres: pg.Client;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-dialect-"));
    [engine, server] = await Promise.all([openDialect(folder), startPostgres()]);
    postgres = await server.connect();
  }, 60_000);

  afterAll(async () => {
    await postgres.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("match, and replace, what PostgreSQL's do", async () => {
    expect(await differences(engine, postgres, all)).toEqual([]);
  }, 60_000);

  it("that RE2 can say match where PostgreSQL's do", async () => {
    expect(await differences(engine, postgres, ofRe2)).toEqual([]);
  }, 60_000);
});
