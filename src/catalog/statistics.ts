// Where the column bounds of objects lie: beside the journal, never in it.
import { assertObjectKey } from "./store/object-key.js";

/**
 * The side file with the column bounds of the objects that one write made. Bounds are values of rows, so a purge must be
 * able to erase them while the journal, which names the file, still verifies.
 * @param id Random, since a file is written before the number of its commit is known.
 */
export function statisticsKey({ dataset, id }: { readonly dataset: string; readonly id: string }): string {
  // A dataset's name may have slashes, or be "..".
  const folder = encodeURIComponent(dataset).replaceAll(".", "%2E");
  const key = `statistics/${folder}/${id}.json`;
  assertObjectKey(key);
  return key;
}
