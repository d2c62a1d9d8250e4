// sluice.journal: who changed the catalog, when, why and what. Never what a role proves itself with.
import type { Catalog, CatalogEvent, Commit } from "../../catalog/api.js";
import type { Cell, SystemRelation } from "../../engine/api.js";

// Weakness: the whole journal is read and held for each statement. Ten thousand commits are some megabytes.
export function journalRelation(catalog: Pick<Catalog, "refresh" | "journal">): SystemRelation {
  return {
    name: "journal",
    columns: [
      { name: "version", type: { id: "BIGINT" } },
      { name: "id", type: { id: "VARCHAR" } },
      { name: "at", type: { id: "TIMESTAMPTZ" } },
      { name: "actor", type: { id: "VARCHAR" } },
      { name: "reason", type: { id: "VARCHAR" } },
      { name: "role", type: { id: "VARCHAR" } },
      { name: "client_address", type: { id: "VARCHAR" } },
      { name: "statement_id", type: { id: "VARCHAR" } },
      { name: "events", type: { id: "LIST", child: { id: "VARCHAR" } } },
      { name: "datasets", type: { id: "LIST", child: { id: "VARCHAR" } } },
      { name: "sha256", type: { id: "VARCHAR" } },
      { name: "previous_sha256", type: { id: "VARCHAR" } },
    ],
    isForSuperusers: true,
    async rows() {
      const head = await catalog.refresh();
      const rows: (readonly Cell[])[] = [];
      let previous: Commit | undefined;
      for await (const commit of catalog.journal()) {
        // An entry's hash stands in the one that follows it; the last one's in the state that it made.
        if (previous !== undefined) rows.push(rowOf(previous, commit.previousSha256));
        previous = commit.version > head.version ? undefined : commit;
        if (previous === undefined) break;
      }
      if (previous !== undefined) rows.push(rowOf(previous, head.headSha256));
      return rows;
    },
  };
}

function rowOf(commit: Commit, sha256: string): readonly Cell[] {
  return [
    commit.version,
    commit.id,
    new Date(commit.at),
    commit.actor,
    commit.reason ?? null,
    commit.role ?? null,
    commit.clientAddress ?? null,
    commit.statementId ?? null,
    commit.events.map((event) => event.kind),
    [...new Set(commit.events.map(datasetOf).filter((name) => name !== undefined))],
    sha256,
    commit.previousSha256,
  ];
}

/** The dataset or view that an event touches, if any. */
function datasetOf(event: CatalogEvent): string | undefined {
  switch (event.kind) {
    case "datasetCreated":
      return event.dataset.name;
    case "objectsAppended":
    case "datasetReplaced":
    case "datasetMoved":
    case "datasetDropped":
    case "granted":
    case "revoked":
    case "policyCreated":
    case "policyAltered":
    case "policyDropped":
    case "rowSecurityAltered":
    case "rowsTombstoned":
    case "rowsRestored":
    case "rowsHeld":
    case "rowsReleased":
      return event.dataset;
    case "ownerChanged":
      return event.relation;
    case "viewCreated":
    case "viewReplaced":
      return event.view.name;
    case "viewDropped":
    case "viewBound":
      return event.view;
    case "bucketCreated":
    case "bucketAltered":
    case "bucketDropped":
    case "roleCreated":
    case "roleAltered":
    case "roleRenamed":
    case "roleDropped":
    case "memberAdded":
    case "memberRemoved":
    case "defaultGranted":
    case "defaultRevoked":
    case "viewUnbound":
      return undefined;
  }
}
