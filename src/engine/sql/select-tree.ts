// Asks DuckDB for the syntax tree of the very text that it will run.
import type { ConnectionPool } from "../duckdb/connection-pool.js";
import { readAll, textsOf } from "../duckdb/statement-run.js";
import {
  FeatureNotSupported,
  NumericValueOutOfRange,
  type PgError,
  ProgramLimitExceeded,
  SyntaxError,
} from "../../errors.js";
import type { TreeNode } from "./walk.js";

const serialize = "SELECT json_serialize_sql($1::VARCHAR, skip_null := true, skip_empty := true)";

interface Serialized {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: readonly TreeNode[];
}

/** @throws SyntaxError (42601) with its byte offset; FeatureNotSupported (0A000) for what is no single SELECT. */
export async function selectTree(pool: ConnectionPool, sql: string): Promise<TreeNode> {
  const connection = await pool.take(serialize);
  let text: string | undefined;
  try {
    const statement = await connection.prepare(serialize);
    [text] = textsOf(await readAll(statement, [{ type: { id: "VARCHAR" }, value: sql }]));
  } catch (thrown) {
    throw connection.note(thrown);
  } finally {
    pool.giveBack(connection);
  }
  const answer = parsed(text);
  if (answer.error) throw errorOf(answer);
  const [only, ...others] = answer.statements ?? [];
  if (only === undefined || others.length > 0) throw new FeatureNotSupported("only one SELECT can be run at once");
  return only;
}

function parsed(text: string | undefined): Serialized {
  if (text === undefined) throw new Error("DuckDB gave no tree");
  try {
    return JSON.parse(text) as Serialized;
  } catch (thrown) {
    // A number beyond all doubles is written as Infinity, which no JSON has.
    throw new NumericValueOutOfRange("a number is out of range", { cause: thrown });
  }
}

function errorOf(answer: Serialized): PgError {
  const message = answer.error_message ?? "syntax error";
  if (answer.error_type === "not implemented" || /^Only SELECT statements|NOT IMPLEMENTED/.test(message)) {
    return new FeatureNotSupported("this statement is not supported", { cause: message });
  }
  if (message.startsWith("SELECT locking clause")) {
    return new FeatureNotSupported("SELECT FOR UPDATE and FOR SHARE are not supported", {
      hint: "Nothing can be changed by SQL, so that there is nothing to lock.",
    });
  }
  if (/expression depth/i.test(message)) return new ProgramLimitExceeded("statement is nested too deeply");
  // The parser counts characters; all other places in the tree count bytes.
  const offset = Number(answer.position);
  return new SyntaxError(message, Number.isSafeInteger(offset) && offset >= 0 ? { position: offset + 1 } : {});
}
