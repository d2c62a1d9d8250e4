// PostgreSQL's words about numbers that make no date or time.

/** C's %g, padded with zeros to two characters. */
function general(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const exponent = value === 0 ? 0 : Number(value.toExponential(5).split("e")[1]);
  if (exponent >= -4 && exponent < 6) return String(Number(value.toPrecision(6)));
  const [digits = "", power = ""] = Number(value.toPrecision(6)).toExponential().split("e");
  return `${digits}e${power.startsWith("-") ? "-" : "+"}${power.slice(1).padStart(2, "0")}`;
}

export function timeFieldMessage(hour: number, minute: number, second: number): string {
  const padded = (value: number): string => String(value).padStart(2, "0");
  return `time field value out of range: ${hour}:${padded(minute)}:${general(second).padStart(2, "0")}`;
}

export function timestampRangeMessage(seconds: number): string {
  return `timestamp out of range: "${general(seconds)}"`;
}
