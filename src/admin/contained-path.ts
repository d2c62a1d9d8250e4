// Where a path really leads, and whether that is inside a folder.
import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { isAbsent } from "./file-failures.js";

/** True for the folder itself too. Both are absolute and without links, or neither has been looked at. */
export function isInside(folder: string, path: string): boolean {
  const above = folder.endsWith(sep) ? folder : folder + sep;
  return path === folder || path.startsWith(above);
}

/** True when one of the two lies inside the other, or both are one. */
export function overlaps(left: string, right: string): boolean {
  return isInside(left, right) || isInside(right, left);
}

/** The path with every symbolic link followed, also where its last parts do not exist yet. */
export async function realPathOf(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch (thrown) {
    const above = dirname(absolute);
    if (!isAbsent(thrown) || above === absolute) throw thrown;
    return join(await realPathOf(above), basename(absolute));
  }
}
