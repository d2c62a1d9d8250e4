// The names in a statement: those that its text gives to things, which it could give otherwise, and those that things have.
import type { Node } from "libpg-query";
import type { Analysis } from "./analysis.js";
import { functionsNamed } from "./postgres-catalog.js";

/** `relation`: a WITH query's or a relation's; `fixed`: a function's, a type's, a schema's. */
type Role = "given" | "relation" | "fixed";

type Body = Readonly<Record<string, unknown>>;

/** What is called so in a list of a node's. */
const listRoles: Readonly<Record<string, Role>> = {
  fields: "given",
  colnames: "given",
  aliascolnames: "given",
  usingClause: "given",
  indirection: "given",
};

const textRoles: Readonly<Record<string, Role>> = {
  aliasname: "given",
  ctename: "given",
  refname: "given",
  colname: "given",
  relname: "relation",
  schemaname: "fixed",
};

/** PostgreSQL's own names of columns that have none. */
const implicitNames = [
  ...["array", "case", "coalesce", "exists", "greatest", "grouping", "least", "nullif", "ordinality", "row"],
  ...["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_role"],
  ...["current_user", "user", "session_user", "current_catalog", "current_schema"],
];

export class StatementNames {
  readonly given = new Set<string>();
  readonly fixed = new Set<string>(implicitNames);

  constructor(statement: Node, relation: Analysis["relation"]) {
    const relations = new Map<string, readonly [schema: string | undefined, name: string]>();
    const queries = new Set<string>();
    const noteRelation = (body: Body): void => {
      const schema = body["schemaname"] === undefined ? undefined : String(body["schemaname"]);
      const name = String(body["relname"]);
      relations.set(JSON.stringify([schema, name]), [schema, name]);
    };
    eachName(statement, (name, role, key, body) => {
      if (role === "relation") noteRelation(body);
      else this[role].add(name);
      if (key === "ctename") queries.add(name);
      if (key === "funcname") {
        for (const { columns } of functionsNamed(name)) for (const column of columns) this.fixed.add(column.name);
      }
    });
    for (const [schema, name] of relations.values()) {
      const known = relation(schema, name);
      for (const column of known?.columns ?? []) this.fixed.add(column.name);
      // The same word may be a query's in one place, and a relation's in another.
      (schema === undefined && known === undefined && queries.has(name) ? this.given : this.fixed).add(name);
    }
  }
}

/** The tree without its places, and with other names where it gives them. */
export function withNames(value: unknown, change: (name: string) => string): unknown {
  return copied(value, "", {}, change);
}

function eachName(value: unknown, visit: (name: string, role: Role, key: string, body: Body) => void): void {
  const look = (part: unknown, key: string, body: Body): void => {
    if (typeof part === "string") {
      const role = roleOf(key, body);
      if (role !== undefined) visit(part, role, key, body);
    } else if (typeof part !== "object" || part === null) return;
    else if (Array.isArray(part)) {
      const qualifiers = key === "fields" ? part.length - 2 : 0;
      for (let index = 0; index < part.length; index++) look(part[index], index < qualifiers ? "" : key, body);
    } else {
      const own = stringIn(part);
      if (own !== undefined) visit(own, listRoles[key] ?? "fixed", key, body);
      else for (const name in part) look((part as Body)[name], name, part as Body);
    }
  };
  look(value, "", {});
}

/** Of a text that stands in a node by itself. */
function roleOf(key: string, body: Body): Role | undefined {
  // A column of the result, or a window: not an argument that is named, whose function knows it.
  if (key === "name") return "argnumber" in body ? "fixed" : "given";
  return textRoles[key];
}

function stringIn(node: object): string | undefined {
  const { String: own } = node as { readonly String?: { readonly sval?: string } };
  return own === undefined ? undefined : (own.sval ?? "");
}

function copied(value: unknown, key: string, body: Body, change: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => copied(item, key, body, change));
  if (typeof value === "string") {
    const role = roleOf(key, body);
    return role === "given" || role === "relation" ? change(value) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const own = stringIn(value);
  if (own !== undefined) return { String: { sval: listRoles[key] === "given" ? change(own) : own } };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== "location" && !name.endsWith("_location"))
      .map(([name, inner]) => [name, copied(inner, name, value as Body, change)]),
  );
}
