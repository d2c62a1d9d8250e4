// The ledgers of all datasets that have tombstones or holds, bounded in bytes: one that was not asked for long is read anew.
import type { Tombstones } from "../../catalog/api.js";
import { limits } from "../../limits.js";
import { Ledger, type LedgerParts } from "./ledger.js";

export class Ledgers {
  readonly #parts: LedgerParts & { readonly warn: (message: string, cause: unknown) => void };
  /** By dataset, least recently used first. */
  readonly #ledgers = new Map<string, Ledger>();
  #made = 0;

  constructor(parts: LedgerParts & { readonly warn: (message: string, cause: unknown) => void }) {
    this.#parts = parts;
  }

  ledgerOf(dataset: string, tombstones: Tombstones): Ledger {
    const known = this.#ledgers.get(dataset);
    this.#ledgers.delete(dataset);
    const isKnown = known?.isOf(tombstones) === true;
    if (known !== undefined && !isKnown) this.#drop(known);
    const ledger = isKnown ? known : new Ledger(this.#parts, `keys ${++this.#made}`, tombstones.keyColumns);
    this.#ledgers.set(dataset, ledger);
    this.#makeRoom(ledger);
    return ledger;
  }

  #makeRoom(wanted: Ledger): void {
    let bytes = [...this.#ledgers.values()].reduce((total, ledger) => total + ledger.bytes, 0);
    for (const [dataset, ledger] of this.#ledgers) {
      if (bytes <= limits.ledgerBytesMax || ledger === wanted) return;
      bytes -= ledger.bytes;
      this.#ledgers.delete(dataset);
      this.#drop(ledger);
    }
  }

  #drop(ledger: Ledger): void {
    // It only takes up room.
    ledger.drop().catch((thrown: unknown) => this.#parts.warn("a table of keys could not be dropped", thrown));
  }
}
