// Numbers.
import type { Lowerings } from "../lowering.js";

export const mathFunctions: Lowerings = {};
