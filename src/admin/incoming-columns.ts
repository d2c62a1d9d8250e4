// Columns of a dataset as rows are to fill them: with their types as the engine knows them.
import type { Column } from "../catalog/api.js";
import type { IncomingColumn, ParquetFiles } from "../engine/api.js";

export async function incomingColumns(
  parquetFiles: Pick<ParquetFiles, "typesOf">,
  columns: readonly Column[],
  signal: AbortSignal,
): Promise<readonly IncomingColumn[]> {
  const types = await parquetFiles.typesOf(columns, signal);
  return columns.map(({ name, isNullable }, index) => {
    const type = types[index];
    if (type === undefined) throw new Error(`column "${name}" has no type`);
    return { name, type, isNullable };
  });
}
