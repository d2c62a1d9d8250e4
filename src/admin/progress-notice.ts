// How far a long load is, as the client is told.
import type { Notice } from "../engine/api.js";

export function progressNotice(dataset: string, rows: number): Notice {
  return { severity: "NOTICE", sqlstate: "00000", message: `dataset "${dataset}": ${rows} rows so far` };
}
