// A small lake that takes CALL, GRANT and CREATE POLICY, as the running gateway does.
import { BucketErrors } from "../../src/catalog/store/bucket-errors.js";
import { randomUUID } from "node:crypto";
import { administrationHandler } from "../../src/admin/administration.js";
import { intake } from "../../src/admin/intake.js";
import { administrationProcedures } from "../../src/admin/procedures.js";
import { systemRelations } from "../../src/admin/system-relations.js";
import type { Bucket } from "../../src/catalog/api.js";
import { noCopies } from "../../src/engine/relations/dataset-objects.js";
import { bucketStore } from "../unit/admin/fixture.js";
import { PgError } from "../../src/errors.js";
import { checkSetting } from "../../src/wire/session/setting-check.js";
import { type Lake, noDeeds, openLake, query } from "./lake.js";

export interface AdministeredLake extends Lake {
  /** As `admin`, or as another. */
  run(sql: string, role?: string): ReturnType<typeof query>;
  /** The cells of every row, joined by `|`. */
  rows(sql: string, role?: string): Promise<readonly string[]>;
  /** Resolves with what it is refused with. */
  refusal(sql: string, role?: string): Promise<PgError>;
  /** The same lake after a restart. */
  reopen(): Promise<AdministeredLake>;
}

export async function openAdministeredLake(
  options: Pick<Parameters<typeof openLake>[0] & object, "hashKeys" | "hiddenRowBounds" | "folder"> = {},
): Promise<AdministeredLake> {
  const lake = await openLake(options);
  const { catalog, engine } = lake;
  const { rowRules } = engine;
  const auditLog = { read: async function* () {} };
  const staging = {
    catalog,
    dataDir: lake.folder,
    parquetFiles: engine.parquetFiles,
    bucketStore,
    remoteObjects: (bucket: Bucket) => {
      throw new Error(`bucket ${bucket.name} is nowhere`);
    },
    copies: noCopies,
    randomId: randomUUID,
    warn: () => undefined,
  };
  engine.extend({
    procedures: administrationProcedures({
      ...staging,
      rowRules,
      erasure: engine.erasure,
      results: engine.results,
      explainer: engine.explainer,
      auditLog,
      staleMsMax: 10_000,
      now: () => new Date(),
      ingestRoots: [],
      bucketRoots: [lake.folder],
      privateFolders: [],
      bucketErrors: new BucketErrors(() => new Date()),
      catalogBucket: { name: "catalog", kind: "local", root: `${lake.folder}/catalog` },
      databases: { query: () => Promise.reject(new Error("no other databases here")) },
    }),
    intake: intake(staging),
    deeds: noDeeds,
    systemRelations: systemRelations({
      catalog,
      rowRules,
      results: engine.results,
      bucketErrors: new BucketErrors(() => new Date()),
      auditLog,
      settings: [],
    }),
    administration: administrationHandler({
      catalog,
      rowRules,
      checkSetting,
      passwords: { makeVerifier: () => Promise.reject(new Error("no passwords here")), isVerifier: () => false },
    }),
  });
  const run: AdministeredLake["run"] = (sql, role = "admin") => query(lake, sql, { role });
  return {
    ...lake,
    run,
    reopen: () => {
      lake.shut();
      return openAdministeredLake({ ...options, folder: lake.folder });
    },
    rows: async (sql, role) => (await run(sql, role)).rows.map((row) => row.map(String).join("|")),
    refusal: async (sql, role) => {
      try {
        await run(sql, role);
      } catch (thrown) {
        if (thrown instanceof PgError) return thrown;
        throw thrown;
      }
      throw new Error(`it was not refused: ${sql}`);
    },
  };
}
