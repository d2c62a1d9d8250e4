// What administration asks of the engine about views and policies: whether they can be, and what they show.
import type { Column, NewView, Policy, Snapshot, View } from "../../catalog/api.js";

export interface RowRules {
  /**
   * A view as it is to be kept, with the columns that it rests on. Column names become those of the base.
   * @throws UndefinedTable (42P01), UndefinedColumn (42703), InvalidParameterValue (22023) for a redaction that would mislead;
   * what is wrong with the filter: SyntaxError (42601), FeatureNotSupported (0A000), 42804 when it is not boolean.
   */
  checkView(snapshot: Snapshot, view: Omit<NewView, "rests">): Promise<NewView>;

  /** What a view shows, or why it cannot be used. */
  stateOf(snapshot: Snapshot, view: View): Promise<ViewState>;

  /** @throws as checkView does for a filter. */
  checkPolicy(
    snapshot: Snapshot,
    policy: { readonly dataset: string; readonly policy: Pick<Policy, "name" | "using" | "dialect"> },
  ): Promise<void>;
}

export type ViewState =
  | { readonly kind: "sound"; readonly columns: readonly Column[] }
  | { readonly kind: "broken"; readonly why: string };
