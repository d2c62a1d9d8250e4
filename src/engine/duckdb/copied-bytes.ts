// Frees what was copied out of DuckDB's memory soon after its use.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { limits } from "../../limits.js";

type CollectGarbage = (options: { readonly type: "minor" | "major"; readonly execution: "sync" }) => void;

// https://nodejs.org/docs/latest-v20.x/api/v8.html#v8setflagsfromstringflags: the flag works for contexts made afterwards.
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as CollectGarbage;
setFlagsFromString("--no-expose-gc");

let bytesSince = 0;

/**
 * Tells of memory that a copy took and that dies young.
 *
 * PERF: to V8 a copy is a small object with a large appendix. Left alone, it waits until 64 MB of them hang about and then marks the
 * whole heap; and each copy takes fresh memory, whose pages the system must first give. A minor collection frees them in half a
 * millisecond. But at its end, before what it freed is swept, V8 holds all that was copied since the last marking against a limit that
 * lies some 12 MB above a small heap, and begins to mark: 17 times in a million rows, a third of all processor time
 * (bench/rows.bench.mjs). So the launcher lets no marking begin by and by (bin/sluice.cjs); when memory runs short, V8 collects all at once.
 */
export function noteCopied(bytes: number): void {
  bytesSince += bytes;
  if (bytesSince < limits.copiedBytesUncollectedMax) return;
  bytesSince = 0;
  collectGarbage({ type: "minor", execution: "sync" });
}

/** After work that left much behind and is not done again. It stops everything for some 20 ms. */
export function freeAll(): void {
  collectGarbage({ type: "major", execution: "sync" });
}
