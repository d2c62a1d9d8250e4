// A plan in PostgreSQL's terms, whatever it is printed as.

export interface PlanNode {
  readonly type: string;
  /** As the text form calls it, where that is not the type: `HashAggregate`, `Hash Left Join`. */
  readonly name?: string;
  readonly relationship?: "Outer" | "Inner" | "Member" | "InitPlan";
  /** `CTE q` */
  readonly subplan?: string;
  /** What is scanned. */
  readonly target?: Target;
  readonly joinType?: JoinType;
  readonly strategy?: "Plain" | "Hashed";
  /** Filter, Sort Key and their kin, in PostgreSQL's order. */
  readonly details: readonly Detail[];
  readonly estimate: Estimate;
  readonly children: readonly PlanNode[];
}

export type JoinType = "Inner" | "Left" | "Right" | "Full" | "Semi" | "Anti";

export interface Target {
  readonly kind: "Relation Name" | "Function Name" | "CTE Name" | "Values";
  readonly name: string;
  readonly schema?: string;
  readonly alias: string;
}

export interface Detail {
  readonly label: string;
  readonly value: string | readonly string[];
}

export interface Estimate {
  readonly startup: number;
  readonly total: number;
  readonly rows: number;
  /** Bytes of a row. */
  readonly width: number;
}
