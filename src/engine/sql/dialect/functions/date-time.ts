// Dates, times and intervals.
import type { Lowerings } from "../lowering.js";

export const dateTimeFunctions: Lowerings = {};
