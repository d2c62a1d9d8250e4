// Columns of PostgreSQL 15, which clients take us for, that go by other names in the one that answers.
// https://www.postgresql.org/docs/release/17.0/
import { scanSync } from "libpg-query";

const newNames: ReadonlyMap<string, string> = new Map([
  ["daticulocale", "datlocale"],
  ["colliculocale", "colllocale"],
]);
const oldName = new RegExp([...newNames.keys()].join("|"));

/** As long as it was: places in it stay what they are. */
export function withNewerNames(sql: string): string {
  if (!oldName.test(sql)) return sql;
  const bytes = Buffer.from(sql);
  const { tokens } = scanSync(sql) as { readonly tokens: readonly { readonly start: number; readonly end: number }[] };
  for (const { start, end } of tokens) {
    const name = bytes.toString("utf8", start, end);
    // No new name is longer than the old one.
    const given = newNames.get(name);
    if (given !== undefined) bytes.write(given.padEnd(name.length), start);
  }
  return bytes.toString();
}
