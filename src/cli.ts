// The command line: names a command, hands over, and turns the outcome into an exit code.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ConfigError, describeConfig, type LoadedConfig, loadConfig } from "./config.js";
import type { Io } from "./io.js";

const exitCodes = { ok: 0, failed: 1, misused: 2 } as const;
type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const usage = `Usage: sluice <command> [options]

Commands:
  serve           answer PostgreSQL clients until stopped
  install-extensions [REPOSITORY]
                  download DuckDB's extension httpfs into extensions_dir, from DuckDB's own repository or another one
  check-config    print the effective configuration, or what is wrong with it
  version         print the version
  help            print this text

Options:
  --config FILE   the config file, YAML or JSON (else SLUICE_CONFIG, else ./sluice.yaml if there is one)
  -h, --help      print this text

Exit codes: 0 all went well, 1 it failed while running, 2 the command line or the configuration is wrong.`;

interface Command {
  readonly name: string;
  readonly argument: string | undefined;
  readonly configFile: string | undefined;
}

class UsageError extends Error {}

/** Runs one command to its end. Never throws: a failure is printed, and told by the exit code. */
export async function runCli(parameters: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await runCommand(readCommand(parameters), io);
  } catch (thrown) {
    // The last stop for every failure: it is told here, and by the exit code.
    if (thrown instanceof UsageError || thrown instanceof ConfigError) {
      io.stderr.write(`${thrown.message}\n`);
      return exitCodes.misused;
    }
    io.stderr.write(`sluice failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
    return exitCodes.failed;
  }
}

async function runCommand(command: Command, io: Io): Promise<ExitCode> {
  switch (command.name) {
    case "serve": {
      const loaded = load(command, io);
      // Loaded only when needed: it brings DuckDB along, and the other commands answer at once.
      const { serve } = await import("./main.js");
      await serve({ ...loaded, load: () => loadConfig({ file: command.configFile }), version: version() }, io);
      return exitCodes.ok;
    }
    case "install-extensions": {
      const { config } = load(command, io);
      if (config.extensionsDir === undefined)
        throw new ConfigError(["extensions_dir: got nothing, and it is where they go"]);
      const { installExtensions } = await import("./main.js");
      io.stdout.write(`installed ${await installExtensions(config.extensionsDir, command.argument)}\n`);
      return exitCodes.ok;
    }
    case "check-config": {
      const { config, file } = load(command, io);
      io.stdout.write(`# ${file === undefined ? "no config file" : `from ${file}`}\n${describeConfig(config)}\n`);
      return exitCodes.ok;
    }
    case "version":
      io.stdout.write(`${version()}\n`);
      return exitCodes.ok;
    case "help":
      io.stdout.write(`${usage}\n`);
      return exitCodes.ok;
    default:
      throw new UsageError(`unknown command "${command.name}"\n\n${usage}`);
  }
}

function readCommand(parameters: readonly string[]): Command {
  const { values, positionals } = parse(parameters);
  if (values.help === true) return { name: "help", argument: undefined, configFile: undefined };
  const [name, ...rest] = positionals;
  if (name === undefined) throw new UsageError(usage);
  const [argument, ...others] = name === "install-extensions" ? rest : [undefined, ...rest];
  if (others.length > 0) throw new UsageError(`unexpected "${others.join(" ")}" after ${name}\n\n${usage}`);
  return { name, argument, configFile: values.config };
}

function parse(parameters: readonly string[]) {
  try {
    return parseArgs({
      args: [...parameters],
      options: { config: { type: "string" }, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new UsageError(`${reason}\n\n${usage}`, { cause: thrown });
  }
}

function load(command: Command, io: Io): LoadedConfig {
  const loaded = loadConfig({ file: command.configFile });
  for (const name of loaded.unknownVariables) {
    io.stderr.write(`note: the environment variable ${name} means nothing to Sluice\n`);
  }
  return loaded;
}

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
