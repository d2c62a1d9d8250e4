// The SQL of relations that hide something: views, and datasets under row policies. In two forms, since DuckDB evaluates a
// statement's own predicates before the filter that hides rows, when it finds that cheaper.
//
// - The fast form is for statements that can raise no error over any row (sql/leakproof.ts): they may meet hidden rows, unseen.
// - The barrier form is for all others. DuckDB moves nothing below its LIMIT. And since DuckDB knows the least and the greatest
//   value of a column, hidden rows included, and leaves a predicate out that they decide, each column goes through TRY, of whose
//   results it knows nothing: otherwise `name::int = 5 AND id > 1000` fails or not by whether some hidden id is greater.
//
// Filters and redactions raise no error themselves: see row-expressions.ts and redactions.ts.
import { type Column, type Dataset, type Policy, rolesHeld, type Snapshot } from "../../catalog/api.js";
import { ObjectNotInPrerequisiteState, PgError } from "../../errors.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { type InternalRelation, viewOf } from "../relations/internal-relation.js";
import type { StatementObjects } from "../relations/statement-objects.js";
import type { Target } from "../sql/names.js";
import type { SessionFacts } from "../sql/session-functions.js";
import type { HiddenRows } from "../tombstones/hidden-rows.js";
import { type HashKeys, redactionSql } from "./redactions.js";
import { type RowExpressionParts, RowExpressions } from "./row-expressions.js";
import { redactionOf, type RelationShape, shapeOfView } from "./view-shapes.js";

/** More than there can be rows. */
const everyRow = "4611686018427387904";

export interface GovernedRelation {
  readonly columns: readonly Column[];
  readonly datasets: readonly Dataset[];
  /** Each rests on those before it; the last is the one to read. The same in both forms where nothing is hidden. */
  readonly fast: readonly InternalRelation[];
  readonly barrier: readonly InternalRelation[];
  readonly isOfOneSession: boolean;
  /** Rows of a dataset below are erased: whoever reads it sees a part of what there is. */
  readonly hidesErased: boolean;
}

export interface Reading {
  readonly snapshot: Snapshot;
  readonly rights: Snapshot;
  readonly facts: SessionFacts;
  readonly isSuperuser: boolean;
  readonly objects: StatementObjects;
}

type DatasetTarget = Extract<Target, { readonly kind: "dataset" }>;
type Sound = Exclude<RelationShape, { readonly kind: "broken" }>;

export class GovernedRelations {
  readonly expressions: RowExpressions;
  readonly keys: HashKeys;
  readonly #hiddenRows: HiddenRows;

  constructor(parts: RowExpressionParts, keys: HashKeys, hiddenRows: HiddenRows) {
    this.expressions = new RowExpressions(parts);
    this.keys = keys;
    this.#hiddenRows = hiddenRows;
  }

  /** @throws ObjectNotInPrerequisiteState (55000) for a broken view. */
  async find(
    target: Exclude<Target, { readonly kind: "system" | "engine" }>,
    reading: Reading,
  ): Promise<GovernedRelation> {
    if (target.kind === "dataset") return this.#dataset(target, reading);
    const shape = shapeOfView(
      { views: reading.rights.views, datasets: reading.snapshot.datasets, keys: this.keys },
      target.view,
    );
    if (shape.kind === "broken") throw brokenView(target.view.name, shape.why, reading.isSuperuser);
    return this.#view(shape, reading);
  }

