// What is checked of a dataset's newest state when rows were made for it as it was before.
import type { Dataset } from "../catalog/api.js";
import { SerializationFailure } from "../errors.js";

export function isSameSchema(left: Dataset, right: Dataset): boolean {
  const facts = ({ bucket, origin, keyColumns, columns }: Dataset) =>
    JSON.stringify([bucket, origin, keyColumns, columns.map(({ name, type }) => [name, type])]);
  return facts(left) === facts(right);
}

export function changedMeanwhile(dataset: string): SerializationFailure {
  return new SerializationFailure("could not serialize access due to concurrent update", {
    detail: `Dataset "${dataset}" was created, dropped or replaced while the rows were read.`,
    hint: "The call might succeed if retried.",
  });
}
