import { describe, expect, it } from "vitest";
import type { Cell } from "../../../src/engine/procedure.js";
import { batchOf } from "../../../src/engine/rows.js";
import type { DataType } from "../../../src/engine/data-type.js";
import { textOf } from "../../support/values.js";

const column = (type: DataType, ...cells: Cell[]) => {
  const [vector] = batchOf(
    [{ name: "x", type }],
    cells.map((cell) => [cell]),
  ).columns;
  if (vector === undefined) throw new Error("no column");
  return cells.map((_, index) => textOf(vector, index));
};

describe("a batch of rows made in JavaScript", () => {
  it.each<[string, DataType, Cell[], (string | null)[]]>([
    ["text", { id: "VARCHAR" }, ["é😀", "", null, "x"], ["é😀", "", null, "x"]],
    ["booleans", { id: "BOOLEAN" }, [true, null, false], ["t", null, "f"]],
    ["integers", { id: "INTEGER" }, [-1, null, 2_147_483_647], ["-1", null, "2147483647"]],
    ["wide integers", { id: "BIGINT" }, [-1, 2n ** 62n, null], ["-1", "4611686018427387904", null]],
    ["doubles", { id: "DOUBLE" }, [0.5, null], ["0.5", null]],
    [
      "moments",
      { id: "TIMESTAMPTZ" },
      [new Date("2024-02-29T12:00:00.123Z"), null],
      ["2024-02-29T12:00:00.123Z", null],
    ],
    [
      "lists",
      { id: "LIST", child: { id: "VARCHAR" } },
      [["a", null], null, [], ["b"]],
      ["{a,NULL}", null, "{}", "{b}"],
    ],
    [
      "lists of lists",
      { id: "LIST", child: { id: "LIST", child: { id: "INTEGER" } } },
      [[[1], [2, 3]], [[]]],
      ["{{1},{2,3}}", "{{}}"],
    ],
  ])("holds %s", (_, type, cells, texts) => {
    expect(column(type, ...cells)).toEqual(texts);
  });

  it("marks NULLs beyond the first byte", () => {
    const cells = Array.from({ length: 20 }, (_, index) => (index % 9 === 8 ? null : index));
    expect(column({ id: "INTEGER" }, ...cells)).toEqual(cells.map((cell) => (cell === null ? null : String(cell))));
  });

  it("takes a missing cell for NULL, and may be empty", () => {
    const columns = [
      { name: "a", type: { id: "INTEGER" } },
      { name: "b", type: { id: "VARCHAR" } },
    ] as const;
    const batch = batchOf(columns, [[1]]);
    expect(batch.columns.map((vector) => textOf(vector, 0))).toEqual(["1", null]);
    expect(batchOf(columns, [])).toMatchObject({ rowCount: 0 });
  });

  it("has no form for other types: a fault of ours", () => {
    expect(() => column({ id: "UUID" }, "x")).toThrow("no UUID");
  });
});
