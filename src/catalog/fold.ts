// The catalog is the fold of its journal: the only place where a new state is made.
import { JournalDamaged } from "../errors.js";
import { Draft } from "./draft.js";
import { applyEvent } from "./events/event-table.js";
import type { JournalEntry } from "./journal-entry.js";
import type { Snapshot } from "./snapshot.js";

/**
 * The state after one more commit. The state before is as it was, and shares with the new one what did not change.
 * @throws PgError when an event cannot happen in this state; none of the commit's events has then happened.
 */
export function apply(before: Snapshot, { commit, sha256 }: JournalEntry): Snapshot {
  if (commit.version !== before.version + 1) {
    throw new JournalDamaged(before.version + 1, `is out of order: it says that it is entry ${commit.version}`);
  }
  if (commit.previousSha256 !== before.headSha256) {
    throw new JournalDamaged(
      commit.version,
      `does not follow from entry ${before.version}: one of the two was altered or replaced`,
    );
  }
  const draft = new Draft(before, commit);
  for (const event of commit.events) applyEvent(draft, event);
  return draft.finish(sha256);
}
