// HMAC-SHA-256 (RFC 2104) in DuckDB's SQL, which has SHA-256 only.
import { createHash } from "node:crypto";

const blockBytes = 64;

/**
 * The key stands in the SQL of an internal view, which no client can see: `duckdb_views` is refused, and EXPLAIN plans over stand-ins
 * (explain/stand-ins.ts).
 * Whoever serves plans to clients has to keep these constants out of them.
 */
export function keyedHashSql(key: Uint8Array, text: string): string {
  const block = Buffer.alloc(blockBytes);
  block.set(key.length > blockBytes ? createHash("sha256").update(key).digest() : key);
  const inner = blobLiteral(block.map((byte) => byte ^ 0x36));
  const outer = blobLiteral(block.map((byte) => byte ^ 0x5c));
  return `sha256(${outer} || unhex(sha256(${inner} || encode(${text}))))`;
}

function blobLiteral(bytes: Uint8Array): string {
  const escaped = Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  return `'${escaped}'::BLOB`;
}
