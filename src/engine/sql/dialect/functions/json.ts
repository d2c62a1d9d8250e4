// json and jsonb.
import type { Lowerings } from "../lowering.js";

export const jsonFunctions: Lowerings = {};
