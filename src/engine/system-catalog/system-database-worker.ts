// The thread that PostgreSQL runs in: boots it, and answers one exchange after another. It can only be stopped by ending the thread.
import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { dataFolderPath, readDataFolder, writeDataFolder } from "./data-folder-cache.js";
import type { ExchangeOrder, FromThread, ThreadData } from "./database-thread.js";

interface Memory {
  readonly buffer: ArrayBuffer;
  grow: (this: Memory, pages: number) => number;
}

/** What this file needs of the global, which Node has and its types do not tell of. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  readonly Memory: { readonly prototype: Memory };
};

/** Small, for a database that has one user and is in memory. */
const settings = [
  "shared_buffers = 4MB",
  "max_connections = 3",
  "wal_buffers = 64kB",
  "autovacuum = off",
  "fsync = off",
  // Its files lie in this process's memory.
  "temp_file_limit = 64MB",
];
/** A log that nobody reads takes 1 MB, not 16. */
const initdbParameters = ["--wal-segsize=1"];
/** Binary upgrade mode: the OID of what is made can be told. */
const startParameters = [...PGlite.defaultStartParams, "-b"];
/** What the main loop exits with for an error that PostgreSQL has raised: it goes on after that. */
const raisedStatus = 100;
const readyForQuery = Buffer.from("5a00000005", "hex");

const packageEntry = import.meta.resolve("@electric-sql/pglite");

if (parentPort === null) throw new Error("this is the main thread");
const port = parentPort;
const { cacheFolder, memoryBytesMax, module: givenModule } = workerData as ThreadData;

boundMemory(memoryBytesMax);
const module = givenModule ?? (await WebAssembly.compile(await readFile(new URL("./pglite.wasm", packageEntry))));
const warnings: string[] = [];
const { database, source } = await boot();
const trapped = watchTraps(database);
// What it rejects with is uncaught, and so ends the thread, as it should.
port.on("message", (order: ExchangeOrder) => void answer(order));
tell({ kind: "ready", source, module, warnings });

function tell(message: FromThread, moved: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, moved);
}

/** @throws what PostgreSQL did not survive. */
async function answer({ messages, bytesMax }: ExchangeOrder): Promise<void> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // The part is a view of PostgreSQL's own memory. Whatever were thrown here would go through its frames.
  const onRawData = (part: Uint8Array): void => {
    if (bytes > bytesMax) return;
    bytes += part.length;
    if (bytes > bytesMax) tell({ kind: "tooLong" });
    else parts.push(part.slice());
  };
  await database.execProtocolRawStream(messages, { syncToFs: false, onRawData });
  if (bytes > bytesMax) return;
  const joined = new Uint8Array(bytes);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  if (trapped.length > 0) throw new Error("PostgreSQL has ended", { cause: trapped[0] });
  if (!readyForQuery.equals(joined.subarray(-6, -1))) throw new Error("PostgreSQL is not ready for a query");
  tell({ kind: "answer", bytes: joined }, [joined.buffer]);
}

/** The tar is not held any longer than this. */
async function boot(): Promise<{ readonly database: PGlite; readonly source: "cache" | "initdb" }> {
  const { tar, source } = await findDataFolder();
  const booted = await PGlite.create({
    postgresqlconf: settings,
    startParams: startParameters,
    pgliteWasmModule: module,
    loadDataDir: new Blob([tar]),
  });
  return { database: booted, source };
}

/** From the cache, or made now, and kept there for the next boot. */
async function findDataFolder(): Promise<{
  readonly tar: Uint8Array<ArrayBuffer>;
  readonly source: "cache" | "initdb";
}> {
  const file = dataFolderPath(cacheFolder, await packageVersion());
  try {
    const found = await readDataFolder(file);
    if (typeof found !== "string") return { tar: found, source: "cache" };
    if (found === "damaged") warnings.push(`the kept database "${file}" is damaged, and is made anew`);
  } catch (thrown) {
    // It can be made without; what is wrong with the folder is for the operator.
    warnings.push(`the kept database "${file}" cannot be read: ${String(thrown)}`);
  }
  const tar = await makeDataFolder();
  try {
    await writeDataFolder(file, tar);
  } catch (thrown) {
    // The next boot takes longer, and that is all.
    warnings.push(`the database cannot be kept in "${file}": ${String(thrown)}`);
  }
  return { tar, source: "initdb" };
}

async function makeDataFolder(): Promise<Uint8Array<ArrayBuffer>> {
  const made = await PGlite.create({
    postgresqlconf: settings,
    initDbStartParams: initdbParameters,
    pgliteWasmModule: module,
  });
  try {
    // So that nothing has to be recovered at each boot.
    await made.exec("checkpoint");
    const dump = await made.dumpDataDir("none");
    return new Uint8Array(await dump.arrayBuffer());
  } finally {
    await made.close();
  }
}

async function packageVersion(): Promise<string> {
  const description: unknown = JSON.parse(await readFile(new URL("../package.json", packageEntry), "utf8"));
  const { version } = description as { readonly version?: unknown };
  if (typeof version !== "string") throw new Error("the version of PGlite is not known");
  return version;
}

/**
 * What its main loop throws, PGlite drops, and goes on, also where the program was stopped in the middle of something: a stack that overflowed,
 * a process that has exited. Nothing that is answered after that is to be believed.
 */
function watchTraps({ Module }: PGlite): readonly unknown[] {
  const traps: unknown[] = [];
  const run = Module._PostgresMainLoopOnce;
  Module._PostgresMainLoopOnce = () => {
    try {
      run();
    } catch (thrown) {
      if ((thrown as { readonly status?: unknown } | undefined)?.status !== raisedStatus) traps.push(thrown);
      throw thrown;
    }
  };
  return traps;
}

/** Of PostgreSQL's own memory, which no limit of a thread's counts. Refused more, it says "out of memory", and goes on. */
function boundMemory(bytesMax: number): void {
  const memories = WebAssembly.Memory.prototype;
  const { grow } = memories;
  memories.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65_536 > bytesMax) throw new RangeError("no more memory");
    return grow.call(this, pages);
  };
}
