import { describe, expect, it } from "vitest";
import { rowGroupsFor } from "../../../src/engine/ingest/row-groups.js";

describe("the row groups of a file", () => {
  it.each([
    [0, 30_720],
    [200, 30_720],
    [1_000, 30_720],
    [5_000, 6_144],
    [16_384, 2_048],
  ])("of rows of %i bytes have %i rows, and are written as they come", (rowBytes, rows) => {
    expect(rowGroupsFor("SELECT 1", rowBytes)).toEqual({ rows, select: "SELECT 1", needsOneThread: false });
  });

  it.each([
    [20_000, 1_024],
    [100_000, 256],
    [10_000_000, 128],
  ])("of wide rows, of %i bytes, have %i rows, which are taken apart first", (rowBytes, rows) => {
    const groups = rowGroupsFor("SELECT 1", rowBytes);
    expect(groups).toMatchObject({ rows, needsOneThread: true });
    expect(groups.select).toContain(`range(${2_048 / rows})`);
  });
});
