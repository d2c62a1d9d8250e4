// What every system database of a process boots from: PostgreSQL's program, compiled once, and one data folder, made once for each of its versions.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { limits } from "../../../limits.js";
import { dataFolderPath, readDataFolder, sharedCopy, writeDataFolder } from "./data-folder-cache.js";
import { compileFrugally } from "./frugal-module.js";

/** Can be handed to any number of threads, which then share it. */
export interface BootParts {
  readonly module: object;
  readonly dataFolder: Uint8Array<SharedArrayBuffer>;
  readonly source: "cache" | "initdb";
  readonly warnings: readonly string[];
}

const packageEntry = import.meta.resolve("@electric-sql/pglite");

/** Found once, for all databases that are given them. */
export class SharedBootParts {
  readonly #cacheFolder: string;
  #found: Promise<BootParts> | undefined;

  constructor(cacheFolder: string) {
    this.#cacheFolder = cacheFolder;
  }

  /** Whoever asks first has the say when it is to be given up; what has failed is tried anew by the next one who asks. */
  find(signal: AbortSignal): Promise<BootParts> {
    this.#found ??= findBootParts(this.#cacheFolder, signal).catch((thrown: unknown) => {
      this.#found = undefined;
      throw thrown;
    });
    return this.#found;
  }
}

/** The data folder is from the cache, or made now, and kept there for the next start. */
async function findBootParts(cacheFolder: string, signal: AbortSignal): Promise<BootParts> {
  const [module, found] = await Promise.all([
    readFile(new URL("./pglite.wasm", packageEntry)).then(compileFrugally),
    findDataFolder(cacheFolder, signal),
  ]);
  return { module, ...found };
}

async function findDataFolder(cacheFolder: string, signal: AbortSignal): Promise<Omit<BootParts, "module">> {
  const warnings: string[] = [];
  const file = dataFolderPath(cacheFolder, await packageVersion());
  try {
    const found = await readDataFolder(file);
    if (typeof found !== "string") return { dataFolder: found, source: "cache", warnings };
    if (found === "damaged") warnings.push(`the kept database "${file}" is damaged, and is made anew`);
  } catch (thrown) {
    // It can be made without; what is wrong with the folder is for the operator.
    warnings.push(`the kept database "${file}" cannot be read: ${String(thrown)}`);
  }
  const made = await makeDataFolder(signal);
  try {
    await writeDataFolder(file, made);
  } catch (thrown) {
    // The next boot takes longer, and that is all.
    warnings.push(`the database cannot be kept in "${file}": ${String(thrown)}`);
  }
  return { dataFolder: sharedCopy(made), source: "initdb", warnings };
}

async function makeDataFolder(signal: AbortSignal): Promise<Buffer> {
  const program = fileURLToPath(new URL("./data-folder-maker.js", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    encoding: "buffer",
    maxBuffer: limits.systemCatalogDataFolderBytesMax,
    timeout: limits.systemCatalogBootMsMax,
    signal,
  });
  return stdout;
}

async function packageVersion(): Promise<string> {
  const description: unknown = JSON.parse(await readFile(new URL("../package.json", packageEntry), "utf8"));
  const { version } = description as { readonly version?: unknown };
  if (typeof version !== "string") throw new Error("the version of PGlite is not known");
  return version;
}
