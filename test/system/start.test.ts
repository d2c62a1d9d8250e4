import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// A checkout of its own, with a small program in the place of the gateway, so that this tests the start and nothing else.
let checkout: string;
/** What was started, so that a test that fails leaves nothing behind. */
const pids: number[] = [];
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), "sluice-start-"));
  for (const name of ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json", "bin", "scripts"]) {
    cpSync(name, join(checkout, name), { recursive: true });
  }
  symlinkSync(join(process.cwd(), "node_modules"), join(checkout, "node_modules"));
  mkdirSync(join(checkout, "src"));
  source("page.html", "<html></html>");
  source("gone.ts", "export const gone = 1;");
  program("first");
});
afterAll(() => {
  for (const pid of pids) if (isThere(pid)) process.kill(pid, "SIGKILL");
  rmSync(checkout, { recursive: true, force: true });
});

function source(name: string, text: string): void {
  writeFileSync(join(checkout, "src", name), text);
}

/** Serves until SIGTERM or SIGINT, then ends with 5 or 6. Counts pool threads in its first line. */
function program(name: string): void {
  source(
    "cli.ts",
    `import { pbkdf2 } from "node:crypto";
     import { readdirSync } from "node:fs";
     export async function runCli(words: readonly string[]): Promise<number> {
       await new Promise((resolve) => pbkdf2("a", "b", 1, 32, "sha256", resolve));
       const threads = process.platform === "linux" ? readdirSync("/proc/self/task").length : 99;
       const timer = setInterval(() => {}, 1000);
       const stopped = new Promise<number>((resolve) => {
         process.once("SIGTERM", () => resolve(5)).once("SIGINT", () => resolve(6));
       });
       console.log(["${name}", words.join(" "), threads >= 24 ? "large pool" : "small pool", process.pid].join("|"));
       const code = await stopped;
       clearInterval(timer);
       return code;
     }`,
  );
}

interface Started {
  readonly process: ChildProcess;
  readonly output: string;
  /** The server's own, which is not npm's. */
  readonly pid: number;
}

async function start(command: string, parameters: readonly string[]): Promise<Started> {
  const { UV_THREADPOOL_SIZE: _, ...env } = process.env;
  const child = spawn(command, parameters, { cwd: checkout, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    const pid = /pool\|(\d+)\n/.exec(output)?.[1];
    if (pid !== undefined) pids.push(Number(pid));
    if (pid !== undefined) return { process: child, output, pid: Number(pid) };
  }
  throw new Error(`it ended before it was ready:\n${output}`);
}

async function stop(started: Started, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(started.process, "exit") as Promise<[number | null]>;
  started.process.kill(signal);
  return (await ended)[0];
}

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (!isThere(pid)) return true;
    await sleep(100);
  }
  return false;
}

function isThere(pid: number): boolean {
  return spawnSync("kill", ["-0", String(pid)]).status === 0;
}

describe("npm start", () => {
  it("builds, serves with a large thread pool, and passes words on", async () => {
    const started = await start("npm", ["start", "--", "--config", "a file"]);
    expect(started.output).toContain("building\n");
    expect(started.output).toContain("first|serve --config a file|large pool");
    // npm hands the signal to its child and takes over its exit code; a shell in between would do neither.
    expect(await stop(started, "SIGTERM")).toBe(5);
    expect(await isGone(started.pid)).toBe(true);
  });

  it("is quick where nothing changed, builds nothing, and brings the exit code back", async () => {
    const startedAt = Date.now();
    const started = await start(process.execPath, ["scripts/start.cjs"]);
    expect(Date.now() - startedAt).toBeLessThan(1_500);
    expect(started.output).not.toContain("building");
    expect(started.pid).toBe(started.process.pid);
    expect(await stop(started, "SIGTERM")).toBe(5);
  });

  it("builds again after a change, and leaves nothing of a source that is gone", async () => {
    program("second");
    rmSync(join(checkout, "src/gone.ts"));
    const started = await start(process.execPath, ["scripts/start.cjs"]);
    expect(started.output).toContain("second|serve|large pool");
    expect(await stop(started, "SIGINT")).toBe(6);
    const listing = spawnSync("ls", [join(checkout, "dist")], { encoding: "utf8" }).stdout;
    expect(listing.trim().split("\n")).toEqual(["cli.js", "cli.js.map", "page.html"]);
  });

  it("does not start what does not compile", () => {
    source("broken.ts", "export const broken: number = 'text';");
    const ran = spawnSync(process.execPath, ["scripts/start.cjs"], { cwd: checkout, encoding: "utf8" });
    rmSync(join(checkout, "src/broken.ts"));
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain("broken.ts");
    expect(ran.stderr).toContain("the build failed");
  });
});
