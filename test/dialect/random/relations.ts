// The common tables as the generator sees them: columns with their types, and which of them join.
import { tables } from "../common-schema.js";
import type { SqlType } from "./node.js";

export interface Column {
  /** After the alias and its dot. */
  readonly text: string;
  readonly type: SqlType;
}

export interface Relation {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Columns of int4 that name a row of this table, or of another. */
  readonly joining: readonly string[];
  readonly key: string | undefined;
}

/** The others are keys of nothing. */
const references = ["referrer_id", "customer_id", "product_id", "user_id"];
const types: Readonly<Record<string, SqlType>> = { "int4[]": "_int4", "text[]": "_text" };

export const relations: readonly Relation[] = tables.map(({ name, columns, key }) => {
  const read = columns.map((column): Column => {
    const [, text = "", declared = ""] = /^("[^"]+"|\w+) (.*)$/.exec(column) ?? [];
    // A dataset keeps intervals as text.
    if (text === "c_span") return { text: "c_span::interval", type: "interval" };
    return { text, type: types[declared] ?? (declared.replace(/\(.*/, "") as SqlType) };
  });
  const keyType = read.find(({ text }) => text === key)?.type;
  const joining = read.map(({ text }) => text).filter((text) => references.includes(text));
  return { name, columns: read, key, joining: keyType === "int4" ? [key, ...joining] : joining };
});
