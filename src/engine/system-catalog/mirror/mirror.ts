// The catalog as a PostgreSQL database that is empty but for its names, types and rights: the SQL that makes it so.
// For a database in binary upgrade mode (-b), by its bootstrap superuser: objects have OIDs that follow from their names.
import { quoteIdentifier } from "../../duckdb/sandbox.js";
import { type Fact, type Facts, stepsBetween } from "./mirror-facts.js";
import { fitName, quoteText } from "./mirror-names.js";
import { oidOf, OidSpace } from "./mirror-oids.js";
import { mirroredRelations } from "./mirror-relations.js";
import { rightsFacts } from "./mirror-rights.js";
import { membershipFacts, ownerFact, roleFacts, roleOids } from "./mirror-roles.js";
import type { Step } from "./mirror-steps.js";
import type { VisibleNames } from "../visible-names.js";

/** For an empty database: everything. To be run in slices. */
export function mirrorSteps(names: VisibleNames): Iterable<Step> {
  return stepsBetween([], mirrorFacts(names));
}

/** For the mirror of `before`: what makes it the mirror of `after`. Nothing, for what is the same in both. */
export function mirrorDiff(before: VisibleNames, after: VisibleNames): Iterable<Step> {
  return stepsBetween(mirrorFacts(before), mirrorFacts(after));
}

/** What is after one commit is before the next. Goes with the names. */
const factsByNames = new WeakMap<VisibleNames, Facts>();

function mirrorFacts(names: VisibleNames): Facts {
  const known = factsByNames.get(names);
  if (known !== undefined) return known;
  const oids = roleOids(names.roles);
  const relations = mirroredRelations(names.relations);
  const facts = [
    [ownerFact],
    roleFacts(names.roles, oids),
    schemaFacts(names.schemas),
    ...relations.map((relation) => relation.facts),
    membershipFacts(names, oids),
    ...rightsFacts(names, relations, oids),
  ];
  factsByNames.set(names, facts);
  return facts;
}

/** `public` is there already. */
function schemaFacts(schemas: readonly string[]): readonly Fact[] {
  const space = new OidSpace();
  return schemas.map((schema) => {
    const oid = space.take(oidOf("schema", schema));
    const name = fitName(schema);
    return {
      key: `schema\0${schema}\0${oid}`,
      stamp: "",
      // CREATE SCHEMA cannot be told an OID. 10 is the mirror's own role, 0 everybody.
      set: () => [
        "INSERT INTO pg_catalog.pg_namespace (oid, nspname, nspowner, nspacl) " +
          `VALUES (${oid}, ${quoteText(name)}, 10, ARRAY[` +
          "pg_catalog.makeaclitem(10, 10, 'USAGE, CREATE', false), pg_catalog.makeaclitem(0, 10, 'USAGE', false)])",
      ],
      unset: () => [`DROP SCHEMA ${quoteIdentifier(name)}`],
    };
  });
}
