// Checkpoints: the whole state after a commit, so that opening need not read the whole journal. The journal is the truth.
import { z } from "zod";
import { JournalDamaged } from "../errors.js";
import { limits } from "../limits.js";
import { readEntry } from "./journal.js";
import { seal, sha256, unseal } from "./sealed-json.js";
import { decodeRights, encodeRights, rightsSchema } from "./checkpoint-rights.js";
import type { Snapshot } from "./snapshot.js";
import {
  bucketSchema,
  datasetSchema,
  roleSchema,
  rowSecuritySchema,
  tombstonesSchema,
  viewSchema,
} from "./snapshot-schemas.js";
import type { ObjectStore } from "./store/object-store.js";

export const checkpointFormat = 1;

export type Warn = (message: string) => void;

const folder = "checkpoints/";

export function checkpointKey(version: number): string {
  return `${folder}${String(version).padStart(20, "0")}.json`;
}

export type DecodedCheckpoint =
  | { readonly kind: "whole"; readonly snapshot: Snapshot }
  | { readonly kind: "useless"; readonly why: string };

export function encodeCheckpoint(snapshot: Snapshot): Buffer {
  return seal({
    format: checkpointFormat,
    version: snapshot.version,
    head_sha256: snapshot.headSha256,
    state: {
      buckets: [...snapshot.buckets.values()],
      datasets: [...snapshot.datasets.values()],
      roles: [...snapshot.roles.values()],
      ...encodeRights(snapshot),
      views: [...snapshot.views.values()],
      bindings: [...snapshot.bindings].flatMap(([role, bound]) => [...bound].map(([as, view]) => ({ role, as, view }))),
      row_security: [...snapshot.rowSecurity].map(([dataset, security]) => ({ dataset, security })),
      tombstones: [...snapshot.tombstones].map(([dataset, tombstones]) => ({ dataset, tombstones })),
    },
  });
}

/** The same for the same state, on every gateway. */
export function stateSha256(snapshot: Snapshot): string {
  return sha256(encodeCheckpoint(snapshot));
}

export function decodeCheckpoint(version: number, bytes: Buffer): DecodedCheckpoint {
  const unsealed = unseal(bytes, checkpointFormat);
  if (unsealed.kind === "newer") return { kind: "useless", why: `has the unknown format ${unsealed.format}` };
  if (unsealed.kind === "damaged") return { kind: "useless", why: unsealed.why };
  const checkpoint = checkpointSchema.safeParse(unsealed.fields);
  if (!checkpoint.success) return { kind: "useless", why: "is not what a checkpoint looks like" };
  const { state, head_sha256 } = checkpoint.data;
  if (checkpoint.data.version !== version) {
    return { kind: "useless", why: `says that it is checkpoint ${checkpoint.data.version}` };
  }
  const bindings = new Map<string, Map<string, string>>();
  for (const { role, as, view } of state.bindings) {
    const ofRole = bindings.get(role) ?? new Map<string, string>();
    bindings.set(role, ofRole.set(as, view));
  }
  return {
    kind: "whole",
    snapshot: {
      version,
      headSha256: head_sha256,
      buckets: byName(state.buckets),
      datasets: byName(state.datasets),
      roles: byName(state.roles),
      ...decodeRights(state),
      views: byName(state.views),
      bindings,
      rowSecurity: new Map(state.row_security.map(({ dataset, security }) => [dataset, security])),
      tombstones: new Map(state.tombstones.map(({ dataset, tombstones }) => [dataset, tombstones])),
    },
  };
}

const checkpointSchema = z.strictObject({
  format: z.literal(checkpointFormat),
  version: z.int().positive(),
  head_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  state: z.strictObject({
    buckets: z.array(bucketSchema),
    datasets: z.array(datasetSchema),
    roles: z.array(roleSchema),
    ...rightsSchema,
    // Older checkpoints have none of these.
    views: z.array(viewSchema).default([]),
    bindings: z.array(z.strictObject({ role: z.string(), as: z.string(), view: z.string() })).default([]),
    row_security: z.array(z.strictObject({ dataset: z.string(), security: rowSecuritySchema })).default([]),
    tombstones: z.array(z.strictObject({ dataset: z.string(), tombstones: tombstonesSchema })).default([]),
  }),
});

function byName<T extends { readonly name: string }>(things: readonly T[]): Map<string, T> {
  return new Map(things.map((thing) => [thing.name, thing]));
}

/** Writes one and removes those that are too old. Never fails: without a checkpoint, opening only takes longer. */
export async function writeCheckpoint(store: ObjectStore, snapshot: Snapshot, warn: Warn): Promise<void> {
  try {
    await store.put(checkpointKey(snapshot.version), encodeCheckpoint(snapshot));
    const versions = await listCheckpoints(store);
    for (const version of versions.slice(limits.checkpointsMax)) await store.delete(checkpointKey(version));
  } catch (thrown) {
    warn(
      `checkpoint ${snapshot.version} was not written: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
}

/**
 * The newest state that a checkpoint and the journal agree on; undefined when there is none.
 *
 * That the journal lost its last entries can be seen only from outside of it, since what is left is a whole journal. A
 * checkpoint of a commit that the journal does not have is such a witness, and then nothing is opened.
 */
export async function openCheckpoint(store: ObjectStore, warn: Warn): Promise<Snapshot | undefined> {
  for await (const snapshot of readCheckpoints(store, warn)) {
    const entry = await readEntry(store, snapshot.version);
    if (entry === undefined) {
      throw new JournalDamaged(snapshot.version, "is missing, though there is a checkpoint of the state after it");
    }
    if (entry.sha256 === snapshot.headSha256) return snapshot;
    warn(
      `checkpoint ${snapshot.version} was made of another journal entry ${snapshot.version} than the one that is there; ` +
        "the journal is believed, but one of the two was replaced: verify the journal",
    );
  }
  return undefined;
}

/** The whole checkpoints, the newest first. */
export async function* readCheckpoints(store: ObjectStore, warn: Warn): AsyncGenerator<Snapshot> {
  for (const version of await listCheckpoints(store)) {
    const stored = await store.get(checkpointKey(version));
    // Removed meanwhile, for its age.
    if (stored === undefined) continue;
    const decoded = decodeCheckpoint(version, stored.body);
    if (decoded.kind === "whole") yield decoded.snapshot;
    else warn(`checkpoint ${version} is not used: it ${decoded.why}`);
  }
}

/** Their versions, the newest first. */
async function listCheckpoints(store: ObjectStore): Promise<number[]> {
  const versions: number[] = [];
  for await (const { key } of store.list(folder)) {
    const [, digits] = /^checkpoints\/(\d{20})\.json$/.exec(key) ?? [];
    if (digits !== undefined) versions.push(Number(digits));
  }
  return versions.reverse();
}
