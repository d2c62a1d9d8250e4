// The two formats of a value on the wire, and their codes.

import { InvalidParameterValue } from "../../errors.js";

/** https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES */
export type Format = "text" | "binary";

export const formatCodes = { text: 0, binary: 1 } as const satisfies Record<Format, number>;

export function decodeFormat(code: number): Format {
  switch (code) {
    case formatCodes.text:
      return "text";
    case formatCodes.binary:
      return "binary";
    default:
      throw new InvalidParameterValue(`unsupported format code: ${code}`);
  }
}
