// The setting search_path, as a list of names.
import { foldCase } from "./qualified-name.js";

/** Without `$user`: no role has a schema of its own, though one of the gateway's schemas may be called like a role. */
export function searchPathOf(setting: string | undefined): readonly string[] {
  const names = (setting ?? "public").match(/"(?:[^"]|"")*"|[^\s,"]+/g) ?? [];
  return names
    .map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : foldCase(name)))
    .filter((name) => name !== "$user" && name !== "");
}
