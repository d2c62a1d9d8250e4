// One statement of a script, and what kind it is. Made by sql/parse.ts.

export interface StatementText {
  /** The statement's own text, without its semicolon. */
  readonly sql: string;
  /** How many characters (UTF-16 units) of the script lie before it. */
  readonly offset: number;
}

export type Statement = StatementText &
  (
    | { readonly kind: "query" }
    | { readonly kind: "call"; readonly call: Call }
    | { readonly kind: "administration"; readonly command: AdministrationCommand }
    | { readonly kind: "session"; readonly command: SessionCommand }
    /** PostgreSQL knows it, we do not: refused with 0A000 when it is prepared. */
    | { readonly kind: "unsupported"; readonly message: string }
  );

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

/** Rights and roles: statements that change the catalog. */
export type AdministrationCommand =
  | { readonly kind: "createRole"; readonly role: string; readonly options: RoleOptions }
  | { readonly kind: "alterRole"; readonly role: string; readonly options: RoleOptions }
  | { readonly kind: "dropRole"; readonly roles: readonly string[]; readonly ifExists: boolean }
  | {
      readonly kind: "grant" | "revoke";
      readonly privileges: readonly "select"[];
      readonly relations: readonly RelationName[];
      readonly roles: readonly string[];
    }
  | {
      readonly kind: "createPolicy";
      readonly relation: RelationName;
      readonly policy: string;
      readonly isPermissive: boolean;
      readonly command: "all" | "select";
      readonly roles: "public" | readonly string[];
      /** As it was written. */
      readonly using: string;
    }
  /** What is absent stays as it is. */
  | {
      readonly kind: "alterPolicy";
      readonly relation: RelationName;
      readonly policy: string;
      readonly newName?: string;
      readonly roles?: "public" | readonly string[];
      readonly using?: string;
    }
  | {
      readonly kind: "dropPolicy";
      readonly relation: RelationName;
      readonly policy: string;
      readonly ifExists: boolean;
    }
  | {
      readonly kind: "alterRowSecurity";
      readonly relation: RelationName;
      readonly isEnabled?: boolean;
      readonly isForced?: boolean;
      readonly ifExists: boolean;
    };

export interface RoleOptions {
  /** null: PASSWORD NULL. */
  readonly password?: string | null;
  readonly canLogin?: boolean;
  readonly isSuperuser?: boolean;
}

export interface RelationName {
  readonly schema: string | undefined;
  readonly name: string;
}

/** What changes or shows the session itself. It stays at the door: see wire/session. */
export type SessionCommand =
  | { readonly kind: "begin"; readonly isolation: string | undefined; readonly isReadOnly: boolean | undefined }
  | { readonly kind: "commit" }
  | { readonly kind: "rollback" }
  | { readonly kind: "savepoint" | "release" | "rollbackTo"; readonly name: string }
  | { readonly kind: "set"; readonly name: string; readonly value: string; readonly isLocal: boolean }
  /** SET x TO DEFAULT, RESET x; name absent: RESET ALL. */
  | { readonly kind: "reset"; readonly name: string | undefined }
  /** name absent: SHOW ALL. */
  | { readonly kind: "show"; readonly name: string | undefined }
  /** name absent: DEALLOCATE ALL. */
  | { readonly kind: "deallocate"; readonly name: string | undefined }
  | { readonly kind: "discard"; readonly target: "all" | "plans" | "sequences" | "temp" };
