// Turns what the operating system says about a file into what a client may be told.
import { DiskFull, IoError, PgError } from "../../errors.js";

/** What was being done, in PostgreSQL's words: `could not write object "k"`. */
export function storageFailure(what: string, thrown: unknown): unknown {
  if (thrown instanceof PgError) return thrown;
  const code = errnoOf(thrown);
  // Without an errno it is a fault of ours, not the storage's.
  if (code === undefined) return thrown;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new DiskFull(`${what}: ${code === "ENOSPC" ? "No space left on device" : "Disk quota exceeded"}`, {
      hint: "Check free disk space.",
      cause: thrown,
    });
  }
  return new IoError(`${what}: ${code}`, { cause: thrown });
}

export function errnoOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
}
