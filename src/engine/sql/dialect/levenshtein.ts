// How many characters must be added, left out or changed to make one text of another.

/** More than `most` is told as `most + 1`. */
export function levenshtein(left: string, right: string, most: number): number {
  const [from, to] = [Array.from(left), Array.from(right)];
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [at, sign] of from.entries()) {
    const next = [at + 1];
    for (const [index, other] of to.entries()) {
      const changed = (row[index] ?? 0) + (sign === other ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    if (Math.min(...next) > most) return most + 1;
    row = next;
  }
  return Math.min(row[to.length] ?? 0, most + 1);
}
