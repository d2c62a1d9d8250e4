// From PostgreSQL's dialect to DuckDB's: a statement's text, changed where DuckDB would read it otherwise. The rest of it stays as it is,
// byte for byte, so that what comes after (name resolution, rights, errors with their places) goes by the client's own text.
import { type Node, parseSync } from "libpg-query";
import { PgError, ProgramLimitExceeded, restated } from "../../../errors.js";
import { LocatedError } from "../../duckdb/errors.js";
import { locate } from "../../located.js";
import { parsedBefore } from "../parsed-selects.js";
import { Splice } from "../splice.js";
import { positionAt } from "../text-offsets.js";
import { type Analysis, bodyOf, ParameterTypes, type Relation } from "./analysis.js";
import { assertRenamed, type Clashes, clashesIn, inOriginalNames, rename } from "./case-clashes.js";
import { fillEmptyLists, refuseEmptyList } from "./empty-select-lists.js";
import { assertPlainNumbers, inPostgresWords } from "./engine-words.js";
import { evaluateOnce } from "./evaluate-once.js";
import { removeLocking } from "./locking-clauses.js";
import { positional } from "./named-arguments.js";
import { plainText } from "./plain-text.js";
import { References } from "./references.js";
import { FilterPlaces } from "./filter-places.js";
import { Rewriting } from "./rewriting.js";
import { type Columns, renamed } from "./scope.js";
import { typeExpression } from "./expressions.js";
import { selectColumns, subqueryOf } from "./selects.js";
import { assertSetPlaces } from "./set-places.js";
import { ShownNodes } from "./shown-nodes.js";
import { Spans } from "./spans.js";
import { Survey } from "./survey.js";
import { Tokens } from "./tokens.js";

export interface TranslationOrder extends Pick<Analysis, "relation" | "isOfSession" | "moment"> {
  /** PostgreSQL's names of the types that the client says of `$n`. */
  readonly parameterTypes: readonly (string | undefined)[];
}

export interface Translation {
  readonly sql: string;
  /** Undefined: DuckDB has to tell. */
  readonly columns: Columns;
  /** A literal stands for now, or for a day by its distance from now. */
  readonly isOfNow: boolean;
  /** By number, as far as they were found. */
  readonly parameterTypes: ReadonlyMap<number, string>;
  /** Of a parameter: a numeric that is computed with. */
  isComputed(number: number): boolean;
  /** What the client calls a column of the result. */
  nameOf(name: string): string;
  /** An error with a place in the new text, with the place in the client's. */
  tell(error: PgError): PgError;
}

/** Undefined: it is no SELECT of PostgreSQL's, but in DuckDB's own dialect. @throws PgError with its position. */
export function translate(sql: string, order: TranslationOrder): Translation | undefined {
  const given = selectOf(sql);
  return given === undefined ? undefined : translationOf(sql, rewritten(sql, given, order));
}

interface Rewritten {
  readonly text: Buffer;
  /** The last one first. */
  readonly splices: readonly [last: Splice, ...others: Splice[]];
  readonly columns: Columns;
  readonly clashes: Clashes;
  readonly parameters: ParameterTypes;
  readonly foreignCalls: ReadonlyMap<string, string>;
}

/** It is kept with a plan, and keeps nothing of the tree. */
function translationOf(sql: string, rewritten: Rewritten): Translation {
  const { text, splices, columns, clashes, parameters, foreignCalls } = rewritten;
  return {
    sql: splices[0].text,
    columns: renamed(
      columns,
      (columns ?? []).map(({ name }) => clashes.original(name)),
    ),
    isOfNow: mayBeOfNow(sql),
    parameterTypes: parameters.all(),
    isComputed: (number) => parameters.isComputed(number),
    nameOf: (name) => clashes.original(name),
    tell: (error) => inOriginalNames(told(inPostgresWords(error, foreignCalls), { sql, text, splices }), clashes),
  };
}

