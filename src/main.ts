// Builds the parts and joins them: the only file which knows all of them.
import type { Config } from "./config.js";
import type { Io } from "./io.js";

export async function serve(_config: Config, _io: Io): Promise<void> {
  throw new Error("not built yet");
}
