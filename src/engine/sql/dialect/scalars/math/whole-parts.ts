// What rounds numerics, and what counts in whole parts of them.
import { PgError } from "../../../../../errors.js";
import { absolute, divide, type Numeric, quotientScale, rescale, tenTo } from "./numeric.js";

/** Beyond, either way, nothing changes: a DECIMAL has 38 digits. */
const placesMax = 40;

function within(places: number): number {
  return Math.max(-placesMax, Math.min(places, placesMax));
}

export function roundTo(value: Numeric, places: number): Numeric {
  const to = within(places);
  if (to >= 0) return rescale(value, to);
  const rounded = rescale({ unscaled: value.unscaled, scale: value.scale - to }, 0);
  return { unscaled: rounded.unscaled * tenTo(-to), scale: 0 };
}

export function truncateTo(value: Numeric, places: number): Numeric {
  const to = within(places);
  if (to >= value.scale) return rescale(value, to);
  const unit = tenTo(value.scale - to);
  const cut = value.unscaled / unit;
  return to >= 0 ? { unscaled: cut, scale: to } : { unscaled: cut * tenTo(-to), scale: 0 };
}

/** Both at the larger of their scales. */
function aligned(left: Numeric, right: Numeric): readonly [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  return [rescale(left, scale).unscaled, rescale(right, scale).unscaled, scale];
}

export function divideTruncated(dividend: Numeric, divisor: Numeric): Numeric {
  const [a, b] = aligned(dividend, divisor);
  if (b === 0n) throw new PgError("22012", "division by zero");
  return { unscaled: a / b, scale: 0 };
}

export function greatestCommonDivisor(left: Numeric, right: Numeric): Numeric {
  const [a, b, scale] = aligned(left, right);
  let [divisor, rest] = [a, b];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return { unscaled: absolute(divisor), scale };
}

export function leastCommonMultiple(left: Numeric, right: Numeric): Numeric {
  const [a, b, scale] = aligned(left, right);
  if (a === 0n || b === 0n) return { unscaled: 0n, scale };
  const divisor = rescale(greatestCommonDivisor(left, right), scale).unscaled;
  return { unscaled: absolute((a / divisor) * b), scale };
}

/** width_bucket(); that the count is above zero is seen to elsewhere. */
export function bucket(value: Numeric, low: Numeric, high: Numeric, count: number): number {
  const scale = Math.max(value.scale, low.scale, high.scale);
  const [x, from, to] = [value, low, high].map((each) => rescale(each, scale).unscaled) as [bigint, bigint, bigint];
  if (from === to && count > 0) throw new PgError("2201G", "lower bound cannot equal upper bound");
  const [beyond, width] = from < to ? [x - from, to - from] : [from - x, from - to];
  if (beyond < 0n) return 0;
  if (beyond >= width) return bucketAt(count);
  // Rounded as PostgreSQL rounds it, which may make it whole.
  const dividend: Numeric = { unscaled: beyond * BigInt(count), scale };
  const divisor: Numeric = { unscaled: width, scale };
  const places = quotientScale(dividend, divisor);
  return bucketAt(Number(divide(dividend, divisor, places).unscaled / tenTo(places)));
}

function bucketAt(before: number): number {
  if (before >= 2_147_483_647) throw new PgError("22003", "integer out of range");
  return before + 1;
}