function rewritten(sql: string, given: Node, order: TranslationOrder): Rewritten {
  const bytes = Buffer.from(sql);
  // The last one first.
  const splices: Splice[] = [];
  const relation = remembered(order.relation);
  const { text, tokens, select, clashes, survey } = located(sql, bytes, splices, () => {
    const givenTokens = new Tokens(bytes.toString("latin1"));
    assertPlainNumbers(givenTokens);
    let source: Source = { text: bytes, tokens: givenTokens, select: given, survey: new Survey(given) };
    for (const writePlain of [plainText, positional]) {
      const plain = writePlain(source);
      if (plain === undefined) continue;
      splices.unshift(plain);
      source = sourceOf(plain);
    }
    const clashes = clashesIn(source, relation);
    const hidden = rename(source.text, source.tokens, clashes);
    if (hidden !== undefined) {
      const before = source.select;
      splices.unshift(hidden);
      source = sourceOf(hidden);
      assertRenamed(before, source.select, clashes);
    }
    const { text, tokens, select, survey } = source;
    return { text, tokens, select, survey, clashes };
  });
  const rewriting = new Rewriting(text, tokens);
  const parameters = new ParameterTypes(order.parameterTypes);
  const references = new References();
  // PERF: without a spread. V8 takes a microsecond and more for each new property behind one.
  const analysis: Analysis = {
    moment: order.moment,
    relation,
    isOfSession: (name) => order.isOfSession(name),
    clashes,
    tokens,
    spans: new Spans(tokens),
    survey,
    rewriting,
    parameters,
    shown: new ShownNodes(),
    selected: new Set(),
    texts: new Set(),
    references,
    filters: new FilterPlaces(bodyOf(select)),
    typed: typeExpression,
    subquery: subqueryOf,
  };
  const columns = named(clashes, () =>
    located(sql, bytes, splices, () => {
      const body = bodyOf(select);
      assertSetPlaces(analysis, body);
      removeLocking(analysis, body);
      const hasEmptyLists = fillEmptyLists(analysis, body);
      const found = selectColumns(analysis, body, undefined);
      parameters.assertDetermined();
      return hasEmptyLists ? refuseEmptyList() : found;
    }),
  );
  const written = new Splice(text, rewriting.edits());
  const once = new Splice(Buffer.from(written.text), evaluateOnce(written.text, references));
  const all = [once, written, ...splices] as const;
  return { text: bytes, splices: all, columns, clashes, parameters, foreignCalls: references.foreignCalls };
}

export interface Source {
  readonly text: Buffer;
  readonly tokens: Tokens;
  readonly select: Node;
  readonly survey: Survey;
}

/** Parsed anew. */
function sourceOf({ text: spliced }: Splice): Source {
  const select = selectOf(spliced);
  if (select === undefined) throw new Error("a statement is none any more, spliced");
  const text = Buffer.from(spliced);
  return { text, tokens: new Tokens(text.toString("latin1")), select, survey: new Survey(select) };
}

/** A relation may be named often. */
function remembered(relation: Analysis["relation"]): Analysis["relation"] {
  const known = new Map<string, Relation | undefined>();
  return (schema, name) => {
    const key = schema === undefined ? name : `${schema}\0${name}`;
    if (!known.has(key)) known.set(key, relation(schema, name));
    return known.get(key);
  };
}

function named<T>(clashes: Clashes, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw thrown instanceof PgError ? inOriginalNames(thrown, clashes) : thrown;
  }
}

const word = /\b(now|today|tomorrow|yesterday)\b/i;
const quotedWord = /'[^']*\b(now|today|tomorrow|yesterday)\b[^']*'/i;

function mayBeOfNow(sql: string): boolean {
  return word.test(sql) && quotedWord.test(sql);
}

function selectOf(sql: string): Node | undefined {
  let statement = parsedBefore(sql);
  if (statement === undefined) {
    try {
      const { stmts = [] } = parseSync(sql);
      statement = stmts.length === 1 ? stmts[0]?.stmt : undefined;
    } catch {
      // What is wrong with it DuckDB says, if anything is.
      return undefined;
    }
  }
  return statement !== undefined && "SelectStmt" in statement ? statement : undefined;
}

function located<T>(sql: string, text: Buffer, splices: readonly Splice[], work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof RangeError)
      throw new ProgramLimitExceeded("statement is nested too deeply", { cause: thrown });
    if (!(thrown instanceof LocatedError)) throw thrown;
    const offset = splices.reduce((at, splice) => splice.originalOffset(at), thrown.byteOffset);
    throw locate(new LocatedError(thrown, offset), sql, text, undefined);
  }
}

function told(
  error: PgError,
  { sql, text, splices }: { readonly sql: string; readonly text: Buffer; readonly splices: readonly Splice[] },
): PgError {
  if (error.position === undefined) return error;
  // Positions count characters: of two halves of a pair, one is none.
  const points = Array.from(splices[0]?.text ?? sql).slice(0, error.position - 1);
  let offset = Buffer.byteLength(points.join(""));
  for (const splice of splices) offset = splice.originalOffset(offset);
  return restated(error, { position: positionAt(sql, text.toString("utf8", 0, offset).length), cause: error.cause });
}
