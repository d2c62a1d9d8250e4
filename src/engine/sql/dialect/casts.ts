// What a cast from one type to another becomes: `float8:int4`.
import type { Lowerings } from "./lowering.js";

export const castLowerings: Lowerings = {};
