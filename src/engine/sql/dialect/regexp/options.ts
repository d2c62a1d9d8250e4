// The flags of regular expressions: those of functions, and those within a pattern.
import { PgError } from "../../../../errors.js";

export interface RegexpOptions {
  readonly ignoresCase: boolean;
  /** `.` and `[^a]` do not match a line's end. */
  readonly stopsAtLines: boolean;
  /** `^` and `$` match at lines' ends. */
  readonly anchorsAtLines: boolean;
  /** Blanks and comments do not count. */
  readonly isExpanded: boolean;
  readonly isLiteral: boolean;
  readonly isGlobal: boolean;
  readonly syntax: "advanced" | "extended" | "basic";
}

export const usualOptions: RegexpOptions = {
  ignoresCase: false,
  stopsAtLines: false,
  anchorsAtLines: false,
  isExpanded: false,
  isLiteral: false,
  isGlobal: false,
  syntax: "advanced",
};

let last: { readonly flags: string; readonly options: RegexpOptions } | undefined;

/** The same object again for the same flags as before. @throws 22023 */
export function optionsOf(flags: string): RegexpOptions {
  if (last?.flags !== flags) last = { flags, options: readOptions(flags) };
  return last.options;
}

function readOptions(flags: string): RegexpOptions {
  let options = usualOptions;
  for (const flag of flags) {
    if (flag === "g") options = { ...options, isGlobal: true };
    else {
      // As an argument, "e" takes PostgreSQL 15 to basic ones too.
      const changed = withFlag(options, flag === "e" ? "b" : flag);
      if (changed === undefined) throw new PgError("22023", `invalid regular expression option: "${flag}"`);
      options = changed;
    }
  }
  return options;
}

/** Undefined: there is no such flag. */
export function withFlag(options: RegexpOptions, flag: string): RegexpOptions | undefined {
  switch (flag) {
    case "b":
      return { ...options, syntax: "basic", isLiteral: false };
    case "c":
      return { ...options, ignoresCase: false };
    case "e":
      return { ...options, syntax: "extended", isLiteral: false };
    case "i":
      return { ...options, ignoresCase: true };
    case "m":
    case "n":
      return { ...options, stopsAtLines: true, anchorsAtLines: true };
    case "p":
      return { ...options, stopsAtLines: true, anchorsAtLines: false };
    case "q":
      return { ...options, isLiteral: true, syntax: "advanced" };
    case "s":
      return { ...options, stopsAtLines: false, anchorsAtLines: false };
    case "t":
      return { ...options, isExpanded: false };
    case "w":
      return { ...options, stopsAtLines: false, anchorsAtLines: true };
    case "x":
      return { ...options, isExpanded: true };
    default:
      return undefined;
  }
}
