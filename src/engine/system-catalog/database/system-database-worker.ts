// The thread that PostgreSQL runs in: boots it, and answers one exchange after another. It can only be stopped by ending the thread.
import { parentPort, workerData } from "node:worker_threads";
import { MemoryFS, PGlite } from "@electric-sql/pglite";
import { type FileSystem, unpackDataFolder } from "./data-folder.js";
import type { ExchangeOrder, FromThread, ThreadData } from "./database-thread.js";
import { query } from "./frontend-messages.js";
import { settings } from "./postgres-settings.js";

interface Memory {
  readonly buffer: ArrayBuffer;
  grow: (this: Memory, pages: number) => number;
}

/** What this file needs of the global, which Node has and its types do not tell of. */
declare const WebAssembly: { readonly Memory: { readonly prototype: Memory } };

/** Binary upgrade mode: the OID of what is made can be told. */
const startParameters = [...PGlite.defaultStartParams, "-b"];
/** What the main loop exits with for an error that PostgreSQL has raised: it goes on after that. */
const raisedStatus = 100;
const checkpoint = query("CHECKPOINT");
const logFilesMax = 12;
/** How ReadyForQuery says that no transaction is open. */
const idleStatus = "I".charCodeAt(0);
const readyForQuery = Buffer.from("5a00000005", "hex");

if (parentPort === null) throw new Error("this is the main thread");
const port = parentPort;
const { parts, memoryBytesMax } = workerData as ThreadData;

/** Asked for when the program is loaded, and has no file of the data folder yet. */
class SharedFiles extends MemoryFS {
  override async initialSyncFs(): Promise<void> {
    if (this.pg === undefined) throw new Error("files without a database");
    const files: unknown = this.pg.Module.FS;
    unpackDataFolder(files as FileSystem, PGlite.paths.PGDATA, parts.dataFolder);
  }
}

boundMemory(memoryBytesMax);
const database = await PGlite.create({
  fs: new SharedFiles(),
  postgresqlconf: settings,
  startParams: startParameters,
  pgliteWasmModule: parts.module,
});
const trapped = watchTraps(database);
// What it rejects with is uncaught, and so ends the thread, as it should.
port.on("message", (order: ExchangeOrder) => void answer(order));
tell({ kind: "ready" });

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
  const isIdle = joined[joined.length - 1] === idleStatus;
  tell({ kind: "answer", bytes: joined }, [joined.buffer]);
  if (isIdle) await dropLog();
}

/** A PostgreSQL without other processes keeps its log until it is told to make a checkpoint. The log's files are 1 MB each. */
async function dropLog(): Promise<void> {
  const files: unknown = database.Module.FS;
  if ((files as FileSystem).readdir(`${PGlite.paths.PGDATA}/pg_wal`).length <= logFilesMax) return;
  await database.execProtocolRawStream(checkpoint, { syncToFs: false, onRawData: () => undefined });
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
