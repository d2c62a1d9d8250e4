// Aggregates and window functions.
import type { Lowerings } from "../lowering.js";

export const aggregateFunctions: Lowerings = {};
