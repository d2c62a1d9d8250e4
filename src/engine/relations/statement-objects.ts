// The objects that one statement reads. While it is planned, only the columns of datasets matter whose objects have to be fetched; when it
// runs, those of its objects are fetched that may hold rows it wants.
import type { DataObject, Dataset, Snapshot } from "../../catalog/api.js";
import type { Notice } from "../api.js";
import { areAtHand, type DatasetObjects, type Elsewhere, type HeldPaths } from "./dataset-objects.js";
import { noRowsSql, readFilesSql, selectFilesSql } from "./dataset-view.js";
import { datasetRelation, type InternalRelation, viewOf } from "./internal-relation.js";

/** As DuckDB has them: where a row lies. */
const placeColumns = [
  { name: "file_index", type: "UBIGINT" },
  { name: "file_row_number", type: "BIGINT" },
];

/** Which of a dataset's objects may hold rows that the statement wants. */
export type Wanted = (dataset: Dataset) => readonly DataObject[];

export class StatementObjects {
  readonly #objects: DatasetObjects;
  /** Absent: only columns are asked for. */
  readonly #reading: { readonly wanted: Wanted; readonly signal: AbortSignal } | undefined;
  readonly #held: HeldPaths[] = [];

  private constructor(objects: DatasetObjects, reading: { wanted: Wanted; signal: AbortSignal } | undefined) {
    this.#objects = objects;
    this.#reading = reading;
  }

  static ofColumns(objects: DatasetObjects): StatementObjects {
    return new StatementObjects(objects, undefined);
  }

  /** To be released. */
  static ofRows(objects: DatasetObjects, reading: { wanted: Wanted; signal: AbortSignal }): StatementObjects {
    return new StatementObjects(objects, reading);
  }

  async relationOf(snapshot: Snapshot, dataset: Dataset): Promise<InternalRelation> {
    if (areAtHand(snapshot, dataset)) return datasetRelation(dataset, () => this.#selectLocal(snapshot, dataset));
    if (this.#reading === undefined) return datasetRelation(dataset, () => noRowsSql(dataset.columns));
    const paths = await this.#pathsOf(snapshot, this.#reading.wanted(dataset));
    return viewOf(dataset.name, selectFilesSql(dataset, paths));
  }

  /** For FROM, with the columns that tell where a row lies. Of objects that the statement may want. */
  async sourceOf(snapshot: Snapshot, dataset: Dataset, objects: readonly DataObject[]): Promise<string> {
    const isLeft = this.#reading === undefined && !areAtHand(snapshot, dataset);
    if (isLeft || objects.length === 0) return `(${noRowsSql([...dataset.columns, ...placeColumns])})`;
    return readFilesSql(await this.#pathsOf(snapshot, objects));
  }

  /** Those of them that may hold rows which the statement wants. */
  wantedOf(snapshot: Snapshot, dataset: Dataset, objects: readonly DataObject[]): readonly DataObject[] {
    if (this.#reading === undefined || areAtHand(snapshot, dataset)) return objects;
    const wanted = new Set(this.#reading.wanted(dataset));
    return objects.filter((object) => wanted.has(object));
  }

  /** What their reader has to know. */
  get notices(): readonly Notice[] {
    const notices = this.#held.flatMap((held) => held.notices ?? []);
    // Datasets of one bucket may have the same to say.
    return [...new Map(notices.map((notice) => [notice.message, notice])).values()];
  }

  /** Buckets that DuckDB itself asks while it runs. */
  get elsewhere(): readonly Elsewhere[] {
    return this.#held.flatMap(({ elsewhere }) => elsewhere ?? []);
  }

  release(): void {
    for (const held of this.#held.splice(0)) held.release();
  }

  #selectLocal(snapshot: Snapshot, dataset: Dataset): string {
    return selectFilesSql(dataset, this.#objects.localPaths(snapshot, dataset.objects));
  }

  async #pathsOf(snapshot: Snapshot, objects: readonly DataObject[]): Promise<readonly string[]> {
    const signal = this.#reading?.signal ?? new AbortController().signal;
    const held = await this.#objects.hold(snapshot, objects, signal);
    this.#held.push(held);
    return held.paths;
  }
}
