// What a statement on the system catalog answers, with what differs between any two databases taken out: OIDs are names, and rows have no order.
import type pg from "pg";

export interface Answer {
  readonly columns: string;
  /** Sorted. */
  readonly rows: readonly string[];
}

/** Those that are numbered when a database is made, and those of what was made in it since. */
const firstOidOfItsOwn = 12_000;

const namesOfOids = `
  SELECT oid, 'relation ' || oid::regclass FROM pg_class
  UNION ALL SELECT oid, 'type ' || oid::regtype FROM pg_type
  UNION ALL SELECT oid, 'constraint ' || conname FROM pg_constraint
  UNION ALL SELECT oid, 'schema ' || nspname FROM pg_namespace
  UNION ALL SELECT oid, 'rule of ' || ev_class::regclass FROM pg_rewrite
  UNION ALL SELECT oid, 'language ' || lanname FROM pg_language
  UNION ALL SELECT oid, 'function ' || oid::regprocedure FROM pg_proc
  UNION ALL SELECT oid, 'extension ' || extname FROM pg_extension
  UNION ALL SELECT oid, 'database ' || datname FROM pg_database WHERE datname = current_database()
  UNION ALL SELECT oid, 'role ' || CASE oid WHEN 10 THEN 'sluice' ELSE rolname END FROM pg_roles`;

/** xid, cid, tid: what a transaction has left. */
const ofTransactions = new Set([28, 29, 27]);

export class Answerer {
  readonly #client: pg.Client;
  readonly #names: ReadonlyMap<string, string>;
  readonly #oidOfPeople: string;

  private constructor(client: pg.Client, names: ReadonlyMap<string, string>, oidOfPeople: string) {
    this.#client = client;
    this.#names = names;
    this.#oidOfPeople = oidOfPeople;
  }

  /** Of a database that has a table `people`, for which 16384 stands in statements. */
  static async of(client: pg.Client): Promise<Answerer> {
    const { rows } = await client.query<[string, string]>({ text: namesOfOids, types: asText, rowMode: "array" });
    const own = rows.filter(([oid, name]) => Number(oid) >= firstOidOfItsOwn || /^(role|database)/.test(name));
    const people = await client.query({ text: "SELECT 'public.people'::regclass::oid AS oid", types: asText });
    return new Answerer(client, new Map(own), (people.rows as { oid: string }[])[0]?.oid ?? "");
  }

  async ask(sql: string, values: readonly unknown[]): Promise<Answer> {
    const given = (value: unknown): unknown => (value === "16384" ? this.#oidOfPeople : value);
    const { fields, rows } = await this.#client.query<(string | null)[]>({
      text: sql.replaceAll("16384", this.#oidOfPeople),
      values: values.map(given),
      types: asText,
      rowMode: "array",
    });
    return {
      columns: fields.map(({ name, dataTypeID }) => `${name} ${dataTypeID}`).join(", "),
      rows: rows
        .map((row) => JSON.stringify(row.map((value, index) => this.#cell(value, fields[index]?.dataTypeID))))
        .sort(),
    };
  }

  #cell(value: string | null, type = 0): string | null {
    if (value === null) return null;
    if (ofTransactions.has(type)) return "of a transaction";
    // Small numbers may be anything, but for an OID.
    if (type === 26 && this.#names.has(value)) return this.#names.get(value) ?? null;
    const named = value.replaceAll(/\b\d{5,}\b/g, (oid) => this.#names.get(oid) ?? oid);
    // Its first superuser, who owns what is there from the beginning; and a right that is new in PostgreSQL 17.
    return named.replaceAll("pg_sluice", "sluice").replaceAll("arwdDxtm", "arwdDxt");
  }
}

const asText = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;
