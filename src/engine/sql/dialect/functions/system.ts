// What PostgreSQL says of sizes, encodings, types and the time.
import { call, type Lowerings, refused } from "../lowering.js";

export const systemFunctions: Lowerings = {
  "pg_size_pretty(int8)": call("pg.size_pretty"),
  "pg_size_pretty(numeric)": call("pg.size_pretty_numeric"),
  "pg_size_bytes(text)": call("pg.size_bytes"),
  "getdatabaseencoding()": call("pg.database_encoding"),
  "pg_char_to_encoding(name)": call("pg.char_to_encoding"),
  "pg_encoding_to_char(int4)": call("pg.encoding_to_char"),
  "to_ascii(text)": call("pg.to_ascii"),
  "to_ascii(text,int4)": call("pg.to_ascii"),
  "to_ascii(text,name)": call("pg.to_ascii_named"),
  "pg_sleep(float8)": call("pg.sleep"),
  "clock_timestamp()": call("pg.clock_timestamp"),
  "timeofday()": call("pg.timeofday"),
  "current_query()": refused("Leave it out: the client knows what it sent."),
};
