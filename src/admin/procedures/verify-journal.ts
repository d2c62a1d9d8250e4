// CALL verify_journal(): recomputes the journal's chain and the hashes of the side files that it names, and tells the first break.
import { type Catalog, type CatalogEvent, type KeysRecorded, sha256 } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { defineProcedure } from "./define.js";

export function verifyJournal({ catalog }: { readonly catalog: Catalog }): Procedure {
  return defineProcedure({
    name: "verify_journal",
    isForSuperusers: true,
    arguments: {},
    columns: [
      { name: "status", type: { id: "VARCHAR" } },
      { name: "version", type: { id: "BIGINT" } },
      { name: "message", type: { id: "VARCHAR" } },
      { name: "head_sha256", type: { id: "VARCHAR" } },
      { name: "state_sha256", type: { id: "VARCHAR" } },
    ],
    changesCatalog: false,
    async run({ signal }) {
      const verdict = await catalog.verify();
      if (verdict.kind === "broken") return { rows: [["broken", verdict.version, verdict.why, null, null]] };
      for await (const { version, events } of catalog.journal()) {
        if (version > verdict.version) break;
        signal.throwIfAborted();
        for (const event of events) {
          const why = isAboutKeys(event) ? await whyBroken(catalog, event) : undefined;
          if (why !== undefined) return { rows: [["broken", version, why, null, null]] };
        }
      }
      const message = `${verdict.version} entries and the files of keys that they name are as they were written`;
      return { rows: [["intact", verdict.version, message, verdict.headSha256, verdict.stateSha256]] };
    },
  });
}

function isAboutKeys(event: CatalogEvent): event is CatalogEvent & KeysRecorded {
  return "sha256" in event;
}

async function whyBroken({ store }: Catalog, { file, sha256: expected }: KeysRecorded): Promise<string | undefined> {
  const stored = await store.get(file);
  if (stored === undefined) return `the file of keys ${file} is missing`;
  return sha256(stored.body) === expected ? undefined : `the file of keys ${file} was altered`;
}
