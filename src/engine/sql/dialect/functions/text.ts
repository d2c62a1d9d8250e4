// Text, patterns and regular expressions.
import type { Lowerings } from "../lowering.js";

export const textFunctions: Lowerings = {};
