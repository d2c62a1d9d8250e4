// Medians, percentiles and ratios, and how they are written.

/**
 * @param {readonly number[]} values
 * @param {number} part From 0 to 1.
 */
export function percentile(values, part) {
  const sorted = [...values].sort((left, right) => left - right);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** @param {readonly number[]} values */
export function median(values) {
  return percentile(values, 0.5);
}

/**
 * The ratio of two medians, and the range of the ratios of the runs that were neighbours.
 * @param {readonly number[]} dividends
 * @param {readonly number[]} divisors
 */
export function ratioOf(dividends, divisors) {
  const ratios = dividends.map((dividend, index) => dividend / (divisors[index] ?? Number.NaN));
  return { median: median(dividends) / median(divisors), least: Math.min(...ratios), most: Math.max(...ratios) };
}

/** @param {number} value */
export function milliseconds(value) {
  return `${significant(value)} ms`;
}

/** @param {number} bytes */
export function mebibytes(bytes) {
  return `${significant(bytes / 2 ** 20)} MiB`;
}

/**
 * Three digits, or all of those before the point.
 * @param {number} value
 */
export function significant(value) {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return value.toPrecision(3);
}
