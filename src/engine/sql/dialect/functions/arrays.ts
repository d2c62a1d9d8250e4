// Arrays.
import type { Lowerings } from "../lowering.js";

export const arrayFunctions: Lowerings = {};
