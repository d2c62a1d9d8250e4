// The tombstones in a draft: what their key is, and whether a dataset has it.
import { InvalidParameterValue, ObjectNotInPrerequisiteState, UndefinedColumn } from "../errors.js";
import type { Draft } from "./draft.js";
import type { Column, KeyColumn, Tombstones } from "./snapshot.js";

/**
 * A dataset comes, or comes anew, with other columns. Erased rows stay erased, so their key must be among them.
 * @throws ObjectNotInPrerequisiteState (55000)
 */
export function assertTombstonesFit(draft: Draft, dataset: string, columns: readonly Column[]): void {
  const tombstones = draft.tombstones.current.get(dataset);
  if (tombstones === undefined) return;
  if (isUnused(tombstones)) {
    draft.tombstones.delete(dataset);
    return;
  }
  try {
    assertKeyFits(dataset, tombstones.keyColumns, columns);
  } catch (cause) {
    throw new ObjectNotInPrerequisiteState(
      `dataset "${dataset}" has tombstones or holds by ${describeKey(tombstones.keyColumns)}, which its new columns do not have`,
      { hint: "Keep that column and its type, or call untombstone and release_hold first.", cause },
    );
  }
}

export function assertKeyFits(dataset: string, keyColumns: readonly KeyColumn[], columns: readonly Column[]): void {
  for (const { name, type } of keyColumns) {
    const column = columns.find((one) => one.name === name);
    if (column === undefined) throw new UndefinedColumn(`column "${name}" of dataset "${dataset}" does not exist`);
    if (column.type !== type) {
      throw new InvalidParameterValue(
        `column "${name}" of dataset "${dataset}" is of type ${column.type}, not ${type}`,
      );
    }
  }
}

export function isUnused({ tombstoned, held }: Tombstones): boolean {
  return tombstoned === 0 && held === 0;
}

export function sameKey(left: readonly KeyColumn[], right: readonly KeyColumn[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ name, type }, index) => name === right[index]?.name && type === right[index]?.type)
  );
}

export function describeKey(keyColumns: readonly KeyColumn[]): string {
  return keyColumns.map(({ name }) => `"${name}"`).join(", ");
}
