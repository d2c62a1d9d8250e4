// One entry of the journal, between its bytes and its meaning.
import { z } from "zod";
import { FeatureNotSupported, JournalDamaged, ProgramLimitExceeded } from "../errors.js";
import { limits } from "../limits.js";
import type { Commit } from "./api.js";
import { isEventKind, schemaOf } from "./events/event-table.js";
import type { CatalogEvent } from "./events.js";
import { seal, sha256, unseal } from "./sealed-json.js";

/** The newest format this program reads, and the one it writes. */
export const journalFormat = 1;

export interface JournalEntry {
  readonly commit: Commit;
  /** Of the entry's bytes as they are stored; the next entry names it. */
  readonly sha256: string;
}

export function encodeEntry(commit: Commit): Buffer {
  const { clientAddress, statementId, previousSha256, events, ...rest } = commit;
  const bytes = seal({
    ...rest,
    client_address: clientAddress,
    statement_id: statementId,
    events,
    previous_sha256: previousSha256,
  });
  if (bytes.length > limits.journalEntryBytesMax) {
    throw new ProgramLimitExceeded(`the commit has ${bytes.length} bytes`, {
      detail: `A journal entry may have ${limits.journalEntryBytesMax} bytes.`,
      hint: "Change fewer things in one transaction.",
    });
  }
  return bytes;
}

/** @param version The number the entry is stored under. */
export function decodeEntry(version: number, bytes: Buffer): JournalEntry {
  const unsealed = unseal(bytes, journalFormat);
  if (unsealed.kind === "newer") {
    throw new FeatureNotSupported(
      `journal entry ${version} has format ${unsealed.format}, but this program reads only up to format ${journalFormat}`,
      { hint: "Upgrade this gateway: a newer one has written to the catalog." },
    );
  }
  if (unsealed.kind === "damaged") throw new JournalDamaged(version, unsealed.why);
  const entry = entrySchema.safeParse(unsealed.fields);
  if (!entry.success) throw malformed(version, entry.error);
  if (entry.data.version !== version) {
    throw new JournalDamaged(version, `is out of order: it says that it is entry ${entry.data.version}`);
  }
  const { client_address, statement_id, previous_sha256, events, ...rest } = entry.data;
  return {
    commit: {
      ...rest,
      ...(client_address === undefined ? {} : { clientAddress: client_address }),
      ...(statement_id === undefined ? {} : { statementId: statement_id }),
      events: events.map((event) => decodeEvent(version, event)),
      previousSha256: previous_sha256,
    },
    sha256: sha256(bytes),
  };
}

const entrySchema = z.strictObject({
  format: z.literal(journalFormat),
  version: z.int().positive(),
  id: z.string().min(1),
  at: z.iso.datetime(),
  actor: z.string(),
  reason: z.string().exactOptional(),
  role: z.string().exactOptional(),
  client_address: z.string().exactOptional(),
  statement_id: z.string().exactOptional(),
  events: z.array(z.looseObject({ kind: z.string() })).min(1),
  previous_sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

function decodeEvent(version: number, event: { readonly kind: string }): CatalogEvent {
  const { kind } = event;
  if (!isEventKind(kind)) {
    throw new JournalDamaged(version, `has an event of the unknown kind ${JSON.stringify(kind)}`, {
      hint: "If a newer gateway has written it, upgrade this one.",
    });
  }
  const decoded = schemaOf(kind).safeParse(event);
  if (!decoded.success) throw malformed(version, decoded.error);
  return decoded.data;
}

function malformed(version: number, error: z.ZodError): JournalDamaged {
  // Which field, but not what was in it.
  const paths = error.issues.map(({ path, code }) => `${path.join(".") || "the entry"} (${code})`);
  return new JournalDamaged(version, `is not what an entry looks like: ${paths.join(", ")}`, { cause: error });
}
