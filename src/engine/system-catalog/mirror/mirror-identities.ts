// What each relation is called in the mirror, and which OIDs it has, among all others.
import { createHash } from "node:crypto";
import { limits } from "../../../limits.js";
import { bodyOf } from "./mirror-bodies.js";
import { cutName, fitName, fitNames, freeName } from "./mirror-names.js";
import { oidOf, OidSpace } from "./mirror-oids.js";
import type { VisibleRelation } from "../visible-names.js";

/** What a relation would have if it were the only one. The same object as long as the visible one is. */
export interface Relation {
  readonly visible: VisibleRelation;
  /** By it, they are in order. */
  readonly path: string;
  /** Whether PostgreSQL can have its name as it is. */
  readonly isFit: boolean;
  /** Tells two sets of columns with their types and keys apart. */
  readonly shape: string;
  readonly hasKey: boolean;
  readonly indexName: string;
  readonly wanted: Oids;
}

/** OIDs. */
export interface Oids {
  readonly relation: number;
  readonly rowType: number;
  readonly arrayType: number;
  readonly index: number;
  /** Those of the files follow from the columns, too. */
  readonly file: number;
  readonly indexFile: number;
}

export interface Identity {
  readonly name: string;
  /** Absent: it has no key. */
  readonly indexName: string | undefined;
  readonly oids: Oids;
}

export function isSameIdentity(left: Identity, right: Identity): boolean {
  return (
    left.name === right.name &&
    left.indexName === right.indexName &&
    left.oids.relation === right.oids.relation &&
    left.oids.rowType === right.oids.rowType &&
    left.oids.arrayType === right.oids.arrayType &&
    left.oids.file === right.oids.file &&
    left.oids.index === right.oids.index &&
    left.oids.indexFile === right.oids.indexFile
  );
}

/** By schema and name, in the names' order. */
export function identified(
  visible: readonly VisibleRelation[],
): readonly (readonly [relation: Relation, identity: Identity])[] {
  const relations = visible.map(relationOf).sort((left, right) => compare(left.path, right.path));
  const names = fitBySchema(relations);
  const taken = new Set(relations.map(({ visible: { schema } }, index) => pathOf(schema, names[index] ?? "")));
  const spaces = { ofClass: new OidSpace(), ofType: new OidSpace(), ofFile: new OidSpace() };
  return relations.map((relation, index) => [
    relation,
    identityOf(relation, names[index] ?? relation.visible.name, taken, spaces),
  ]);
}

function pathOf(schema: string, name: string): string {
  return `${schema}\0${name}`;
}

function relationOf(visible: VisibleRelation): Relation {
  const known = relationsByVisible.get(visible);
  if (known !== undefined) return known;
  const { schema, name } = visible;
  const { sql, keyColumns, notNull } = bodyOf(visible);
  const path = pathOf(schema, name);
  const shape = [path, sql, keyColumns.join(), notNull.join()].join("\0");
  const relation: Relation = {
    visible,
    path,
    isFit: fitName(name) === name,
    shape: createHash("sha256").update(shape).digest("base64"),
    hasKey: keyColumns.length > 0,
    indexName: indexNameOf(name),
    wanted: {
      relation: oidOf("relation", path),
      rowType: oidOf("rowType", path),
      arrayType: oidOf("arrayType", path),
      index: oidOf("index", path),
      file: oidOf("file", shape),
      indexFile: oidOf("file", `${shape}\0index`),
    },
  };
  relationsByVisible.set(visible, relation);
  return relation;
}

const relationsByVisible = new WeakMap<VisibleRelation, Relation>();

interface Spaces {
  readonly ofClass: OidSpace;
  readonly ofType: OidSpace;
  readonly ofFile: OidSpace;
}

function identityOf(relation: Relation, name: string, taken: Set<string>, spaces: Spaces): Identity {
  const { hasKey, wanted, visible } = relation;
  const wantedName = name === visible.name ? relation.indexName : indexNameOf(name);
  const indexName = hasKey ? nameOfIndex(visible.schema, wantedName, taken) : undefined;
  const ofRelation = spaces.ofClass.take(wanted.relation);
  const rowType = spaces.ofType.take(wanted.rowType);
  const arrayType = spaces.ofType.take(wanted.arrayType);
  const index = hasKey ? spaces.ofClass.take(wanted.index) : 0;
  // Another file for all that makes it another table: the old one lies there until the transaction that drops it has ended.
  const isAsWanted =
    name === visible.name &&
    ofRelation === wanted.relation &&
    rowType === wanted.rowType &&
    arrayType === wanted.arrayType &&
    (!hasKey || (index === wanted.index && indexName === wantedName));
  const moved = isAsWanted ? "" : [name, ofRelation, rowType, arrayType, index, indexName].join("\0");
  const file = spaces.ofFile.take(isAsWanted ? wanted.file : oidOf("file", `${wanted.file}\0${moved}`));
  const wantedIndexFile = isAsWanted ? wanted.indexFile : oidOf("file", `${wanted.indexFile}\0${moved}`);
  const indexFile = hasKey ? spaces.ofFile.take(wantedIndexFile) : 0;
  return { name, indexName, oids: { relation: ofRelation, rowType, arrayType, index, file, indexFile } };
}

const keySuffix = "_pkey";

function indexNameOf(table: string): string {
  return cutName(table, limits.identifierBytesMax - keySuffix.length) + keySuffix;
}

/** As PostgreSQL would call it, were all relations there first. */
function nameOfIndex(schema: string, wanted: string, taken: Set<string>): string {
  const name = freeName(wanted, (tried) => taken.has(pathOf(schema, tried)), "");
  taken.add(pathOf(schema, name));
  return name;
}

/** The relations' names as the mirror has them: unique in each schema. */
function fitBySchema(relations: readonly Relation[]): readonly string[] {
  const names = relations.map(({ visible: { name } }) => name);
  const isFit = relations.every((relation) => relation.isFit);
  if (isFit && new Set(relations.map(({ path }) => path)).size === relations.length) return names;
  const fit = new Map<Relation, string>();
  for (const schema of new Set(relations.map(({ visible }) => visible.schema))) {
    const within = relations.filter(({ visible }) => visible.schema === schema);
    const given = fitNames(within.map(({ visible }) => visible.name));
    for (const [index, relation] of within.entries()) fit.set(relation, given[index] ?? relation.visible.name);
  }
  return relations.map((relation, index) => fit.get(relation) ?? names[index] ?? "");
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
