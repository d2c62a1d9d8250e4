// What a file holds, told by its name.
import type { SourceFiles } from "../../engine/api.js";
import { InvalidParameterValue } from "../../errors.js";

type SourceFormat = SourceFiles["format"];

const formatByExtension: ReadonlyMap<string, SourceFormat> = new Map([
  ["parquet", "parquet"],
  ["csv", "csv"],
  ["tsv", "csv"],
  ["csv.gz", "csv"],
  ["tsv.gz", "csv"],
  ["json", "json"],
  ["jsonl", "json"],
  ["ndjson", "json"],
  ["json.gz", "json"],
  ["jsonl.gz", "json"],
  ["ndjson.gz", "json"],
]);

/** The one format of all files. @throws InvalidParameterValue (22023) for an unknown one, or for two. */
export function formatOf(names: readonly string[]): SourceFormat {
  let first: { readonly name: string; readonly format: SourceFormat } | undefined;
  for (const name of names) {
    const format = formatByName(name);
    first ??= { name, format };
    if (format !== first.format) {
      throw new InvalidParameterValue("the files of a source must have one format", {
        detail: `"${first.name}" is ${first.format}, "${name}" is ${format}.`,
        hint: "Name the files of one format, such as people/*.parquet.",
      });
    }
  }
  if (first === undefined) throw new Error("a source without files has no format");
  return first.format;
}

function formatByName(name: string): SourceFormat {
  const [, extension = ""] = /\.([a-z]+(?:\.gz)?)$/.exec(name.toLowerCase()) ?? [];
  const format = formatByExtension.get(extension);
  if (format === undefined) {
    throw new InvalidParameterValue(`the format of file "${name}" is not known`, {
      hint: `File names end in ${[...formatByExtension.keys()].map((known) => `.${known}`).join(", ")}.`,
    });
  }
  return format;
}
