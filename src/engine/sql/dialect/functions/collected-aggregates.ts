// Aggregates that keep all values: `final(list(item(arguments) ORDER BY ...) FILTER ... OVER ...)`.

export interface CollectedAggregate {
  readonly kind: "collect";
  /** Over all arguments, which come as JSON in text where there is a form; keys come as text. */
  readonly item: string;
  readonly final: string;
  /** Where the values are arrays or rows, of which PostgreSQL puts each on a line. */
  readonly linesItem?: string;
  readonly linesFinal?: string;
  readonly form?: "json" | "jsonb";
  readonly hasKeys?: true;
}
