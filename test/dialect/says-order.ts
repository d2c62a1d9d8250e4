/** Whether a statement says itself in which order its rows come: ORDER BY outside of any parentheses and literals. */
export function saysOrder(sql: string): boolean {
  const bare = sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, "''");
  let depth = 0;
  for (const [token] of bare.matchAll(/[()]|\border\s+by\b/gi)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (depth === 0) return true;
  }
  return false;
}
