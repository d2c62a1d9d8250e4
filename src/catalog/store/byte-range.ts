// Which part of an object may be asked for.
import { InvalidParameterValue } from "../../errors.js";

export function assertByteRange(start: number, length: number): void {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length) || start < 0 || length < 0) {
    throw new InvalidParameterValue(`invalid byte range: ${length} bytes from ${start}`);
  }
}
