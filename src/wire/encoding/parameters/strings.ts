// Parameters of type text and its kin, json, jsonb, uuid, bytea, bit and varbit.
import { CharacterNotInRepertoire, InvalidBinaryRepresentation, PgError } from "../../../errors.js";
import { byteaOf } from "../../../engine/api.js";
import { decodeUtf8 } from "../../protocol/utf8.js";
import { checkSize, decoderOf, type ParameterContext, type ParameterDecoder, wrongSize } from "./parameter-decoder.js";

/** UTF-8 without the one character that PostgreSQL's text cannot have. */
export function textOf(bytes: Buffer, context: ParameterContext): string {
  if (bytes.includes(0)) throw new CharacterNotInRepertoire("UTF8", Buffer.of(0), context.place);
  return decodeUtf8(bytes, context.place);
}

export const text = decoderOf({ id: "VARCHAR" }, "text", { text: (value) => value, binary: textOf });

export const json: ParameterDecoder = jsonDecoder("json", textOf);

/** Its binary form begins with a version, which is 1. */
export const jsonb: ParameterDecoder = jsonDecoder("jsonb", (bytes, context) => {
  if (bytes.length === 0) throw wrongSize(context);
  if (bytes[0] !== 1) throw new PgError("XX000", `unsupported jsonb version number ${bytes[0]}`, context.place);
  return textOf(bytes.subarray(1), context);
});

function jsonDecoder(
  typeName: string,
  document: (bytes: Buffer, context: ParameterContext) => string,
): ParameterDecoder {
  const checked = (value: string, context: ParameterContext): string => {
    try {
      JSON.parse(value);
      return value;
    } catch (thrown) {
      throw new PgError("22P02", `invalid input syntax for type ${typeName}`, { ...context.place, cause: thrown });
    }
  };
  return decoderOf({ id: "JSON" }, typeName, {
    text: checked,
    binary: (bytes, context) => checked(document(bytes, context), context),
  });
}

export const uuid = decoderOf({ id: "UUID" }, "uuid", {
  text(value) {
    const bare = /^\{(.*)\}$/.exec(value)?.[1] ?? value;
    // A hyphen may follow any group of four digits but the last.
    if (!/^([\da-f]{4}-?){7}[\da-f]{4}$/i.test(bare)) return undefined;
    return hyphenated(bare.replaceAll("-", "").toLowerCase());
  },
  binary(bytes, context) {
    checkSize(bytes, 16, context);
    return hyphenated(bytes.toString("hex"));
  },
});

function hyphenated(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export const bytea = decoderOf({ id: "BLOB" }, "bytea", {
  text: (value, context) => byteaOf(value, context.place),
  binary: (bytes) => bytes,
});

/** bit and varbit. */
export const bits = decoderOf({ id: "BIT" }, "bit", {
  text(value, context) {
    const digits = value.replace(/^[bx]/i, "");
    const isHex = /^x/i.test(value);
    const wrong = (isHex ? /[^\da-f]/iu : /[^01]/u).exec(digits);
    if (wrong !== null) {
      const message = `"${wrong[0]}" is not a valid ${isHex ? "hexadecimal" : "binary"} digit`;
      throw new PgError("22P02", message, context.place);
    }
    return isHex ? digits.replace(/./g, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, "0")) : digits;
  },
  binary(bytes, context) {
    if (bytes.length < 4) throw wrongSize(context);
    const count = bytes.readInt32BE(0);
    if (count < 0) throw new InvalidBinaryRepresentation("invalid length in external bit string", context.place);
    if (bytes.length !== 4 + Math.ceil(count / 8)) throw wrongSize(context);
    let digits = "";
    for (const byte of bytes.subarray(4)) digits += byte.toString(2).padStart(8, "0");
    return digits.slice(0, count);
  },
});
