// A dataset that a new gateway shows itself with.

export interface DemoDataset {
  readonly name: string;
  readonly bucket: "primary" | "testing";
  readonly keyColumns: readonly string[];
  readonly description: string;
  /** The same rows on every machine and with every version of DuckDB: integer arithmetic only, no random(), no hash(). */
  readonly sql: string;
}
