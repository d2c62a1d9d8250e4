import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCli } from "../../src/cli.js";

async function run(...parameters: string[]) {
  const said = { stdout: "", stderr: "" };
  const io = {
    stdout: { write: (text: string) => (said.stdout += text) },
    stderr: { write: (text: string) => (said.stderr += text) },
  };
  const exitCode = await runCli(parameters, io);
  return { exitCode, ...said };
}

describe("the command line", () => {
  it("prints its version", async () => {
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await run("version")).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  it.each([["help"], ["--help"], ["serve", "-h"]])("prints help for %s", async (...parameters) => {
    const { exitCode, stdout } = await run(...parameters);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Usage: sluice <command>");
  });

  it.each([
    [[], "Usage"],
    [["sevre"], 'unknown command "sevre"'],
    [["serve", "now"], 'unexpected "now" after serve'],
    [["serve", "--port", "1"], "--port"],
    [["serve", "--config"], "--config"],
  ])("refuses %j with exit code 2", async (parameters, complaint) => {
    const { exitCode, stdout, stderr } = await run(...parameters);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(complaint);
  });

  it("stops before it serves with a configuration that is wrong", async () => {
    const { exitCode, stderr } = await run("serve", "--config", "/no/such/file.yaml");
    expect(exitCode).toBe(2);
    expect(stderr).toBe("/no/such/file.yaml: the config file cannot be read (ENOENT)\n");
  });
});
