// Offsets of time zones in digits: PostgreSQL's DecodeTimezone.
import { type InputFault, integerAt } from "./input-fields.js";

const hoursMax = 15;

/** `+2`, `+02:30`, `-0230`: seconds east. */
export function readOffset(text: string): number | InputFault {
  if (!/^[-+]/.test(text)) return "invalid";
  const first = integerAt(text, 1);
  if (first === undefined) return "zoneOverflow";
  let { value: hours, end } = first;
  let minutes = 0;
  let seconds = 0;
  if (text[end] === ":") {
    const read = integerAt(text, end + 1);
    if (read === undefined) return "zoneOverflow";
    ({ value: minutes, end } = read);
    if (text[end] === ":") {
      const last = integerAt(text, end + 1);
      if (last === undefined) return "zoneOverflow";
      ({ value: seconds, end } = last);
    }
  } else if (end === text.length && text.length > 3) {
    minutes = hours % 100;
    hours = Math.trunc(hours / 100);
  }
  const isIn = hours >= 0 && hours <= hoursMax && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds < 60;
  if (!isIn) return "zoneOverflow";
  if (end < text.length) return "invalid";
  const size = (hours * 60 + minutes) * 60 + seconds;
  return text.startsWith("-") ? 0 - size : size;
}
