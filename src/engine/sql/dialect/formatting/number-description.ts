// What a pattern for numbers asks for.
import { SyntaxError } from "../../../../errors.js";
import type { PatternNode } from "./pattern.js";

export interface NumberDescription {
  readonly pre: number;
  readonly post: number;
  /** Digits after `V`. */
  readonly multi: number;
  readonly zeroStart: number;
  readonly zeroEnd: number;
  readonly sign: "none" | "before" | "after";
  /** How many digits stand before `S`. */
  readonly signAt: number;
  readonly has: ReadonlySet<NumberFlag>;
}

export type NumberFlag =
  | "decimal"
  | "zero"
  | "blank"
  | "fill"
  | "S"
  | "bracket"
  | "minus"
  | "plus"
  | "roman"
  | "multi"
  | "EEEE";

/** @throws 42601 */
export function describeNumber(nodes: readonly PatternNode[]): NumberDescription {
  const has = new Set<NumberFlag>();
  let [pre, post, multi, zeroStart, zeroEnd, signAt] = [0, 0, 0, 0, 0, 0];
  let sign: NumberDescription["sign"] = "none";
  const refuse = (flags: readonly NumberFlag[], message: string): void => {
    if (flags.some((flag) => has.has(flag))) throw new SyntaxError(message);
  };
  for (const node of nodes) {
    if (node.kind !== "key") continue;
    const key = node.key.toUpperCase();
    if (key !== "EEEE") refuse(["EEEE"], '"EEEE" must be the last pattern used');
    switch (key) {
      case "9":
        refuse(["bracket"], '"9" must be ahead of "PR"');
        if (has.has("multi")) multi++;
        else if (has.has("decimal")) post++;
        else pre++;
        break;
      case "0":
        refuse(["bracket"], '"0" must be ahead of "PR"');
        if (!has.has("zero") && !has.has("decimal")) {
          has.add("zero");
          zeroStart = pre + 1;
        }
        if (has.has("decimal")) post++;
        else pre++;
        zeroEnd = pre + post;
        break;
      case "B":
        if (pre === 0 && post === 0 && !has.has("zero")) has.add("blank");
        break;
      case "D":
      case ".":
        refuse(["decimal"], "multiple decimal points");
        refuse(["multi"], 'cannot use "V" and decimal point together');
        has.add("decimal");
        break;
      case "FM":
        has.add("fill");
        break;
      case "S":
        refuse(["S"], 'cannot use "S" twice');
        refuse(["plus", "minus", "bracket"], 'cannot use "S" and "PL"/"MI"/"SG"/"PR" together');
        sign = has.has("decimal") ? "after" : "before";
        signAt = pre;
        has.add("S");
        break;
      case "MI":
      case "PL":
      case "SG":
        refuse(["S"], `cannot use "S" and "${key}" together`);
        if (key !== "PL") has.add("minus");
        if (key !== "MI") has.add("plus");
        break;
      case "PR":
        refuse(["S", "plus", "minus"], 'cannot use "PR" and "S"/"PL"/"MI"/"SG" together');
        has.add("bracket");
        break;
      case "RN":
        has.add("roman");
        break;
      case "V":
        refuse(["decimal"], 'cannot use "V" and decimal point together');
        has.add("multi");
        break;
      case "EEEE":
        refuse(["EEEE"], 'cannot use "EEEE" twice');
        if (
          (["blank", "fill", "S", "bracket", "minus", "plus", "roman", "multi"] as const).some((flag) => has.has(flag))
        ) {
          throw new SyntaxError('"EEEE" is incompatible with other formats', {
            detail: '"EEEE" may only be used together with digit and decimal point patterns.',
          });
        }
        has.add("EEEE");
        break;
      default:
    }
  }
  return { pre, post, multi, zeroStart, zeroEnd, sign, signAt, has };
}
