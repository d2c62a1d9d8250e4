// Records what clocks are called in each time zone, from the system's own files (RFC 8536), in
// src/engine/date-time/zone-names.json, a zone a row: its names, what each offset is called, and when one was called otherwise.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const [folder = "/usr/share/zoneinfo"] = process.argv.slice(2);
const headerBytes = 44;

/**
 * The files of zones, by their names.
 *
 * @returns {Generator<[string, Buffer]>}
 */
function* zones(within = "") {
  for (const name of readdirSync(path.join(folder, within)).sort()) {
    const key = path.posix.join(within, name);
    if (/^(posix|right|posixrules|localtime|leap|tzdata|zone|iso3166|\+VERSION|SECURITY)/.test(key)) continue;
    const file = path.join(folder, key);
    if (statSync(file).isDirectory()) yield* zones(key);
    else {
      const bytes = readFileSync(file);
      if (bytes.toString("latin1", 0, 4) === "TZif") yield [key, bytes];
    }
  }
}

/**
 * @param {Buffer} bytes
 * @param {number} at
 */
function counts(bytes, at) {
  /** @param {number} place */
  const count = (place) => bytes.readUInt32BE(at + place);
  return {
    isUt: count(20),
    isStandard: count(24),
    leaps: count(28),
    times: count(32),
    types: count(36),
    characters: count(40),
  };
}

/**
 * Stretches of time, each with its offset and its name; and the rule after the last of them.
 *
 * @param {Buffer} bytes
 */
function read(bytes) {
  const first = counts(bytes, 0);
  const at =
    headerBytes +
    first.times * 5 +
    first.types * 6 +
    first.characters +
    first.leaps * 8 +
    first.isStandard +
    first.isUt;
  const { isUt, isStandard, leaps, times, types, characters } = counts(bytes, at);
  const timesAt = at + headerBytes;
  const indexesAt = timesAt + times * 8;
  const typesAt = indexesAt + times;
  const namesAt = typesAt + types * 6;
  /** @param {number} index */
  const typeOf = (index) => {
    const place = typesAt + index * 6;
    const start = namesAt + bytes.readUInt8(place + 5);
    return { offset: bytes.readInt32BE(place), name: bytes.toString("latin1", start, bytes.indexOf(0, start)) };
  };
  const stretches = [{ from: -Infinity, ...typeOf(0) }];
  for (let index = 0; index < times; index++) {
    stretches.push({
      from: Number(bytes.readBigInt64BE(timesAt + index * 8)),
      ...typeOf(bytes.readUInt8(indexesAt + index)),
    });
  }
  const rule = bytes.toString("latin1", namesAt + characters + leaps * 12 + isStandard + isUt).trim();
  return { stretches, rule };
}

/**
 * `CET-1CEST,M3.5.0,M10.5.0/3`
 *
 * @param {string} rule
 * @returns {Map<number, string>}
 */
function namesOfRule(rule) {
  const [, standard, west, summer, summerWest] =
    /^(<[^>]+>|[A-Za-z]+)([-+]?[\d:]+)(?:(<[^>]+>|[A-Za-z]+)([-+]?[\d:]+)?)?/.exec(rule) ?? [];
  /** @param {string} text */
  const seconds = (text) => {
    const [hours = 0, minutes = 0, rest = 0] = text.replace(/^[-+]/, "").split(":").map(Number);
    return (text.startsWith("-") ? 1 : -1) * (hours * 3600 + minutes * 60 + rest);
  };
  /** @param {string} name */
  const bare = (name) => name.replace(/[<>]/g, "");
  const names = new Map();
  if (standard === undefined || west === undefined) return names;
  const offset = seconds(west) + 0;
  names.set(offset, bare(standard));
  if (summer !== undefined) names.set(summerWest === undefined ? offset + 3600 : seconds(summerWest), bare(summer));
  return names;
}

/** @param {Buffer} bytes */
function described(bytes) {
  const { stretches, rule } = read(bytes);
  const names = namesOfRule(rule);
  for (const { offset, name } of stretches.toReversed()) if (!names.has(offset)) names.set(offset, name);
  const otherwise = stretches.flatMap(({ from, offset, name }, index) => {
    if (names.get(offset) === name) return [];
    const to = stretches[index + 1]?.from ?? Infinity;
    return to > from ? [`${Math.max(from, -1e12)} ${Math.min(to, 1e12)} ${name}`] : [];
  });
  const usual = [...names].map(([offset, name]) => `${offset} ${name}`);
  return JSON.stringify([usual.join(), otherwise.join()]).slice(1, -1);
}

const byContent = new Map();
for (const [name, bytes] of zones()) {
  const content = described(bytes);
  byContent.set(content, [...(byContent.get(content) ?? []), name]);
}
const lines = [...byContent].map(([content, names]) => `[${JSON.stringify(names.join(" "))},${content}]`);
writeFileSync(new URL("../src/engine/date-time/zone-names.json", import.meta.url), `[\n${lines.join(",\n")}\n]\n`);
