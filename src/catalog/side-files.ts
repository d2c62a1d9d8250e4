// Where the side files of the journal lie: things too large or too personal for it. The journal names them and never holds what is
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
