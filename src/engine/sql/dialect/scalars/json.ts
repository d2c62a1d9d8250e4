// json and jsonb: what SQL cannot say.
import type { ScalarFunction } from "../scalar-function.js";
import { accessScalars } from "./json/access.js";
import { buildScalars } from "./json/build.js";
import { castScalars } from "./json/casts.js";
import { compareScalars } from "./json/compare.js";
import { editScalars } from "./json/edit.js";
import { pathScalars } from "./json/path/scalars.js";
import { sortKeyScalars } from "./json/sort-key.js";

export const jsonScalars: readonly ScalarFunction[] = [
  ...accessScalars,
  ...buildScalars,
  ...castScalars,
  ...compareScalars,
  ...editScalars,
  ...pathScalars,
  ...sortKeyScalars,
];
