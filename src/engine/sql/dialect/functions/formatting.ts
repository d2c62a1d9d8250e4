// Formatting: to_char and its kin.
import { call, type Lowerings, refused } from "../lowering.js";

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
  // The scale of its result is of the text, and a column has one scale.
  "to_number(text,text)": refused("Take out what is no digit with regexp_replace(), and cast to numeric with a scale."),
};
