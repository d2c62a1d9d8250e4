import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, LockEntry> };
const places = Object.keys(lock.packages);

describe("the lock file", () => {
  // npm drops the packages of other platforms where it cannot find them, and `npm ci` then refuses the lock file everywhere.
  // https://github.com/npm/cli/issues/4828
  it("has the packages of every platform", () => {
    const missing = places.flatMap((place) => {
      const names = Object.keys(lock.packages[place]?.optionalDependencies ?? {});
      return names.filter((name) => !places.some((other) => other.endsWith(`node_modules/${name}`)));
    });
    expect(missing).toEqual([]);
  });

  it("gives each package a version and names no registry", () => {
    const entries = Object.entries(lock.packages).filter(([place]) => place !== "");
    expect(entries.filter(([, entry]) => entry.version === undefined)).toEqual([]);
    expect(entries.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  });
});
