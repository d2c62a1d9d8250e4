// Names and texts of the catalog as PostgreSQL can have them, and as SQL that can mean nothing else.
import { limits } from "../../../limits.js";
import { quoteIdentifier } from "../../duckdb/sandbox.js";

export function quoteFull(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** Right for both settings of standard_conforming_strings. PostgreSQL's texts have no NUL. */
export function quoteText(text: string): string {
  const quoted = wellFormed(text).replaceAll("'", "''");
  return quoted.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}

/**
 * The name that PostgreSQL would make of it: cut to 63 bytes, at a character's end. NULs and halves of characters become
 * U+FFFD; where there is no name, it is `?column?`.
 */
export function fitName(name: string): string {
  return cutName(wellFormed(name), limits.identifierBytesMax) || "?column?";
}

/**
 * The names in their order, each fit and none twice: who comes later to a name that is taken is `name~2`, `name~3`.
 * Names which are fit keep themselves, whatever comes before them.
 */
export function fitNames(names: readonly string[], taken: readonly string[] = []): readonly string[] {
  const asTheyAre = new Set([...taken, ...names]);
  const isFit = asTheyAre.size === taken.length + names.length && names.every((name) => fitName(name) === name);
  if (isFit) return names;
  const used = new Set(taken);
  const given = new Map<number, string>();
  for (const isExact of [true, false]) {
    for (const [index, name] of names.entries()) {
      const fit = fitName(name);
      if (given.has(index) || (isExact && (fit !== name || used.has(fit)))) continue;
      const free = freeName(fit, (tried) => used.has(tried), "~");
      used.add(free);
      given.set(index, free);
    }
  }
  return names.map((name, index) => given.get(index) ?? name);
}

/** The first of `name`, `name~2`, `name~3`, ... that is not taken; cut so that it has room. */
export function freeName(name: string, isTaken: (name: string) => boolean, mark: string): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : `${mark}${number}`;
    const tried = cutName(name, limits.identifierBytesMax - suffix.length) + suffix;
    if (!isTaken(tried)) return tried;
  }
}

function wellFormed(text: string): string {
  return /[\0\ud800-\udfff]/.test(text) ? text.replace(/\0|\p{Cs}/gu, "\u{fffd}") : text;
}

/** At a character's end. */
export function cutName(name: string, bytesMax: number): string {
  if (name.length * 3 <= bytesMax || Buffer.byteLength(name) <= bytesMax) return name;
  let bytes = 0;
  let kept = "";
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    kept += character;
  }
  return kept;
}
