// Integers of few digits, read from bytes and written as 64 bits without a BigInt in between.

/** So many digits are exact in a number. */
const digitsMax = 15;

/** NaN: no plain integer. */
export function readPlainInteger(bytes: Buffer, start: number, end: number): number {
  const isNegative = bytes[start] === 0x2d;
  const from = isNegative ? start + 1 : start;
  if (end <= from || end - from > digitsMax) return Number.NaN;
  let value = 0;
  for (let at = from; at < end; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return isNegative ? 0 - value : value;
}

/** A safe integer. */
export function writeInt64(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / 0x1_0000_0000);
  view.setUint32(at, value - high * 0x1_0000_0000, true);
  view.setInt32(at + 4, high, true);
}
