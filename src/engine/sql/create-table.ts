// Reads CREATE TABLE from PostgreSQL's syntax tree: columns, what must not be NULL, and the key. All else that it can say is refused.
// https://www.postgresql.org/docs/15/sql-createtable.html
import type { ColumnDef, Constraint, CreateStmt, Node } from "libpg-query";
import { FeatureNotSupported, PgError, SyntaxError } from "../../errors.js";
import type { AdministrationCommand, NewColumn } from "../administration-command.js";
import { columnTypeOf } from "./column-types.js";

type CreateTable = Extract<AdministrationCommand, { readonly kind: "createTable" }>;

export function createTableOf(statement: CreateStmt): CreateTable {
  assertPlain(statement);
  const { relation, tableElts = [], options = [], if_not_exists } = statement;
  if (relation?.relpersistence !== undefined && relation.relpersistence !== "p") {
    throw new FeatureNotSupported(
      relation.relpersistence === "t" ? "temporary tables are not supported" : "unlogged tables are not supported",
    );
  }
  const read: Read = { columns: [], key: undefined };
  for (const element of tableElts) {
    if ("ColumnDef" in element) readColumn(read, element.ColumnDef);
    else if ("Constraint" in element) readConstraint(read, element.Constraint);
    else throw new FeatureNotSupported("CREATE TABLE ... LIKE is not supported");
  }
  const key = read.key ?? [];
  return {
    kind: "createTable",
    relation: { schema: relation?.schemaname, name: relation?.relname ?? "" },
    columns: read.columns.map((column) => (key.includes(column.name) ? { ...column, isNullable: false } : column)),
    key,
    ...bucketIn(options),
    ifNotExists: if_not_exists === true,
  };
}

interface Read {
  readonly columns: NewColumn[];
  key: readonly string[] | undefined;
}

function assertPlain(statement: CreateStmt): void {
  const said: readonly (readonly [isSaid: boolean, what: string])[] = [
    [(statement.inhRelations ?? []).length > 0 && statement.partbound === undefined, "INHERITS"],
    [statement.partbound !== undefined, "PARTITION OF"],
    [statement.partspec !== undefined, "PARTITION BY"],
    [statement.ofTypename !== undefined, "OF"],
    [statement.tablespacename !== undefined, "TABLESPACE"],
    [statement.accessMethod !== undefined, "USING"],
    [statement.oncommit !== undefined && statement.oncommit !== "ONCOMMIT_NOOP", "ON COMMIT"],
  ];
  const found = said.find(([isSaid]) => isSaid);
  if (found !== undefined) throw new FeatureNotSupported(`CREATE TABLE ... ${found[1]} is not supported`);
}

function readColumn(
  read: Read,
  { colname: name = "", typeName, constraints = [], collClause, compression }: ColumnDef,
): void {
  if (collClause !== undefined) throw new FeatureNotSupported(`COLLATE of column "${name}" is not supported`);
  if (compression !== undefined) throw new FeatureNotSupported(`COMPRESSION of column "${name}" is not supported`);
  let isNullable = true;
  for (const node of constraints) {
    if (!("Constraint" in node)) continue;
    const { contype } = node.Constraint;
    if (contype === "CONSTR_NULL") continue;
    if (contype === "CONSTR_NOTNULL") isNullable = false;
    else if (contype === "CONSTR_PRIMARY") setKey(read, [name]);
    else throw refused(contype, ` of column "${name}"`);
  }
  read.columns.push({ name, type: columnTypeOf(name, typeName), isNullable });
}

function readConstraint(read: Read, { contype, keys = [] }: Constraint): void {
  if (contype !== "CONSTR_PRIMARY") throw refused(contype, "");
  setKey(
    read,
    keys.map((key) => ("String" in key ? (key.String.sval ?? "") : "")),
  );
}

function setKey(read: Read, key: readonly string[]): void {
  if (read.key !== undefined) throw new PgError("42P16", "multiple primary keys are not allowed");
  read.key = key;
}

const constraintNames: Readonly<Record<string, string>> = {
  CONSTR_DEFAULT: "DEFAULT",
  CONSTR_IDENTITY: "GENERATED AS IDENTITY",
  CONSTR_GENERATED: "GENERATED",
  CONSTR_CHECK: "CHECK",
  CONSTR_UNIQUE: "UNIQUE",
  CONSTR_EXCLUSION: "EXCLUDE",
  CONSTR_FOREIGN: "REFERENCES",
};

function refused(contype: string | undefined, place: string): FeatureNotSupported {
  const name = constraintNames[contype ?? ""] ?? "this constraint";
  return new FeatureNotSupported(`${name}${place} is not supported`, {
    hint: "A dataset has columns with types, NOT NULL, and a PRIMARY KEY, which names its rows.",
  });
}

/** `WITH (sluice.bucket = 'name')` */
function bucketIn(options: readonly Node[]): { readonly bucket?: string } {
  let bucket: string | undefined;
  for (const node of options) {
    if (!("DefElem" in node)) continue;
    const { defnamespace, defname = "", arg } = node.DefElem;
    if (defnamespace !== "sluice" || defname !== "bucket") {
      const name = defnamespace === undefined ? defname : `${defnamespace}.${defname}`;
      throw new FeatureNotSupported(`storage parameter "${name}" is not supported`, {
        hint: "There is WITH (sluice.bucket = 'name').",
      });
    }
    if (bucket !== undefined) throw new PgError("22023", 'parameter "sluice.bucket" specified more than once');
    if (arg !== undefined && "String" in arg) bucket = arg.String.sval ?? "";
    else if (arg !== undefined && "TypeName" in arg) bucket = lastNameOf(arg.TypeName.names ?? []);
    else throw new SyntaxError("sluice.bucket requires a name");
  }
  return bucket === undefined ? {} : { bucket };
}

/** An unquoted word stands there as a type. */
function lastNameOf(names: readonly Node[]): string {
  const last = names.at(-1);
  return last !== undefined && "String" in last ? (last.String.sval ?? "") : "";
}
