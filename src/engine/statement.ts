// One statement of a script, and what kind it is. Made by sql/parse.ts.
import type { PgError } from "../errors.js";
import type { ExplainOption } from "./explain/options.js";
import type { AdministrationCommand, RelationName } from "./administration-command.js";

export interface StatementText {
  /** The statement's own text, without its semicolon. */
  readonly sql: string;
  /** How many characters (UTF-16 units) of the script lie before it. */
  readonly offset: number;
}

export type Statement = StatementText &
  (
    | QueryKind
    | { readonly kind: "call"; readonly call: Call }
    | { readonly kind: "administration"; readonly command: AdministrationCommand }
    | { readonly kind: "session"; readonly command: SessionCommand }
    /** PostgreSQL knows it, we do not: refused with 0A000 when it is prepared. */
    | { readonly kind: "unsupported"; readonly message: string }
    /** It says something that cannot be: told when it is prepared. */
    | { readonly kind: "refused"; readonly error: PgError }
  );

export interface QueryKind {
  readonly kind: "query";
  /** Present: it asks PostgreSQL's system catalog. */
  readonly system?: SystemQuery;
}

/** What of a statement for the system catalog is looked at before it runs there. */
export interface SystemQuery {
  /** Names of the functions that it calls, or may call, without their schema. */
  readonly functions: readonly string[];
  /** Names of its relations and of its WITH queries, without their schema. */
  readonly relations: readonly string[];
  /** It names other relations, too: the system catalog cannot answer it. */
  readonly namesOthers?: true;
}

/** `CALL procedure(1, name => 'x', $1)` */
export interface Call {
  readonly procedure: string;
  readonly positional: readonly Argument[];
  readonly named: ReadonlyMap<string, Argument>;
  /** How many `$n` there are: the highest n. */
  readonly parameterCount: number;
}

export type Argument =
  | { readonly kind: "constant"; readonly value: ArgumentValue }
  | { readonly kind: "parameter" /** Counting from 1. */; readonly index: number }
  | { readonly kind: "array"; readonly items: readonly Argument[] };

export type ArgumentValue = string | number | boolean | null | readonly ArgumentValue[];

/** As its setting has it: `transaction_<name>`. */
export interface TransactionMode {
  readonly name: "isolation" | "read_only" | "deferrable";
  readonly value: string;
}

/** What changes or shows the session itself. It stays at the door: see wire/session. */
export type SessionCommand =
  | { readonly kind: "begin"; readonly modes: readonly TransactionMode[] }
  /** AND CHAIN: another one begins at once, in the same modes. */
  | { readonly kind: "commit" | "rollback"; readonly isChained: boolean }
  /** SET TRANSACTION, SET SESSION CHARACTERISTICS AS TRANSACTION. */
  | {
      readonly kind: "setTransaction";
      readonly modes: readonly TransactionMode[];
      readonly of: "transaction" | "session";
    }
  | { readonly kind: "savepoint" | "release" | "rollbackTo"; readonly name: string }
  | { readonly kind: "set"; readonly name: string; readonly value: string; readonly isLocal: boolean }
  /** SET x TO DEFAULT, RESET x; name absent: RESET ALL. */
  | { readonly kind: "reset"; readonly name: string | undefined }
  /** Whom the session acts for from now on: a role, or none. role absent: DEFAULT. */
  | { readonly kind: "setRole"; readonly role: string | undefined; readonly isLocal: boolean }
  /** role absent: DEFAULT. */
  | { readonly kind: "setSessionAuthorization"; readonly role: string | undefined; readonly isLocal: boolean }
  /** name absent: SHOW ALL. */
  | { readonly kind: "show"; readonly name: string | undefined }
  /** name absent: DEALLOCATE ALL. */
  | { readonly kind: "deallocate"; readonly name: string | undefined }
  /** Nobody listens: LISTEN is not supported. Pools say it all the same. */
  | { readonly kind: "unlisten" }
  | { readonly kind: "discard"; readonly target: "all" | "plans" | "sequences" | "temp" }
  | {
      readonly kind: "declareCursor";
      readonly name: string;
      /** Its offset counts from the beginning of the declaration. */
      readonly query: StatementText & QueryKind;
      readonly isBinary: boolean;
      /** WITH HOLD: it outlives its transaction. */
      readonly isHeld: boolean;
      readonly isScrollable: boolean;
    }
  | {
      readonly kind: "prepare";
      readonly name: string;
      /** Of its parameters, as far as they were given. */
      readonly types: readonly NamedType[];
      /** Its offset counts from the beginning of the command. */
      readonly query: StatementText & QueryKind;
    }
  | {
      readonly kind: "execute";
      readonly name: string;
      readonly argumentCount: number;
      /** The values, as they would stand in the list of a SELECT. */
      readonly values: StatementText | undefined;
    }
  | {
      readonly kind: "explain";
      readonly options: readonly ExplainOption[];
      /** Its offset counts from the beginning of the command. */
      readonly inner: Statement;
    }
  | {
      readonly kind: "copyOut";
      readonly query: StatementText & QueryKind;
      /** The query was made for the name of a relation: places in it mean nothing to the client. */
      readonly isDerived: boolean;
      readonly format: CopyFormat;
    }
  | {
      readonly kind: "copyIn";
      readonly relation: RelationName;
      /** Those that rows come with; empty: all. */
      readonly columns: readonly string[];
      readonly input: CopyInput;
      /** Given: a dataset is made for the rows, with what columns they have. */
      readonly creation: { readonly bucket: string | undefined } | undefined;
    }
  | { readonly kind: "fetch"; readonly name: string; readonly move: CursorMove; readonly isMove: boolean }
  /** name absent: CLOSE ALL. */
  | { readonly kind: "closeCursor"; readonly name: string | undefined };

/** A type by PostgreSQL's name. */
export interface NamedType {
  readonly name: string;
  readonly isArray: boolean;
}

/** How COPY writes rows. https://www.postgresql.org/docs/15/sql-copy.html */
export type CopyFormat =
  | { readonly kind: "binary" }
  | { readonly kind: "text"; readonly delimiter: string; readonly nullText: string; readonly hasHeader: boolean }
  | {
      readonly kind: "csv";
      readonly delimiter: string;
      readonly nullText: string;
      readonly hasHeader: boolean;
      readonly quote: string;
      readonly escape: string;
      /** Columns whose values are quoted in any case. */
      readonly forceQuote: "all" | readonly string[];
    };

/** How rows come that COPY reads. */
export type CopyInput =
  | { readonly kind: "binary" }
  | {
      readonly kind: "text";
      readonly delimiter: string;
      readonly nullText: string;
      /** A first line that is left out, or that must have the columns' names. */
      readonly header: "none" | "skip" | "match";
    }
  | {
      readonly kind: "csv";
      readonly delimiter: string;
      readonly nullText: string;
      readonly header: "none" | "skip" | "match";
      readonly quote: string;
      readonly escape: string;
      /** Columns whose values are never NULL, and those whose quoted values may be. */
      readonly forceNotNull: readonly string[];
      readonly forceNull: readonly string[];
    };

/** Where a cursor goes, and what it gives on the way. */
export type CursorMove =
  /** The next rows; where it is negative, those before, backwards; infinite: all of them; 0: the present row again. */
  | { readonly kind: "by"; readonly rows: number }
  /** That one row, counted from 1, or from the end where it is negative. */
  | { readonly kind: "to"; readonly row: number }
  /** That one row, counted from the present one. */
  | { readonly kind: "from"; readonly rows: number };
