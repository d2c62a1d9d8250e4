// EXPLAIN's answer: its rows, in the format that was asked for.
import type { Execution } from "../api.js";
import { oneBatch } from "../call-statement.js";
import type { DataType, ResultColumn } from "../data-type.js";
import { batchOf } from "../rows.js";
import type { StatementAccess } from "../statement-access.js";
import type { Explained } from "./explained.js";
import type { ExplainFormat } from "./options.js";
import { asJson, asXml, asYaml } from "./print-structured.js";
import { explainedText } from "./print-text.js";
import { propertiesOf } from "./properties.js";

function explainedRows(explained: Explained): readonly string[] {
  switch (explained.options.format) {
    case "text":
      return explainedText(explained);
    case "json":
      return [asJson(propertiesOf(explained))];
    case "yaml":
      return [asYaml(propertiesOf(explained))];
    case "xml":
      return [asXml(propertiesOf(explained))];
  }
}

export function explainedColumns(format: ExplainFormat): readonly ResultColumn[] {
  return [{ name: "QUERY PLAN", type: types[format] }];
}

const text: DataType = { id: "VARCHAR" };
/** xml is a type of PostgreSQL's own: its values lie as texts. */
const types: Readonly<Record<ExplainFormat, DataType>> = {
  text,
  yaml: text,
  json: { id: "JSON" },
  xml: { id: "POSTGRES", oid: 142, size: -1, modifier: -1 },
};

/** A row a line of text, or one in all. */
export function explainedExecution(explained: Explained, access: StatementAccess | undefined): Execution {
  const columns = explainedColumns(explained.options.format);
  const rows = explainedRows(explained).map((line) => [line]);
  const batch = batchOf([{ name: "", type: text }], rows);
  return {
    columns,
    batches: oneBatch({
      ...batch,
      columns: batch.columns.map((vector) => ({ ...vector, type: types[explained.options.format] })),
    }),
    tag: () => "EXPLAIN",
    notices: [],
    ...(access === undefined ? {} : { access }),
  };
}
