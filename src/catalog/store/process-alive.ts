// Whether a process of this machine still runs.
import { errnoOf } from "./storage-failures.js";

/** A number that is none's counts as alive: nothing is known of it. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM means that it lives and belongs to another user.
    return errnoOf(thrown) !== "ESRCH";
  }
}
