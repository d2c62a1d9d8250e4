import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-launcher-"));
  mkdirSync(join(folder, "bin"));
  copyFileSync("bin/sluice.cjs", join(folder, "bin/sluice.cjs"));
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program in the place of the real one, behind the real launcher. */
function program(text: string): void {
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist/cli.js"), text);
}

function launch(poolSize?: string, ...parameters: string[]) {
  const { UV_THREADPOOL_SIZE: _, NODE_OPTIONS: __, ...env } = process.env;
  return spawnSync(process.execPath, [join(folder, "bin/sluice.cjs"), ...parameters], {
    env: poolSize === undefined ? env : { ...env, UV_THREADPOOL_SIZE: poolSize },
    encoding: "utf8",
  });
}

// All pool threads start with the first piece of work, so counting threads counts the pool.
const countThreads = `
  import { pbkdf2 } from "node:crypto";
  import { readdirSync } from "node:fs";
  export async function runCli() {
    await new Promise((resolve) => pbkdf2("a", "b", 1, 32, "sha256", resolve));
    console.log(readdirSync("/proc/self/task").length);
    return 0;
  }`;

describe("the launcher", () => {
  it.runIf(process.platform === "linux")("gives the program twenty-four pool threads or more", () => {
    program(countThreads);
    const threads = (poolSize?: string) => Number(launch(poolSize).stdout);
    const others = threads("30") - 30;
    expect(others).toBeGreaterThan(0);
    expect(threads() - others).toBe(24);
    expect(threads("4") - others).toBe(24);
    expect(threads("nonsense") - others).toBe(24);
  });

  it("hands over the words of the command line and brings back the exit code", () => {
    program(`export async function runCli(words, io) { io.stdout.write(words.join()); return 7; }`);
    expect(launch(undefined, "serve", "--config", "a b")).toMatchObject({ status: 7, stdout: "serve,--config,a b" });
  });

  it("ends with the command although a timer was forgotten", () => {
    program(`export async function runCli() { setInterval(() => {}, 1000); return 3; }`);
    expect(launch().status).toBe(3);
  });

  it("tells what to do when nothing is built", () => {
    expect(launch()).toMatchObject({ status: 1, stdout: "" });
    expect(launch().stderr).toContain("npm run build");
  });
});
