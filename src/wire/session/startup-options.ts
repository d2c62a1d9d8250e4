// Reads the `options` of a startup packet: `-c name=value`, and `--name=value`.
// https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNECT-OPTIONS

import { SyntaxError } from "../../errors.js";

export interface StartupOption {
  readonly name: string;
  readonly value: string;
}

export function readStartupOptions(options: string): readonly StartupOption[] {
  const words = splitWords(options);
  const settings: StartupOption[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "-c") {
      index += 1;
      settings.push(readAssignment(words[index] ?? "", "-c "));
    } else if (word.startsWith("-c")) {
      settings.push(readAssignment(word.slice(2), "-c "));
    } else if (word.startsWith("--")) {
      settings.push(readAssignment(word.slice(2), "--"));
    } else {
      throw new SyntaxError(`invalid command-line argument for server process: ${word}`, {
        severity: "FATAL",
        hint: "Give settings as -c name=value.",
      });
    }
  }
  return settings;
}

/** Space parts the words; a backslash makes the next character part of its word. */
function splitWords(options: string): readonly string[] {
  const words = options.match(/(?:\\[^]|[^\s\\])+/g) ?? [];
  return words.map((word) => word.replaceAll(/\\([^])/g, "$1"));
}

function readAssignment(assignment: string, shownBefore: string): StartupOption {
  const at = assignment.indexOf("=");
  if (at < 1) throw new SyntaxError(`${shownBefore}${assignment} requires a value`, { severity: "FATAL" });
  // Dashes stand for underscores here, which no setting's name needs otherwise.
  return { name: assignment.slice(0, at).replaceAll("-", "_"), value: assignment.slice(at + 1) };
}