  async #dataset(
    { dataset, rowSecurity, isRaw }: Pick<DatasetTarget, "dataset" | "rowSecurity" | "isRaw">,
    { snapshot, rights, facts, objects }: Reading,
  ): Promise<GovernedRelation> {
    const tombstones = isRaw === true ? undefined : rights.tombstones.get(dataset.name);
    const standIns =
      tombstones === undefined ? [] : await this.#hiddenRows.relationsFor({ snapshot, dataset, tombstones, objects });
    const hidesErased = standIns.length > 0;
    const below = hidesErased ? standIns : [await objects.relationOf(snapshot, dataset)];
    const { columns } = dataset;
    const shared = { columns, datasets: [dataset], hidesErased };
    if (rowSecurity === undefined && !hidesErased) return { ...shared, ...both(below), isOfOneSession: false };
    const roles = rolesHeld(rights, facts.role);
    const filter =
      rowSecurity === undefined ? undefined : await this.#policies(dataset, rowSecurity.policies, { roles, facts });
    const select = (isBarrier: boolean): InternalRelation =>
      governed(dataset.name, {
        items: columns.map(({ name }) => ({ name, sql: quoteIdentifier(name) })),
        source: below.at(-1) as InternalRelation,
        alias: dataset.name,
        where: filter?.sql,
        isBarrier,
      });
    return {
      ...shared,
      fast: filter === undefined ? below : [...below, select(false)],
      barrier: [...below, select(true)],
      isOfOneSession: filter?.isOfOneSession === true,
    };
  }

  /** A row is seen that passes a permissive policy and every restrictive one. No permissive policy: no row. */
  async #policies(
    dataset: Dataset,
    policies: readonly Policy[],
    { roles: held, facts }: { readonly roles: ReadonlySet<string>; readonly facts: SessionFacts },
  ): Promise<{ sql: string; isOfOneSession: boolean }> {
    const applying = policies.filter(({ roles }) => roles === "public" || roles.some((role) => held.has(role)));
    if (!applying.some(({ isPermissive }) => isPermissive)) return { sql: "false", isOfOneSession: false };
    const compiled = await Promise.all(
      applying.map(async ({ name, isPermissive, using, dialect }) => ({
        isPermissive,
        ...(await this.expressions.compile({
          text: using,
          dialect,
          what: `policy "${name}"`,
          relation: dataset.name,
          columns: dataset.columns,
          facts,
        })),
      })),
    ).catch((thrown: unknown) => {
      // What is wrong with a policy names what its readers may not know of. That a setting is missing is theirs to mend.
      if (thrown instanceof PgError && thrown.sqlstate === "42704") throw thrown;
      throw new ObjectNotInPrerequisiteState(`the row policies of table "${dataset.name}" cannot be used`, {
        hint: "An administrator sees them in sluice.policies.",
        cause: thrown,
      });
    });
    const permissive = compiled.filter(({ isPermissive }) => isPermissive).map(({ sql }) => sql);
    const restrictive = compiled.filter(({ isPermissive }) => !isPermissive).map(({ sql }) => sql);
    return {
      sql: [`(${permissive.join(" OR ")})`, ...restrictive].join(" AND "),
      isOfOneSession: compiled.some(({ isOfOneSession }) => isOfOneSession),
    };
  }

  /** A view reads its base as the administrator who made it: no policy applies below it. */
  async #view(shape: Sound, reading: Reading): Promise<GovernedRelation> {
    if (shape.kind === "dataset") return this.#dataset({ dataset: shape.dataset }, reading);
    const { view, base, columns } = shape;
    const below = await this.#view(base, reading);
    const filter =
      view.rowFilter === undefined
        ? undefined
        : await this.expressions
            .compile({
              text: view.rowFilter,
              dialect: view.dialect,
              what: "row_filter",
              relation: view.base,
              columns: base.columns,
            })
            .catch((thrown: unknown) => {
              const why = thrown instanceof Error ? thrown.message : String(thrown);
              throw brokenView(view.name, why, reading.isSuperuser, thrown);
            });
    const items = view.columns.map((name) => {
      const redaction = redactionOf(view, name);
      const column = base.columns.find((one) => one.name === name) as Column;
      const value = `${quoteIdentifier(view.base)}.${quoteIdentifier(name)}`;
      return { name, sql: redaction === undefined ? value : redactionSql(redaction, column, value, this.keys) };
    });
    const source = below.fast.at(-1) as InternalRelation;
    const select = (isBarrier: boolean): InternalRelation =>
      governed(view.name, { items, source, alias: view.base, where: filter?.sql, isBarrier });
    return {
      columns,
      datasets: below.datasets,
      // What lies below a barrier needs none: nothing there raises an error.
      fast: [...below.fast, select(false)],
      barrier: [...below.fast, select(shape.isGoverned || below.hidesErased)],
      isOfOneSession: false,
      hidesErased: below.hidesErased,
    };
  }
}

function governed(
  name: string,
  select: {
    readonly items: readonly { readonly name: string; readonly sql: string }[];
    readonly source: InternalRelation;
    /** What expressions call it. */
    readonly alias: string;
    readonly where: string | undefined;
    readonly isBarrier: boolean;
  },
): InternalRelation {
  const { items, alias, where, isBarrier } = select;
  const from = `${select.source.sql} AS ${quoteIdentifier(alias)}`;
  const list = items.map(({ name, sql }) => `${isBarrier ? `TRY(${sql})` : sql} AS ${quoteIdentifier(name)}`);
  // By itself, since a filter could otherwise mean a redacted column of the same name.
  const rows = where === undefined ? from : `(SELECT * FROM ${from} WHERE ${where}) AS ${quoteIdentifier(alias)}`;
  const text = `SELECT ${list.join(", ")} FROM ${rows}${isBarrier ? ` LIMIT ${everyRow}` : ""}`;
  return viewOf(name, text);
}

function both(relations: readonly InternalRelation[]): Pick<GovernedRelation, "fast" | "barrier"> {
  return { fast: relations, barrier: relations };
}

function brokenView(name: string, why: string, isSuperuser: boolean, cause?: unknown): ObjectNotInPrerequisiteState {
  return new ObjectNotInPrerequisiteState(`view "${name}" cannot be used: what it is based on has changed`, {
    // The reason names what its readers may not know of.
    ...(isSuperuser ? { detail: why } : {}),
    hint: isSuperuser
      ? "CALL replace_view(...), or bring back what it needs."
      : "An administrator sees the reason in sluice.views.",
    cause,
  });
}
