// The catalog as a PostgreSQL database that is empty but for its names, types and rights: the SQL that makes it so.
// For a database in binary upgrade mode (-b), by its bootstrap superuser: objects have OIDs that follow from their names.
import type { Snapshot } from "../../catalog/api.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { type Fact, type Facts, factsOf, statementsBetween } from "./mirror-facts.js";
import { fitName, quoteText } from "./mirror-names.js";
import { oidOf, OidSpace } from "./mirror-oids.js";
import { type MirroredSystemRelation, mirroredRelations } from "./mirror-relations.js";
import { rightsFacts } from "./mirror-rights.js";
import { membershipFacts, ownerFact, roleFacts, roleOids } from "./mirror-roles.js";

export type { MirroredSystemRelation } from "./mirror-relations.js";

/** For an empty database: everything. To be run in slices. */
export function mirrorStatements(
  snapshot: Snapshot,
  systemRelations: readonly MirroredSystemRelation[],
): readonly string[] {
  return statementsBetween(new Map(), mirrorFacts(snapshot, systemRelations));
}

/** For the mirror of `before`: what makes it the mirror of `after`. Nothing, for what is the same in both. */
export function mirrorDiff(
  before: Snapshot,
  after: Snapshot,
  systemRelations: readonly MirroredSystemRelation[],
): readonly string[] {
  return statementsBetween(mirrorFacts(before, systemRelations), mirrorFacts(after, systemRelations));
}

/** Every object is locked until its transaction ends, and there is room for some thousands of locks. */
const sliceStatementsMax = 300;

/** Each is for one transaction, in their order. */
export function slices(
  statements: readonly string[],
  statementsMax = sliceStatementsMax,
): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(statements.length / statementsMax) }, (_, index) =>
    statements.slice(index * statementsMax, (index + 1) * statementsMax),
  );
}

interface Known {
  readonly systemRelations: readonly MirroredSystemRelation[];
  readonly facts: Facts;
}

/** What is after one commit is before the next. Goes with the snapshot. */
const factsBySnapshot = new WeakMap<Snapshot, Known>();

function mirrorFacts(snapshot: Snapshot, systemRelations: readonly MirroredSystemRelation[]): Facts {
  const known = factsBySnapshot.get(snapshot);
  if (known?.systemRelations === systemRelations) return known.facts;
  const oids = roleOids(snapshot.roles);
  const relations = mirroredRelations(snapshot, systemRelations);
  const facts = factsOf([
    ownerFact,
    ...roleFacts(snapshot.roles, oids),
    ...schemaFacts(snapshot),
    ...relations.flatMap((relation) => relation.facts),
    ...membershipFacts(snapshot, oids),
    ...rightsFacts(snapshot, relations, oids),
  ]);
  factsBySnapshot.set(snapshot, { systemRelations, facts });
  return facts;
}

/** `public` is there already. */
function schemaFacts({ buckets }: Pick<Snapshot, "buckets">): readonly Fact[] {
  const space = new OidSpace();
  return ["sluice", ...buckets.keys()].sort().map((bucket) => {
    const oid = space.take(oidOf("schema", bucket));
    const name = fitName(bucket);
    return {
      key: `schema\0${bucket}\0${oid}`,
      stamp: "",
      // CREATE SCHEMA cannot be told an OID. 10 is the mirror's own role, 0 everybody.
      set: [
        "INSERT INTO pg_catalog.pg_namespace (oid, nspname, nspowner, nspacl) " +
          `VALUES (${oid}, ${quoteText(name)}, 10, ARRAY[` +
          "pg_catalog.makeaclitem(10, 10, 'USAGE, CREATE', false), pg_catalog.makeaclitem(0, 10, 'USAGE', false)])",
      ],
      unset: [`DROP SCHEMA ${quoteIdentifier(name)}`],
    };
  });
}
