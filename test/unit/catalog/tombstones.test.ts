import { describe, expect, it } from "vitest";
import type { CatalogEvent, KeysRecorded, Snapshot } from "../../../src/catalog/api.js";
import { decodeCheckpoint, encodeCheckpoint } from "../../../src/catalog/checkpoint.js";
import { refusal } from "./matchers.js";
import { bucketCreated, dataset, datasetCreated, fold, foldOne, object } from "./samples.js";

const sha256 = "a".repeat(64);
const keys: KeysRecorded = {
  dataset: "people",
  keyColumns: [{ name: "id", type: "BIGINT" }],
  file: "tombstones/people/1.parquet",
  sha256,
  keys: 3,
  covers: 1,
};
const tombstoned = (more: Partial<KeysRecorded> = {}): CatalogEvent => ({ kind: "rowsTombstoned", ...keys, ...more });
const restored = (more: Partial<KeysRecorded> = {}): CatalogEvent => ({ kind: "rowsRestored", ...keys, ...more });
const held = (more: Partial<KeysRecorded> = {}): CatalogEvent => ({ kind: "rowsHeld", ...keys, ...more });
const start = fold([bucketCreated, datasetCreated()]);

const of = (state: Snapshot) => state.tombstones.get("people");

describe("tombstones in the fold", () => {
  it("are counted, with who did it and when, and change only what is hidden", () => {
    const erased = foldOne(start, [tombstoned()]);
    expect(of(erased)).toMatchObject({ tombstoned: 3, held: 0, version: 2 });
    expect(of(erased)?.files).toMatchObject([{ act: "tombstone", sha256, keys: 3, covers: 1, version: 2 }]);
    const onHold = foldOne(erased, [held({ keys: 2 })]);
    expect(of(onHold)).toMatchObject({ tombstoned: 3, held: 2, version: 2 });
    const back = foldOne(onHold, [restored({ keys: 1 })]);
    expect(of(back)).toMatchObject({ tombstoned: 2, held: 2, version: 4 });
    expect(of(back)?.files.map(({ act }) => act)).toEqual(["tombstone", "hold", "untombstone"]);
  });

  it.each<[string, CatalogEvent, string]>([
    ["of a dataset that is not there", tombstoned({ dataset: "nobody" }), "42P01"],
    ["by a column that is not there", tombstoned({ keyColumns: [{ name: "no", type: "BIGINT" }] }), "42703"],
    ["by a column of another type", tombstoned({ keyColumns: [{ name: "id", type: "VARCHAR" }] }), "22023"],
    ["taken away where there are none", restored(), "55000"],
  ])("are refused %s", (_, event, sqlstate) => {
    expect(() => foldOne(start, [event])).toThrow(refusal(sqlstate));
  });

  it("have one key, until there are none", () => {
    const erased = foldOne(start, [tombstoned()]);
    const byEmail = tombstoned({ keyColumns: [{ name: "email", type: "VARCHAR" }] });
    expect(() => foldOne(erased, [byEmail])).toThrow(refusal("22023"));
    const none = foldOne(erased, [restored()]);
    expect(of(foldOne(none, [byEmail]))).toMatchObject({ tombstoned: 3, keyColumns: [{ name: "email" }] });
    expect(of(foldOne(none, [byEmail]))?.files).toHaveLength(1);
  });

  it("outlive the dataset, and demand their key of whatever takes its place", () => {
    const erased = foldOne(start, [tombstoned()]);
    const gone = foldOne(erased, [{ kind: "datasetDropped", dataset: "people" }]);
    expect(of(gone)).toMatchObject({ tombstoned: 3 });
    expect(of(foldOne(gone, [datasetCreated()]))).toMatchObject({ tombstoned: 3 });
    const columns = [{ name: "id", type: "VARCHAR", isNullable: true }];
    const other: CatalogEvent = { kind: "datasetReplaced", dataset: "people", columns, keyColumns: [], objects: [] };
    expect(() => foldOne(erased, [other])).toThrow(refusal("55000"));
    expect(() => foldOne(gone, [{ kind: "datasetCreated", dataset: { ...dataset(), columns } }])).toThrow(
      refusal("55000"),
    );
    // None is left: nothing is demanded.
    const free = foldOne(foldOne(erased, [restored()]), [other]);
    expect(free.tombstones.has("people")).toBe(false);
  });

  it("know since when each object is there", () => {
    const grown = foldOne(start, [{ kind: "objectsAppended", dataset: "people", objects: [object("x")] }]);
    expect(grown.datasets.get("people")?.objects).toMatchObject([{ since: 2 }]);
    const columns = dataset().columns;
    const anew = foldOne(grown, [
      { kind: "datasetReplaced", dataset: "people", columns, keyColumns: [], objects: [object("y")] },
    ]);
    expect(anew.datasets.get("people")?.objects).toMatchObject([{ since: 3 }]);
  });

  it("are in checkpoints", () => {
    const state = foldOne(foldOne(start, [tombstoned()]), [held()]);
    const decoded = decodeCheckpoint(state.version, encodeCheckpoint(state));
    expect(decoded).toEqual({ kind: "whole", snapshot: state });
  });
});
