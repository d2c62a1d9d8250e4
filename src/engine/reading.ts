// What a statement reads, once its names are resolved: the internal relations in both forms, and the types of their columns.
import { type Dataset, isSuperuser as isSuperuserIn, type Snapshot } from "../catalog/api.js";
import { sqlNameOf } from "./duckdb/logical-type.js";
import type { DataType } from "./data-type.js";
import { FeatureNotSupported } from "../errors.js";
import type { InternalRelation } from "./relations/internal-relation.js";
import { planningToken, type SystemRows } from "./relations/system-rows.js";
import { quoteIdentifier } from "./duckdb/sandbox.js";
import type { StatementObjects } from "./relations/statement-objects.js";
import type { KnownTypes } from "./sql/expression-types.js";
import { foldCase } from "./sql/qualified-name.js";
import { tombstoneState, type TombstoneStates } from "./running-reads.js";
import type { Target } from "./sql/names.js";
import type { RelationUse, Resolution } from "./sql/resolve.js";
import type { SessionFacts } from "./sql/session-functions.js";
import type { Edit } from "./sql/splice.js";
import type { GovernedRelation, GovernedRelations } from "./views/governed-relations.js";

export interface Reading {
  readonly datasets: readonly Dataset[];
  /** Of those that are read without erased rows. */
  readonly tombstones: TombstoneStates;
  readonly systemRelations: ReadonlySet<string>;
  /** For statements that can raise no error over any row; the same as `barrier` where nothing is hidden. */
  readonly fast: ReadingForm;
  readonly barrier: ReadingForm;
  /** Some of it hides rows or values. */
  readonly isGoverned: boolean;
  /** Errors may carry values only to those who may read all that there is. */
  readonly concealsValues: boolean;
  readonly isOfOneSession: boolean;
  readonly typeOfColumn: KnownTypes["typeOfColumn"];
  /** Of each relation that the statement names, what its reader sees of it. */
  readonly seen: readonly SeenRelation[];
}

export interface SeenRelation {
  readonly use: RelationUse;
  readonly columns: readonly { readonly name: string; readonly type: string | undefined }[];
  /** Undefined: its reader may not see all of its rows. */
  readonly rows: number | undefined;
}

export interface ReadingForm {
  /** Puts the internal names into the text. */
  readonly edits: readonly Edit[];
  /** To be held, in this order. */
  readonly relations: readonly InternalRelation[];
  /** The internal names that the text then has. */
  readonly names: ReadonlySet<string>;
}

export interface ReadingOrder {
  readonly resolution: Resolution;
  readonly snapshot: Snapshot;
  readonly rights: Snapshot;
  readonly role: string;
  readonly facts: SessionFacts;
  readonly objects: StatementObjects;
}

/** @throws ObjectNotInPrerequisiteState (55000) for a broken view. */
export async function readingOf(
  parts: { readonly governed: GovernedRelations; readonly systemRows: SystemRows },
  { resolution, snapshot, rights, role, facts, objects }: ReadingOrder,
): Promise<Reading> {
  const isSuperuser = isSuperuserIn(rights, role);
  const datasets = new Map<string, Dataset>();
  const tombstones = new Map<string, number>();
  const systemRelations = new Set<string>();
  const columns: { readonly name: string; readonly type: string | undefined }[] = [];
  const seen: SeenRelation[] = [];
  const forms = { fast: new FormDraft(), barrier: new FormDraft() };
  let [isOfOneSession, isRestricted] = [false, false];
  for (const use of resolution.relations) {
    const { target, columns: readable, start, end } = use;
    const part = (sql: string): string =>
      readable === undefined ? sql : `(SELECT ${readable.map(quoteIdentifier).join(", ")} FROM ${sql})`;
    const put = (form: FormDraft, sql: string): void => void form.edits.push({ start, end, text: use.text(part(sql)) });
    if (target.kind === "system") {
      systemRelations.add(target.relation.name);
      const own = target.relation.columns.map(({ name, type }) => ({ name, type: typeNameOf(type) }));
      columns.push(...own);
      seen.push({ use, columns: own, rows: undefined });
      for (const form of [forms.fast, forms.barrier]) {
        put(form, parts.systemRows.sql(target.relation.name, planningToken));
      }
      continue;
    }
    if (target.kind === "engine") {
      columns.push(...target.relation.columns);
      seen.push({ use, columns: target.relation.columns, rows: undefined });
      for (const form of [forms.fast, forms.barrier]) put(form, form.add(target.relation.relations(rights)));
      // It is about the newest state, and gone with it.
      isOfOneSession = true;
      continue;
    }
    const found: GovernedRelation = await parts.governed.find(target, {
      snapshot,
      rights,
      facts,
      isSuperuser,
      objects,
    });
    for (const dataset of found.datasets) {
      datasets.set(dataset.name, dataset);
      if (target.kind === "view" || target.isRaw !== true) {
        tombstones.set(dataset.name, tombstoneState(dataset.name, rights));
      }
    }
    const visible = found.columns.filter(({ name }) => readable?.includes(name) !== false);
    columns.push(...visible);
    seen.push({ use, columns: visible, rows: found.hidesErased ? undefined : rowsSeen(target) });
    for (const kind of ["fast", "barrier"] as const) put(forms[kind], forms[kind].add(found[kind]));
    isOfOneSession ||= found.isOfOneSession;
    isRestricted ||=
      found.hidesErased || readable !== undefined || target.kind === "view" || target.rowSecurity !== undefined;
  }
  return {
    datasets: [...datasets.values()],
    tombstones,
    systemRelations,
    ...forms,
    isGoverned: forms.barrier.edits.some(({ text }, index) => text !== forms.fast.edits[index]?.text),
    concealsValues: isRestricted && !isSuperuser,
    isOfOneSession,
    typeOfColumn: typesOf(columns, resolution.qualifiers),
    seen,
  };
}

/** Of a dataset of which nothing is hidden. */
function rowsSeen(target: Target): number | undefined {
  if (target.kind !== "dataset" || target.rowSecurity !== undefined) return undefined;
  return target.dataset.objects.reduce((sum, { rows }) => sum + rows, 0);
}

class FormDraft implements ReadingForm {
  readonly edits: Edit[] = [];
  readonly relations: InternalRelation[] = [];
  readonly names = new Set<string>();
  readonly #held = new Set<string>();

  /** How SQL names it. */
  add(relations: readonly InternalRelation[]): string {
    for (const relation of relations) {
      if (this.#held.has(relation.name)) continue;
      this.#held.add(relation.name);
      this.relations.push(relation);
    }
    const read = relations.at(-1) as InternalRelation;
    this.names.add(read.name);
    return read.sql;
  }
}

function typesOf(
  columns: readonly { readonly name: string; readonly type: string | undefined }[],
  qualifiers: ReadonlySet<string>,
): KnownTypes["typeOfColumn"] {
  const types = new Map<string, string | undefined>();
  for (const { name, type } of columns) {
    const folded = foldCase(name);
    types.set(folded, !types.has(folded) || types.get(folded) === type ? type : undefined);
  }
  return (names) => {
    const [first = "", second] = names;
    if (names.length > 2 || (second !== undefined && !qualifiers.has(foldCase(first)))) return undefined;
    return types.get(foldCase(second ?? first));
  };
}

/** Undefined: no expression over it is known to be leakproof. */
export function typeNameOf(type: DataType): string | undefined {
  try {
    return sqlNameOf(type);
  } catch (thrown) {
    if (thrown instanceof FeatureNotSupported) return undefined;
    throw thrown;
  }
}
