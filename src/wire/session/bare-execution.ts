// What a command without rows answers: its tag.
import type { Execution } from "../../engine/api.js";

export function bareExecution(tag: string): Execution {
  return { columns: undefined, batches: (async function* () {})(), tag: () => tag, notices: [] };
}
