// Where the side files of the journal lie, and what is in those of bounds: things too large or too personal for it. The journal names them and never holds what is
// in them, so that a purge can erase them while the journal still verifies.
import { assertObjectKey } from "./store/object-key.js";

/** A write's side file: random, since it is written before the number of its commit is known. */
interface SideFile {
  readonly dataset: string;
  readonly id: string;
}

/** The column bounds of the objects that one write made. */
export function statisticsKey(file: SideFile): string {
  return sideFileKey("statistics", file, "json");
}

/** Of an object's column, as DuckDB prints them; null: it is not known. */
export interface ColumnBounds {
  readonly column: string;
  readonly min: string | null;
  readonly max: string | null;
  readonly nulls: number | null;
}

/** By the object's URL. */
export type ObjectBounds = Readonly<Record<string, readonly ColumnBounds[]>>;

export function encodeBounds(objects: ObjectBounds): Buffer {
  return Buffer.from(JSON.stringify({ format: 1, objects }));
}

export function decodeBounds(body: Buffer): ObjectBounds {
  return (JSON.parse(body.toString()) as { readonly objects: ObjectBounds }).objects;
}

/** The keys that one commit tombstoned, restored, held or released. */
export function tombstonesKey(file: SideFile): string {
  return sideFileKey("tombstones", file, "parquet");
}

function sideFileKey(folder: string, { dataset, id }: SideFile, extension: string): string {
  // A dataset's name may have slashes, or be "..".
  const key = `${folder}/${encodeURIComponent(dataset).replaceAll(".", "%2E")}/${id}.${extension}`;
  assertObjectKey(key);
  return key;
}
