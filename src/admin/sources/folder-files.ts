// Finds files under the folders that operators may load from, and lets no path and no link lead out of them.
import type { Dirent } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { InsufficientPrivilege, ProgramLimitExceeded } from "../../errors.js";
import { limits } from "../../limits.js";
import { isInside } from "../contained-path.js";
import { fileFailure, isAbsent } from "../file-failures.js";
import { matchesSegment, parseGlob, type Segment } from "./glob.js";

export interface FolderRules {
  /** Files may be loaded from these, and from below. */
  readonly roots: readonly string[];
  /** But not from these: they are the gateway's own. */
  readonly privateFolders: readonly string[];
}

/**
 * The real paths of the files that a path or pattern means, in order. A relative one is meant from each root in turn,
 * and the first root that has such a file wins.
 * @throws InsufficientPrivilege (42501) for what lies elsewhere, also behind a symbolic link.
 */
export async function findFolderFiles(
  source: string,
  rules: FolderRules,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const walk = new Walk(source, await realRules(rules), signal);
  const places = isAbsolute(source) ? [source] : rules.roots.map((root) => resolve(root, source));
  const starts = (await Promise.all(places.map((place) => startOf(place, rules.roots)))).filter(
    (start) => start !== undefined,
  );
  if (starts.length === 0) throw outside(source);
  for (const { folder, segments } of starts) {
    const found = await walk.find(folder, segments);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * Where a path enters the roots. This is decided on the text alone, so that nothing outside of the roots is looked at.
 * Weakness: a path which leads into a root through a link outside of all roots is refused.
 */
async function startOf(
  path: string,
  roots: readonly string[],
): Promise<{ readonly folder: string; readonly segments: readonly Segment[] } | undefined> {
  const absolute = resolve(path);
  for (const root of roots) {
    const real = await realFolder(root);
    if (real === undefined) continue;
    const base = [resolve(root), real].find((alias) => isInside(alias, absolute));
    if (base === undefined) continue;
    return { folder: real, segments: parseGlob(relative(base, absolute).split(sep).join("/")) };
  }
  return undefined;
}

async function realRules({ roots, privateFolders }: FolderRules): Promise<FolderRules> {
  const real = async (folders: readonly string[]) =>
    (await Promise.all(folders.map(realFolder))).filter((folder) => folder !== undefined);
  return { roots: await real(roots), privateFolders: await real(privateFolders) };
}

async function realFolder(folder: string): Promise<string | undefined> {
  try {
    return await realpath(folder);
  } catch (thrown) {
    // A root need not exist (yet).
    if (isAbsent(thrown)) return undefined;
    throw fileFailure(`could not open "${folder}"`, thrown);
  }
}

/** One search. Its folders are real paths throughout. */
class Walk {
  readonly #source: string;
  readonly #rules: FolderRules;
  readonly #signal: AbortSignal;
  readonly #found = new Set<string>();
  #namesSeen = 0;

  constructor(source: string, rules: FolderRules, signal: AbortSignal) {
    this.#source = source;
    this.#rules = rules;
    this.#signal = signal;
  }

  async find(folder: string, segments: readonly Segment[]): Promise<readonly string[]> {
    this.#found.clear();
    await this.#walk(folder, segments);
    return [...this.#found].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  }

  async #walk(folder: string, [segment, ...rest]: readonly Segment[]): Promise<void> {
    this.#signal.throwIfAborted();
    if (segment === undefined) return;
    if (segment.kind === "literal") {
      await this.#enter(join(folder, segment.text), rest);
      return;
    }
    if (segment.kind === "anyFolders") await this.#walk(folder, rest);
    for (const entry of await this.#entries(folder)) {
      if (!matchesSegment(segment, entry.name)) continue;
      // Links are not followed by `**`: they could lead round in a circle.
      if (segment.kind === "pattern") await this.#enter(join(folder, entry.name), rest);
      else if (entry.isDirectory()) await this.#walk(join(folder, entry.name), [segment, ...rest]);
    }
  }

  async #enter(path: string, rest: readonly Segment[]): Promise<void> {
    const real = await this.#follow(path);
    if (real === undefined) return;
    const isLast = rest.length === 0;
    try {
      const found = await stat(real);
      if (isLast ? !found.isFile() : !found.isDirectory()) return;
    } catch (thrown) {
      if (isAbsent(thrown)) return;
      throw fileFailure(`could not open "${path}"`, thrown);
    }
    if (!isLast) {
      await this.#walk(real, rest);
      return;
    }
    this.#found.add(real);
    if (this.#found.size > limits.sourceFilesMax) {
      throw new ProgramLimitExceeded(`source "${this.#source}" has more than ${limits.sourceFilesMax} files`, {
        hint: "Load it in parts, with if_exists => 'append'.",
      });
    }
  }

  /** The path behind a link, or undefined where nothing is. */
  async #follow(path: string): Promise<string | undefined> {
    try {
      const isLink = (await lstat(path)).isSymbolicLink();
      const real = isLink ? await realpath(path) : path;
      if (!this.#isAllowed(real)) throw outside(this.#source, isLink);
      return real;
    } catch (thrown) {
      if (isAbsent(thrown)) return undefined;
      throw fileFailure(`could not open "${path}"`, thrown);
    }
  }

  #isAllowed(real: string): boolean {
    const { roots, privateFolders } = this.#rules;
    return roots.some((root) => isInside(root, real)) && !privateFolders.some((folder) => isInside(folder, real));
  }

  async #entries(folder: string): Promise<readonly Dirent[]> {
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (thrown) {
      if (isAbsent(thrown)) return [];
      throw fileFailure(`could not open "${folder}"`, thrown);
    }
    this.#namesSeen += entries.length;
    if (this.#namesSeen > limits.sourceNamesMax) {
      throw new ProgramLimitExceeded(
        `source "${this.#source}" means looking at more than ${limits.sourceNamesMax} names`,
        {
          hint: "Begin the pattern with the folder that holds the files.",
        },
      );
    }
    return entries;
  }
}

function outside(source: string, isLink = false): InsufficientPrivilege {
  return new InsufficientPrivilege(`source "${source}" lies outside of the folders that may be loaded from`, {
    ...(isLink ? { detail: "A symbolic link leads out of them." } : {}),
    hint: "The config key ingest_roots lists these folders. Files in a bucket are named lakehouse-<bucket>://<key>.",
  });
}
