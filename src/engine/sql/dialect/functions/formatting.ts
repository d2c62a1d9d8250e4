// Formatting: to_char and its kin.
import { PgError } from "../../../../errors.js";
import { numberReader, readsWholeNumbers } from "../formatting/read-number.js";
import { call, type Lowering, type Lowerings, refused } from "../lowering.js";

export const formattingFunctions: Lowerings = {
  "to_char(timestamp,text)": call("pg.to_char_timestamp"),
  "to_char(timestamptz,text)": call("pg.to_char_timestamptz"),
  "to_char(interval,text)": call("pg.to_char_interval"),
  "to_char(int4,text)": call("pg.to_char_int4"),
  "to_char(int8,text)": call("pg.to_char_decimal"),
  "to_char(numeric,text)": call("pg.to_char_decimal"),
  "to_char(float4,text)": call("pg.to_char_float4"),
  "to_char(float8,text)": call("pg.to_char_float8"),
  "to_date(text,text)": call("pg.to_date"),
  "to_timestamp(text,text)": call("pg.to_timestamp_text"),
  // The scale of its result is of the text that it reads, and a column has one scale.
  "to_number(text,text)": refused("Cast it to numeric with a scale: to_number(...)::numeric(12,2)."),
};

/** For an item that is only selected, or that is cast to a scale. */
export const formattingFunctionsAsText: Lowerings = { "to_number(text,text)": call("pg.to_number_text") };

/** By the format, where that is a constant. */
export const formattingByConstant: Readonly<Record<string, (format: string) => Lowering | undefined>> = {
  "to_number(text,text)": (format) => (isOfWholeNumbers(format) ? call("pg.to_number_whole") : undefined),
};

function isOfWholeNumbers(format: string): boolean {
  try {
    return readsWholeNumbers(numberReader(format));
  } catch (thrown) {
    // It is told of when it is run.
    if (thrown instanceof PgError) return true;
    throw thrown;
  }
}
