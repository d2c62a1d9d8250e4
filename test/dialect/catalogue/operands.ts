// The arguments of all entries as rows of one table, so that functions are tried over columns, too: each group of rows is what one
// instance of an entry is tried with.
import type { Twins } from "../../support/twins.js";
import type { Arguments } from "./arguments/product.js";
import type { Instance } from "./instances.js";
import { fromColumn, isStorable, storedType } from "./values.js";

export interface Group {
  readonly id: number;
  /** What stands for each argument. */
  readonly columns: readonly string[];
  /** Which rows of the instance the table has; `i` is their number. */
  readonly has: ReadonlySet<number>;
}

export class Operands {
  readonly #groups = new Map<string, Group>();
  readonly #columns = new Map<string, string>([
    ["g", "int4"],
    ["i", "int4"],
  ]);
  readonly #rows: ReadonlyMap<string, string | null>[] = [];

  /** undefined: some argument can stand in no column. */
  add({ types, rows }: Instance): Group | undefined {
    if (types.length === 0 || types.some((type) => storedType(type) === undefined)) return undefined;
    const key = JSON.stringify([types, rows]);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const names = types.map((type, place) => {
      const nth = types.slice(0, place).filter((one) => one === type).length;
      return `${type.replace(/^_(.*)/, "$1_array")}_${nth}`;
    });
    for (const [place, name] of names.entries()) this.#columns.set(name, storedType(types[place] ?? "") ?? "");
    const id = this.#groups.size;
    const kept = rows.flatMap((row, i) => (row.every((value, at) => isStorable(value, types[at] ?? "")) ? [i] : []));
    for (const i of kept) this.#rows.push(rowOf(id, i, names, rows[i] ?? []));
    const columns = names.map((name, place) => fromColumn(`o.${name}`, types[place] ?? ""));
    const group = { id, columns, has: new Set(kept) };
    this.#groups.set(key, group);
    return group;
  }

  /** By the types that datasets have. */
  columnsByType(): ReadonlyMap<string, readonly string[]> {
    const byType = new Map<string, string[]>();
    for (const [name, type] of this.#columns) byType.set(type, [...(byType.get(type) ?? []), name]);
    return byType;
  }

  async createTable(twins: Twins): Promise<void> {
    const names = [...this.#columns.keys()];
    const lines = this.#rows.map((row) => names.map((name) => copied(row.get(name) ?? null)).join("\t"));
    const columns = [...this.#columns].map(([name, type]) => `${name} ${type}`);
    await twins.createTable("operands", columns.join(", "), `${lines.join("\n")}\n`);
    await twins.createTable("pairs", "i int4, t text", "1\ta\n");
  }
}

function rowOf(id: number, i: number, names: readonly string[], row: Arguments): ReadonlyMap<string, string | null> {
  return new Map<string, string | null>([
    ["g", String(id)],
    ["i", String(i)],
    ...names.map((name, place) => [name, row[place] ?? null] as const),
  ]);
}

/** In the text format of COPY. */
function copied(value: string | null): string {
  if (value === null) return String.raw`\N`;
  return value.replaceAll("\\", "\\\\").replaceAll("\t", String.raw`\t`).replaceAll("\n", String.raw`\n`);
}
