// What differs today, and why: each statement's kinds of difference, held in a file that is written anew with SLUICE_DIALECT_RECORD=1.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Difference } from "../twins.js";

export interface Known {
  /** With commas between. */
  readonly kinds: string;
  readonly reason: string;
}

type KnownBySuite = Record<string, Record<string, Known>>;

export const isRecording = process.env.SLUICE_DIALECT_RECORD === "1";

export class KnownDifferences {
  readonly #file: URL;
  readonly #known: KnownBySuite;
  readonly #found: KnownBySuite = {};

  constructor(file: URL) {
    this.#file = file;
    this.#known = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as KnownBySuite) : {};
  }

  kindsOf(suite: string, name: string): string {
    return this.#known[suite]?.[name]?.kinds ?? "";
  }

  /** A reason that somebody wrote is kept while the kinds are the same. */
  note(suite: string, name: string, differences: readonly Difference[]): void {
    const [first] = differences;
    if (first === undefined) return;
    const kinds = kindsIn(differences);
    const before = this.#known[suite]?.[name];
    const reason = before?.kinds === kinds ? before.reason : `${cut(first.gateway)} instead of ${cut(first.postgres)}`;
    (this.#found[suite] ??= {})[name] = { kinds, reason };
  }

  /** Names that no statement has any more. */
  strangers(suite: string, names: readonly string[]): readonly string[] {
    return Object.keys(this.#known[suite] ?? {}).filter((name) => !names.includes(name));
  }

  write(): void {
    writeFileSync(this.#file, `${JSON.stringify(this.#found, null, 2)}\n`);
  }
}

export function kindsIn(differences: readonly Difference[]): string {
  return differences.map(({ kind }) => kind).join(", ");
}

function cut(text: string): string {
  const line = text.replaceAll("\n", " / ");
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
