// The prepared statements of a session, by name. The unnamed one makes room for the next.

import type { DataType, Statement } from "../../engine/api.js";
import { DuplicatePreparedStatement, ProgramLimitExceeded, UnknownStatement } from "../../errors.js";
import { limits } from "../../limits.js";
import { oidOfParameter, pgTypes } from "../encoding/pg-types.js";
import type { StatementPlan } from "./statement-plan.js";

export interface PreparedText {
  readonly sql: string;
  /** One per parameter: as the client gave it, or as it was inferred. */
  readonly parameterOids: readonly number[];
  /** Undefined: the text holds no statement. */
  readonly content: { readonly statement: Statement; readonly plan: StatementPlan } | undefined;
}

export class PreparedStatements {
  readonly #statements = new Map<string, PreparedText>();
  #heldBytes = 0;

  get(name: string): PreparedText {
    const statement = this.#statements.get(name);
    if (statement === undefined) throw new UnknownStatement(name);
    return statement;
  }

  add(name: string, statement: PreparedText): void {
    if (name === "") this.delete("");
    if (this.#statements.has(name)) throw new DuplicatePreparedStatement(name);
    if (this.#statements.size >= limits.preparedStatementsPerSessionMax) {
      throw new ProgramLimitExceeded(
        `a session can have at most ${limits.preparedStatementsPerSessionMax} prepared statements`,
        { hint: "DEALLOCATE those that are no longer needed." },
      );
    }
    const bytes = heldBytesOf(statement);
    if (this.#heldBytes + bytes > limits.heldBytesPerSessionMax) {
      throw new ProgramLimitExceeded("the texts of this session's prepared statements take too much memory", {
        detail: `They can take at most ${limits.heldBytesPerSessionMax} bytes.`,
        hint: "DEALLOCATE those that are no longer needed.",
      });
    }
    this.#statements.set(name, statement);
    this.#heldBytes += bytes;
  }

  delete(name: string): void {
    const statement = this.#statements.get(name);
    if (statement === undefined) return;
    this.#statements.delete(name);
    this.#heldBytes -= heldBytesOf(statement);
  }

  clear(): void {
    this.#statements.clear();
    this.#heldBytes = 0;
  }
}

/** Two bytes a character, at worst; four an OID. */
function heldBytesOf({ sql, parameterOids }: PreparedText): number {
  return 2 * sql.length + 4 * parameterOids.length;
}

/** The client may name more types than the statement has parameters: then it has to bind as many. */
export function parameterOidsOf(given: readonly number[], inferred: readonly DataType[]): readonly number[] {
  return Array.from({ length: Math.max(given.length, inferred.length) }, (_, index) => {
    const oid = given[index] ?? 0;
    if (oid !== 0 && oid !== pgTypes.unknown.oid) return oid;
    const type = inferred[index];
    return type === undefined ? pgTypes.text.oid : oidOfParameter(type);
  });
}
