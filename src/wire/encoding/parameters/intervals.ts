// Parameters of type interval.
import { readIntervalText } from "../../../engine/api.js";
import { checkSize, decoderOf } from "./parameter-decoder.js";

export const interval = decoderOf({ id: "INTERVAL" }, "interval", {
  text: (text, context) => ({ ...readIntervalText(text, context) }),
  binary(bytes, context) {
    checkSize(bytes, 16, context);
    return { months: bytes.readInt32BE(12), days: bytes.readInt32BE(8), us: bytes.readBigInt64BE(0) };
  },
});
