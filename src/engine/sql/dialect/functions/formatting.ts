// Formatting: to_char and its kin.
import type { Lowerings } from "../lowering.js";

export const formattingFunctions: Lowerings = {};
