// Which OID an object has: the same on every gateway, and after every start, as long as it has its name.

/** FirstNormalObjectId: those below are PostgreSQL's own. */
const oidMin = 16_384;
/** Clients keep OIDs in signed numbers of 32 bits. */
const oidEnd = 2 ** 31;

export type OidKind = "schema" | "role" | "relation" | "index" | "rowType" | "arrayType" | "file";

/** From 16384 to 2^31 - 1: FNV-1a, stirred as MurmurHash3 ends. */
export function oidOf(kind: OidKind, name: string): number {
  let hash = 0x811c9dc5;
  const text = `${kind}\0${name}`;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return oidMin + (((hash ^ (hash >>> 16)) >>> 0) % (oidEnd - oidMin));
}

/** The OIDs of one system table: no two of its rows have the same. Ask in the names' order: who comes later moves on. */
export class OidSpace {
  readonly #taken = new Set<number>();

  take(wanted: number): number {
    let oid = wanted;
    while (this.#taken.has(oid)) oid = oid + 1 === oidEnd ? oidMin : oid + 1;
    this.#taken.add(oid);
    return oid;
  }
}
