// `sluice.tombstones` and `sluice.holds`: what is said of keys now, as tables of DuckDB's. There may be millions, so they never are objects here.
import type { Snapshot, Tombstones } from "../../catalog/api.js";
import { quoteLiteral } from "../duckdb/sandbox.js";
import { runOn } from "../duckdb/statement-run.js";
import type { EngineRelation } from "../relations/engine-relation.js";
import { internalSql, type InternalRelation, nameByContent } from "../relations/internal-relation.js";
import { keyNames } from "./key-values.js";
import type { Ledger } from "./ledger.js";
import type { Ledgers } from "./ledgers.js";

const shared = [
  { name: "dataset", type: "VARCHAR" },
  { name: "row_key_column", type: "VARCHAR" },
  /** Of a key of several columns: a JSON array. */
  { name: "row_key_value", type: "VARCHAR" },
] as const;
const authorship = [
  { name: "actor", type: "VARCHAR" },
  { name: "reason", type: "VARCHAR" },
  { name: "version", type: "BIGINT" },
] as const;

export function tombstoneRelations(ledgers: Ledgers): readonly EngineRelation[] {
  return [
    listing(ledgers, {
      name: "tombstones",
      what: "tombstone",
      columns: [
        ...shared,
        { name: "deleted_at", type: "TIMESTAMP WITH TIME ZONE" },
        ...authorship,
        { name: "on_hold", type: "BOOLEAN" },
      ],
    }),
    listing(ledgers, {
      name: "holds",
      what: "hold",
      columns: [...shared, { name: "held_at", type: "TIMESTAMP WITH TIME ZONE" }, ...authorship],
    }),
  ];
}

function listing(
  ledgers: Ledgers,
  { name, what, columns }: Pick<EngineRelation, "name" | "columns"> & { readonly what: "tombstone" | "hold" },
): EngineRelation {
  return {
    name,
    columns,
    isForSuperusers: true,
    relations: (snapshot: Snapshot): readonly InternalRelation[] => {
      const all = [...snapshot.tombstones];
      const state = all.map(([dataset, { files }]) => `${dataset} ${files.at(-1)?.version}`);
      const table = nameByContent(name, state.join("\n"));
      const sql = internalSql(table);
      const keys = all.reduce((total, [, { tombstoned, held }]) => total + tombstoned + held, 0);
      return [
        {
          name: table,
          sql,
          kind: "table",
          bytes: keys * 128,
          create: async (run) => {
            const list = columns.map((column) => `${column.name} ${column.type}`).join(", ");
            await run(`CREATE OR REPLACE TABLE ${sql} (${list})`);
            for (const [dataset, tombstones] of all) {
              if (tombstones.files.length === 0) continue;
              const ledger = ledgers.ledgerOf(dataset, tombstones);
              await ledger.read(tombstones, async ({ raw }) => {
                await runOn(raw, `INSERT INTO ${sql} ${selectSql(ledger, dataset, tombstones, what)}`);
              });
            }
          },
        },
      ];
    },
  };
}

function selectSql(ledger: Ledger, dataset: string, tombstones: Tombstones, what: "tombstone" | "hold"): string {
  const { keyColumns, files } = tombstones;
  const values = keyNames(keyColumns, "t.").map((key) => `${key}::VARCHAR`);
  const value = values.length === 1 ? values[0] : `to_json([${values.join(", ")}])::VARCHAR`;
  const column = keyColumns.map(({ name }) => name).join(", ");
  const acts = files.map(({ at, actor, reason, version }, seq) => {
    return `(${seq}, ${quoteLiteral(at)}::TIMESTAMPTZ, ${quoteLiteral(actor)}, ${reason === undefined ? "NULL::VARCHAR" : quoteLiteral(reason)}, ${version})`;
  });
  const same = keyColumns.map((_, index) => `h.k${index} = t.k${index}`).join(" AND ");
  const held = `LEFT JOIN (${ledger.keysSql(tombstones, "hold")}) AS h ON ${same}`;
  const items = [quoteLiteral(dataset), quoteLiteral(column), value, "f.done_at", "f.actor", "f.reason", "f.version"];
  if (what === "tombstone") items.push("h.seq IS NOT NULL");
  return (
    `SELECT ${items.join(", ")} FROM (${ledger.keysSql(tombstones, what)}) AS t ` +
    `JOIN (VALUES ${acts.join(", ")}) AS f(seq, done_at, actor, reason, version) ON f.seq = t.seq ${what === "tombstone" ? held : ""}`
  );
}
