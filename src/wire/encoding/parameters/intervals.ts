// Parameters of type interval.
import type { ParameterContent } from "../../../engine/api.js";
import { PgError } from "../../../errors.js";
import { readInterval } from "./interval-text.js";
import { checkSize, decoderOf, shown } from "./parameter-decoder.js";

export const interval = decoderOf({ id: "INTERVAL" }, "interval", {
  text(text, context): ParameterContent {
    const value = readInterval(text);
    if (value === "outOfRange") throw new PgError("22008", "interval out of range", context.place);
    if (value === "fieldOverflow") {
      throw new PgError("22015", `interval field value out of range: "${shown(text)}"`, context.place);
    }
    if (value === "invalid") {
      throw new PgError("22007", `invalid input syntax for type interval: "${shown(text)}"`, context.place);
    }
    return { ...value };
  },
  binary(bytes, context) {
    checkSize(bytes, 16, context);
    return { months: bytes.readInt32BE(12), days: bytes.readInt32BE(8), us: bytes.readBigInt64BE(0) };
  },
});
