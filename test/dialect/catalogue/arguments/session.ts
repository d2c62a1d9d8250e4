// Names of settings and encodings.
import type { SpecialArguments } from "./product.js";

export const sessionArguments: SpecialArguments = {
  "pg_sleep(float8)": [["0"], [null]],
  "setseed(float8)": [["0.5"], ["2"]],
  "set_config(text,text,bool)": [
    ["app.x", "y", "false"],
    ["extra_float_digits", "1", "true"],
    ["nope", "1", "false"],
  ],
  "current_setting(text)": [["server_encoding"], ["DateStyle"], ["timezone"], ["nope"], ["app.nope"]],
  "current_setting(text,bool)": [
    ["server_encoding", "true"],
    ["nope", "true"],
    ["app.nope", "true"],
    ["nope", "false"],
  ],
  "pg_size_bytes(text)": [["1 kB"], ["1.5GB"], ["7"], ["-2 MB"], ["x"], ["1 XB"]],
  "pg_encoding_to_char(int4)": [["6"], ["0"], ["99"]],
  "pg_char_to_encoding(name)": [["UTF8"], ["latin1"], ["nope"]],
};
