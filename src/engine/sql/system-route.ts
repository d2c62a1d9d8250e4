// Which statements PostgreSQL's system catalog answers: those that name its relations and no others, or none, and ask for what it knows.
// Which ones need some of it: those that name others, too.
import type { Node } from "libpg-query";
import type { QueryKind, SystemQuery } from "../statement.js";

/** What kind of query a SELECT is, or the relation that stands for one. */
export function queryKindOf(select: Node): QueryKind {
  const system = systemQueryOf(select);
  return system === undefined ? { kind: "query" } : { kind: "query", system };
}

/** Undefined: DuckDB answers it, or nobody does. */
function systemQueryOf(statement: Node): SystemQuery | undefined {
  const found: Found = { isAsking: false, mayChange: false, functions: new Set(), relations: [], ctes: new Set() };
  look(statement, found);
  if (found.mayChange) return undefined;
  // A name of a WITH query counts wherever it stands. Where it is out of scope, it may be that of a dataset: the engine looks for one.
  const named = found.relations.filter(({ schema, name }) => schema !== undefined || !found.ctes.has(name));
  if (!named.some(isOfSystem) && (named.length > 0 || !found.isAsking)) return undefined;
  return {
    functions: [...found.functions],
    relations: [...new Set(found.relations.map(({ name }) => name))],
    ...(named.every(isOfSystem) ? {} : { namesOthers: true }),
  };
}

interface Found {
  /** It calls a function of system information, or casts to the name of an object. */
  isAsking: boolean;
  mayChange: boolean;
  readonly functions: Set<string>;
  readonly relations: NamedRelation[];
  readonly ctes: Set<string>;
}

interface NamedRelation {
  readonly schema: string | undefined;
  readonly name: string;
}

const systemSchemas = new Set(["pg_catalog", "information_schema"]);

/** https://www.postgresql.org/docs/15/functions-info.html, and those of sizes. What each session's own is, the gateway answers. */
const asking =
  /^(pg_get_.*|pg_.*_is_visible|pg_describe_object|pg_identify_object(_as_address)?|pg_is_in_recovery|pg_postmaster_start_time|pg_(database|relation|table|indexes|total_relation)_size|pg_encoding_to_char|pg_char_to_encoding|pg_client_encoding|pg_has_role|pg_my_temp_schema|has_.*_privilege|row_security_active|format_type|(obj|col|shobj)_description|to_reg.*|inet_(client|server)_(addr|port)|pg_show_all_settings|(txid|pg)_current_(xact_id|snapshot)(_if_assigned)?|txid_current(_if_assigned)?)$/;

/** What the gateway answers where an expression asks; as a relation, the system catalog has it: `SELECT * FROM current_schema()`. */
const askingAsRelation = /^(current_(database|schemas?|setting)|version|pg_backend_pid)$/;

const objectNames = /^reg(class|collation|config|dictionary|namespace|oper|operator|proc|procedure|role|type)$/;

const changing = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "IntoClause", "LockingClause"]);

function look(statement: Node, found: Found): void {
  for (const [key, inner] of fieldsIn(statement)) {
    if (changing.has(key)) found.mayChange = true;
    // `(x).f` is `f(x)`, where x has no column f.
    if (key === "A_Indirection")
      for (const name of namesIn((inner as { indirection?: unknown }).indirection)) countFunction([name], found);
    // `t.f` is `f(t)`, where t has no column f; and t may be rows of one value.
    if (key === "ColumnRef") {
      const names = namesIn((inner as { fields?: unknown }).fields);
      if (names.length > 1) found.functions.add(names.at(-1) ?? "");
    }
    if (key === "RangeFunction") {
      for (const [call, function_] of fieldsIn((inner as { functions?: unknown }).functions)) {
        if (call === "FuncCall" && askingAsRelation.test(calledName(function_))) found.isAsking = true;
      }
    }
    if (key === "RangeVar") {
      const { schemaname: schema, relname: name = "" } = inner as { schemaname?: string; relname?: string };
      found.relations.push({ schema, name });
    }
    if (key === "CommonTableExpr") found.ctes.add((inner as { ctename?: string }).ctename ?? "");
    if (key === "FuncCall") countFunction(namesIn((inner as { funcname?: unknown }).funcname), found);
    if (key === "typeName" || key === "TypeName") countType(namesIn((inner as { names?: unknown }).names), found);
  }
}

/** All of them, however deep. Not by recursion: the parser's trees are deeper than the stack. */
function* fieldsIn(tree: unknown): Generator<readonly [key: string, value: unknown]> {
  const left = [tree];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) for (const item of value) left.push(item);
    else
      for (const field of Object.entries(value)) {
        yield field;
        left.push(field[1]);
      }
  }
}

function isOfSystem({ schema, name }: NamedRelation): boolean {
  return schema === undefined ? name.startsWith("pg_") : systemSchemas.has(schema);
}

function calledName(call: unknown): string {
  return namesIn((call as { funcname?: unknown }).funcname).at(-1) ?? "";
}

function countFunction(names: readonly string[], found: Found): void {
  const name = names.at(-1) ?? "";
  found.functions.add(name);
  if (asking.test(name)) found.isAsking = true;
}

function countType(names: readonly string[], found: Found): void {
  if (objectNames.test(names.at(-1) ?? "")) found.isAsking = true;
}

function namesIn(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: { String?: { sval?: string } }) => item.String?.sval ?? []);
}
