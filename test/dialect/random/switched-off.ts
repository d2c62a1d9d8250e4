// Items of the grammar that are not generated, each with the reason: what differs is known there, and the rest stays sharp.
// `npm run differential -- --record` adds those that it finds; `--retry` tells which of them have become the same.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const file = new URL("switched-off.json", import.meta.url);

export type SwitchedOff = Readonly<Record<string, string>>;

export function readSwitchedOff(): SwitchedOff {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as SwitchedOff) : {};
}

export function writeSwitchedOff(items: SwitchedOff): void {
  const sorted = Object.entries(items).toSorted(([left], [right]) => (left < right ? -1 : 1));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
