// Cuts a script into statements and says what each is, by PostgreSQL's own parser.
import { type ParseResult, SqlError, loadModule, parseSync, scanSync } from "libpg-query";
import {
  CharacterNotInRepertoire,
  InvalidParameterValue,
  PgError,
  ProgramLimitExceeded,
  ReservedName,
  SyntaxError,
} from "../../errors.js";
import { limits } from "../../limits.js";
import type { Statement, StatementText } from "../statement.js";
import { withNamedAs } from "./argument-named-as.js";
import { classify } from "./classify.js";
import { keepParsed } from "./parsed-selects.js";
import { LeastRecentlyUsed } from "./least-recently-used.js";
import { characterCounter, positionAt, trimmed } from "./text-offsets.js";

/** Asks DuckDB whether a text is one SELECT in its own dialect; the error, if not. */
export type DuckDBDialect = (sql: string) => Promise<PgError | undefined>;

export class StatementParser {
  readonly #dialect: DuckDBDialect;
  readonly #known = new LeastRecentlyUsed<string, readonly Statement[]>(limits.planCacheEntriesMax);

  private constructor(dialect: DuckDBDialect) {
    this.#dialect = dialect;
  }

  static async load(dialect: DuckDBDialect): Promise<StatementParser> {
    await loadModule();
    return new StatementParser(dialect);
  }

  /** @throws SyntaxError (42601) with its position in the script; ProgramLimitExceeded (54000, 54001). */
  async parse(script: string): Promise<readonly Statement[]> {
    const known = this.#known.get(script);
    if (known !== undefined) return known;
    if (Buffer.byteLength(script) > limits.statementBytesMax) {
      throw new ProgramLimitExceeded("statement is too long", {
        hint: `At most ${limits.statementBytesMax} bytes are taken.`,
      });
    }
    // To the parsers, the text would end there.
    if (script.includes("\0")) throw new CharacterNotInRepertoire("UTF8", Uint8Array.of(0));
    const statements = await this.#parseNew(script);
    // Long texts are seldom seen twice, and passwords (of CREATE ROLE) are not to be kept.
    const hasPassword = statements.some(
      ({ kind }) => kind === "administration" || kind === "unsupported" || kind === "refused",
    );
    if (script.length <= limits.cachedStatementCharactersMax && !hasPassword) this.#known.set(script, statements);
    return statements;
  }

  /**
   * A text that is to be one SELECT.
   * @throws InvalidParameterValue (22023) with the hint when it is something else; all that `parse` may fail with.
   */
  async parseQuery(text: string, hint: string): Promise<Statement & { readonly kind: "query" }> {
    const [statement, ...others] = await this.parse(text);
    if (statement?.kind === "query" && others.length === 0) return statement;
    throw new InvalidParameterValue("the query is not one SELECT", { hint });
  }

  async #parseNew(script: string): Promise<readonly Statement[]> {
    if (script.trim() === "") return [];
    const outcome = tryParse(script);
    if (outcome.kind === "tree") return statementsOf(script, outcome);
    // One statement of the script may be in DuckDB's own dialect: take each by itself.
    const statements: Statement[] = [];
    for (const piece of split(script)) {
      const part = tryParse(piece.sql);
      if (part.kind === "tree") {
        for (const statement of statementsOf(piece.sql, part)) {
          statements.push({ ...statement, offset: statement.offset + piece.offset });
        }
        continue;
      }
      if ((await this.#dialect(piece.sql)) !== undefined) throw moved(part.error, script, piece.offset);
      statements.push({ kind: "query", ...piece });
    }
    return statements;
  }
}

type Outcome =
  /** `isOther`: its places are not of the text's own words. */
  | { readonly kind: "tree"; readonly tree: ParseResult; readonly isOther: boolean }
  | { readonly kind: "error"; readonly error: PgError };

function tryParse(sql: string): Outcome {
  const outcome = parseOnce(sql);
  const replaced = outcome.kind === "error" ? withNamedAs(sql) : undefined;
  const second = replaced === undefined ? outcome : parseOnce(replaced);
  return second.kind === "tree" ? { ...second, isOther: replaced !== undefined } : outcome;
}

function parseOnce(sql: string): Outcome {
  try {
    return { kind: "tree", tree: parseSync(sql), isOther: false };
  } catch (thrown) {
    // The parser's stack is bounded, and so is that which reads its tree.
    if (thrown instanceof RangeError) throw tooComplex();
    if (!(thrown instanceof Error)) throw thrown;
    if (thrown.message.startsWith("memory exhausted")) throw tooComplex();
    const position = thrown instanceof SqlError ? thrown.sqlDetails?.cursorPosition : undefined;
    const fields = position === undefined ? {} : { position: position + 1 };
    // The grammar itself refuses these; the binding does not hand on that it is no syntax error.
    const isReserved = /^role name ".*" is reserved$/.test(thrown.message);
    if (/^frame (start|end|starting) /.test(thrown.message)) {
      return { kind: "error", error: new PgError("42P20", thrown.message, fields) };
    }
    return {
      kind: "error",
      error: isReserved ? new ReservedName(thrown.message, fields) : new SyntaxError(thrown.message, fields),
    };
  }
}

function tooComplex(): PgError {
  return new PgError("54001", "statement is too complex", { hint: "It is nested too deeply." });
}

function statementsOf(script: string, { tree, isOther }: Outcome & { readonly kind: "tree" }): readonly Statement[] {
  const bytes = Buffer.from(script);
  const charactersBefore = characterCounter(bytes);
  return (tree.stmts ?? []).flatMap((raw): Statement[] => {
    if (raw.stmt === undefined) return [];
    const start = raw.stmt_location ?? 0;
    const end = raw.stmt_len === undefined || raw.stmt_len === 0 ? bytes.length : start + raw.stmt_len;
    const from = charactersBefore(start);
    const to = charactersBefore(end);
    const text = trimmed({ sql: script.slice(from, to), offset: from });
    if (text.offset === 0 && !isOther) keepParsed(text.sql, raw.stmt);
    return [{ ...classify(raw.stmt, text.sql), ...text }];
  });
}

/** At the semicolons between statements. @throws SyntaxError for text that cannot even be cut into tokens. */
function split(script: string): readonly StatementText[] {
  const bytes = Buffer.from(script);
  const charactersBefore = characterCounter(bytes);
  const pieces: StatementText[] = [];
  let from = 0;
  let hasTokens = false;
  const cut = (to: number): void => {
    const start = charactersBefore(from);
    if (hasTokens) pieces.push(trimmed({ sql: script.slice(start, charactersBefore(to)), offset: start }));
    hasTokens = false;
  };
  for (const token of scan(script)) {
    if (token.text === ";") {
      cut(token.start);
      from = token.end;
    } else if (token.tokenName !== "SQL_COMMENT" && token.tokenName !== "C_COMMENT") {
      hasTokens = true;
    }
  }
  cut(bytes.length);
  return pieces;
}

function scan(script: string) {
  try {
    return scanSync(script).tokens;
  } catch (thrown) {
    const outcome = tryParse(script);
    throw outcome.kind === "error" ? outcome.error : thrown;
  }
}

function moved(error: PgError, script: string, offset: number): PgError {
  if (error.position === undefined || offset === 0) return error;
  // Positions count characters, not UTF-16 units.
  return new PgError(error.sqlstate, error.message, { position: error.position + positionAt(script, offset) - 1 });
}
