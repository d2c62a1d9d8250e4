// Reads one config file, YAML or JSON, into values by dotted key, and refuses keys that mean nothing.
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { type Key, keys, settings } from "./settings.js";

export interface ConfigFile {
  readonly byKey: ReadonlyMap<Key, unknown>;
  readonly problems: readonly string[];
}

/** JSON needs no reader of its own: YAML contains it. */
export function readConfigFile(path: string): ConfigFile {
  const parsed = parse(path);
  if (parsed.kind === "unreadable") return { byKey: new Map(), problems: parsed.problems };
  const byKey = new Map<Key, unknown>();
  const problems: string[] = [];
  const put = (key: string, value: unknown, siblings: readonly string[]) => {
    // A key without a value is a key that was not given.
    if (!isKey(key)) problems.push(`${key} (${path}): unknown key, allowed: ${siblings.join(", ")}`);
    else if (value !== null) byKey.set(key, value);
  };
  for (const [name, value] of Object.entries(parsed.tree)) {
    const leaves = leafNames(name);
    if (leaves.length === 0) {
      put(name.includes(".") ? JSON.stringify(name) : name, value, topNames());
    } else if (isMapping(value)) {
      for (const [leaf, leafValue] of Object.entries(value)) put(`${name}.${leaf}`, leafValue, leaves);
    } else if (value !== null) {
      problems.push(`${name} (${path}): got a single value or a list, allowed: a section with ${leaves.join(", ")}`);
    }
  }
  return { byKey, problems };
}

type Parsed =
  | { readonly kind: "tree"; readonly tree: Readonly<Record<string, unknown>> }
  | { readonly kind: "unreadable"; readonly problems: readonly string[] };

function parse(path: string): Parsed {
  const unreadable = (...problems: string[]): Parsed => ({ kind: "unreadable", problems });
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (thrown) {
    // The whole start is refused by the problem, which tells why.
    const reason = thrown instanceof Error && "code" in thrown ? thrown.code : thrown;
    return unreadable(`${path}: the config file cannot be read (${String(reason)})`);
  }
  const document = parseDocument(text, { logLevel: "silent" });
  // The parser's own messages quote the text around a fault, which may be a password: the place and the code must do.
  const faults = document.errors.map((fault) => {
    const [start] = fault.linePos ?? [];
    return `${path}${start === undefined ? "" : `:${start.line}:${start.col}`}: not valid YAML or JSON (${fault.code})`;
  });
  if (faults.length > 0) return unreadable(...faults);
  let tree: unknown;
  try {
    tree = document.toJS();
  } catch {
    // Thrown for an alias without its anchor and for aliases that multiply, with a message that quotes the text.
    return unreadable(`${path}: not valid YAML (an alias cannot be resolved)`);
  }
  if (tree === null || tree === undefined) return { kind: "tree", tree: {} };
  return isMapping(tree)
    ? { kind: "tree", tree }
    : unreadable(`${path}: got a list or a single value, allowed: a section`);
}

function isKey(name: string): name is Key {
  return Object.hasOwn(settings, name);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function topNames(): readonly string[] {
  return [...new Set(keys.map((key) => key.replace(/\..*/, "")))];
}

/** The keys within a section; none for what is no section. */
function leafNames(section: string): readonly string[] {
  return keys.filter((key) => key.startsWith(`${section}.`)).map((key) => key.slice(section.length + 1));
}
