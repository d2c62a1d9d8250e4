// What administration may ask of the engine about rows named by their keys. Nothing is changed by it: the catalog's commit does that.
import type { KeyAct, KeyColumn } from "../../catalog/api.js";
import type { StatementContext } from "../api.js";

export interface Erasure {
  /**
   * Finds the rows of keys, and what an act would do to each key.
   * @throws UndefinedTable (42P01), 42809 for a view, UndefinedColumn (42703), FeatureNotSupported (0A000) for a column
   * that can be no key, InvalidParameterValue (22023) when the dataset's tombstones have another key; and whatever the query fails with.
   */
  resolveKeys(request: KeyRequest): Promise<ResolvedKeys>;

  /** Where the rows of a key lie, tombstoned or not. */
  locateKey(request: Omit<KeyRequest, "act" | "keys"> & { readonly key: readonly string[] }): Promise<LocatedKey>;
}

export interface KeyRequest {
  readonly act: KeyAct;
  readonly dataset: string;
  /** Of the dataset, as written. */
  readonly keyColumns: readonly string[];
  readonly keys:
    | { readonly kind: "values"; readonly rows: readonly (readonly (string | null)[])[] }
    /** A SELECT with a column for each of the key's, run for the one who asks. */
    | { readonly kind: "query"; readonly sql: string };
  readonly context: StatementContext;
  readonly signal: AbortSignal;
}

/**
 * `changed`: the act changes it. `unchanged`: it is so already. `missing`: no row has the key, or there is nothing to undo.
 * `bad`: it is no value of the key's type, or NULL.
 */
export type KeyOutcome = "changed" | "unchanged" | "missing" | "bad";

export interface ResolvedKeys {
  readonly keyColumns: readonly KeyColumn[];
  /** One per given key; of a query: none. */
  readonly outcomes: readonly KeyOutcome[];
  readonly counts: Readonly<Record<KeyOutcome, number>>;
  /** The state of the catalog that all this is about. */
  readonly version: number;
  /** How many files the dataset's tombstones had then: when there are more, somebody else was faster. */
  readonly fileCount: number;
  /** A side file with the changed keys, and of tombstones the places of their rows. Absent: nothing changes. */
  readonly file?: Buffer;
  /** The file has all places in the objects of that state. */
  readonly hasPlaces: boolean;
}

export interface LocatedKey {
  /** What tombstoned it: a number among the dataset's files. Absent: it is not tombstoned. */
  readonly tombstonedBy?: number;
  /** The same for its hold. */
  readonly heldBy?: number;
  readonly places: readonly { readonly url: string; readonly row: number }[];
}
