// Turns what the operating system says about a file or folder into what a client may be told.
import { DiskFull, InvalidParameterValue, IoError } from "../errors.js";

/** What was being done, in PostgreSQL's words: `could not open "x"`. Faults of ours stay what they are. */
export function fileFailure(what: string, thrown: unknown): unknown {
  const code = errnoOf(thrown);
  if (code === undefined) return thrown;
  if (code === "ENAMETOOLONG" || code === "ELOOP")
    return new InvalidParameterValue(`${what}: ${code}`, { cause: thrown });
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new DiskFull(`${what}: ${code}`, { hint: "Check free disk space.", cause: thrown });
  }
  return new IoError(`${what}: ${code}`, { cause: thrown });
}

export function isAbsent(thrown: unknown): boolean {
  const code = errnoOf(thrown);
  // ENOTDIR: a file lies where the path has a folder.
  return code === "ENOENT" || code === "ENOTDIR";
}

export function errnoOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
}
