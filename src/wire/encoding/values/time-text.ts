// Times of the day and offsets from UTC as text.
import { usPerSecond } from "../../../engine/api.js";
import { digitCount, writeDigits, writePair } from "./digits.js";
import { readInt64 } from "./instants.js";
import { fixedView, type MakeColumnWriter } from "./value-writer.js";

const zero = 0x30;
const colon = 0x3a;
const point = 0x2e;
const plus = 0x2b;
const minus = 0x2d;

export const timeText: MakeColumnWriter = (type) => {
  const unitsPerUs = type.id === "TIME_NS" ? 1000 : 1;
  return (vector, sink) => {
    const source = fixedView(vector);
    return (row, at) => writeTimeOfDay(sink.view, at, Math.floor(readInt64(source, 8 * row) / unitsPerUs));
  };
};

export const timeTzText: MakeColumnWriter = () => (vector, sink) => {
  const source = fixedView(vector);
  return (row, at) => {
    const next = writeTimeOfDay(sink.view, at, usOfTimeTz(source, 8 * row));
    return writeOffset(sink.view, next, offsetOfTimeTz(source, 8 * row), false);
  };
};

export function usOfTimeTz(source: DataView, offset: number): number {
  return source.getUint32(offset + 4, true) * 256 + source.getUint8(offset + 3);
}

/** Seconds east of Greenwich. DuckDB counts from +15:59:59 downwards, so that its values sort. */
export function offsetOfTimeTz(source: DataView, offset: number): number {
  return 57_599 - (source.getUint32(offset, true) & 0xff_ffff);
}

/** `hh:mm:ss`, and the microseconds without zeros at their end. */
export function writeTimeOfDay(view: DataView, start: number, us: number): number {
  const seconds = Math.floor(us / usPerSecond);
  return writeFraction(view, writeClock(view, start, seconds), us - seconds * usPerSecond);
}

function writeClock(view: DataView, start: number, seconds: number): number {
  const hours = (seconds / 3600) | 0;
  const minutes = ((seconds - hours * 3600) / 60) | 0;
  let at = writePair(view, start, hours);
  view.setUint8(at++, colon);
  at = writePair(view, at, minutes);
  view.setUint8(at++, colon);
  return writePair(view, at, seconds - hours * 3600 - minutes * 60);
}

function writeFraction(view: DataView, start: number, us: number): number {
  if (us === 0) return start;
  view.setUint8(start, point);
  let end = start + 7;
  writeDigits(view, start + 1, 6, us);
  while (view.getUint8(end - 1) === zero) end--;
  return end;
}

/** `+hh`, with minutes and seconds where there are any (EncodeTimezone). */
export function writeOffset(view: DataView, start: number, offsetSeconds: number, alwaysMinutes: boolean): number {
  const size = Math.abs(offsetSeconds);
  const hours = (size / 3600) | 0;
  const minutes = ((size / 60) | 0) % 60;
  const seconds = size % 60;
  view.setUint8(start, offsetSeconds < 0 ? minus : plus);
  let at = writeDigits(view, start + 1, Math.max(2, digitCount(hours)), hours);
  if (minutes === 0 && seconds === 0 && !alwaysMinutes) return at;
  view.setUint8(at++, colon);
  at = writePair(view, at, minutes);
  if (seconds === 0) return at;
  view.setUint8(at++, colon);
  return writePair(view, at, seconds);
}
