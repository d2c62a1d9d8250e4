// What PostgreSQL says of sizes, encodings and NULLs.
import { call, type Lowerings } from "../lowering.js";

export const systemFunctions: Lowerings = {
  "pg_size_pretty(int8)": call("pg.size_pretty"),
  "pg_size_pretty(numeric)": call("pg.size_pretty_numeric"),
};
