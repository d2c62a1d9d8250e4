// to_char() of numbers: digits go into a pattern as PostgreSQL lets them, place by place.
import type { NumberDescription } from "./number-description.js";
import { ordinalOf, type PatternNode } from "./pattern.js";

export interface Digits {
  readonly isNegative: boolean;
  /** Without its sign, and with as many decimals as the pattern has. */
  readonly number: string;
  /** How many decimals it has room for: floating point numbers have only so many digits. */
  readonly post: number;
  /** Of roman digits and exponents: the text itself. */
  readonly text?: string;
}

export function numberText(nodes: readonly PatternNode[], description: NumberDescription, digits: Digits): string {
  if (description.has.has("EEEE")) return digits.text ?? "";
  const { pre, multi, zeroStart } = description;
  const about = { ...description, pre: pre + multi, post: digits.post, zeroStart: Math.max(zeroStart - 1, 0) };
  return new Writer(about, digits).write(nodes);
}

class Writer {
  readonly #about: NumberDescription;
  readonly #number: string;
  readonly #isNegative: boolean;
  readonly #roman: string | undefined;
  readonly #blanksBefore: number;
  readonly #count: number;
  readonly #sign: NumberDescription["sign"];
  readonly #hasBracket: boolean;
  /** The last digit that `FM` leaves, counted from 0; -1: all stay. */
  readonly #lastRelevant: number;
  #isSignWritten: boolean;
  #isInNumber = false;
  #place = 0;
  #at = 0;
  #written = "";
  /** Where PostgreSQL's text ends, whatever would follow: beyond the last digit, and at a sign that a roman number has none of. */
  #end: number | undefined;

  constructor(about: NumberDescription, { isNegative, number, text }: Digits) {
    const { has, pre, post } = about;
    const isFilled = has.has("fill");
    const point = number.indexOf(".");
    const whole = point < 0 ? number.length : point;
    const isTooLong = whole > pre && text === undefined;
    this.#about = about;
    this.#roman = text;
    this.#isNegative = isNegative;
    this.#number = isTooLong ? `${"#".repeat(pre)}.${"#".repeat(post)}` : number;
    this.#blanksBefore = isTooLong ? 0 : Math.max(pre - whole, 0);
    const signsApart = has.has("plus") || has.has("minus");
    this.#hasBracket = has.has("bracket") && (isNegative || !isFilled || signsApart);
    this.#sign = !signsApart && about.sign === "before" && pre === about.signAt ? "after" : about.sign;
    this.#isSignWritten = signsApart ? has.has("minus") : !isNegative && isFilled && !has.has("S");
    this.#lastRelevant = isFilled && has.has("decimal") ? this.#relevant() : -1;
    this.#count = post + pre - 1 + (!this.#isSignWritten && this.#blanksBefore === 0 ? 1 : 0);
  }

  write(nodes: readonly PatternNode[]): string {
    for (const node of nodes) {
      const text = node.kind === "text" ? node.text : this.#key(node.key);
      this.#written += text;
    }
    return this.#written.slice(0, this.#end);
  }

  #has(flag: Parameters<NumberDescription["has"]["has"]>[0]): boolean {
    return this.#about.has.has(flag) && (this.#roman === undefined || flag === "fill");
  }

  /** Where decimals end that are not 0, or that a `0` of the pattern stands for. */
  #relevant(): number {
    const point = this.#number.indexOf(".");
    if (point < 0) return -1;
    const last = Math.max(point, this.#number.search(/[^0.](?=[0]*$)/));
    const { zeroEnd } = this.#about;
    if (zeroEnd <= this.#blanksBefore) return last;
    return Math.max(last, Math.min(this.#number.length - 1, zeroEnd - this.#blanksBefore));
  }

  #key(key: string): string {
    const isFilled = this.#has("fill");
    const blank = isFilled ? "" : " ";
    switch (key) {
      case "9":
      case "0":
      case ".":
      case "D":
      case "d":
        if (this.#roman === undefined) this.#digit(key === "0");
        return "";
      case ",":
      case "G":
      case "g":
        return this.#isInNumber ? "," : blank;
      case "L":
      case "l":
        return " ";
      case "RN":
      case "rn": {
        const roman = key === "rn" ? (this.#roman ?? "").toLowerCase() : (this.#roman ?? "");
        return isFilled ? roman : roman.padStart(15);
      }
      case "TH":
      case "th": {
        const isNone = this.#roman !== undefined || this.#isNegative || this.#has("decimal");
        return isNone || this.#number.startsWith("#") ? "" : ordinalOf(this.#number, key);
      }
      case "MI":
      case "mi":
        return this.#isNegative && this.#roman === undefined ? "-" : blank;
      case "PL":
      case "pl":
        return this.#isNegative || this.#roman !== undefined ? blank : "+";
      case "SG":
      case "sg":
        if (this.#roman !== undefined) this.#end ??= this.#written.length;
        return this.#isNegative ? "-" : "+";
      default:
        return "";
    }
  }

  #digit(isZero: boolean): void {
    const { zeroStart } = this.#about;
    const isWithZeros = this.#has("zero");
    this.#isInNumber = false;
    const isNumberOn = this.#place >= this.#blanksBefore || (isWithZeros && zeroStart === this.#place);
    if (!this.#isSignWritten && isNumberOn && (!this.#isBlankBeforePoint() || this.#isWholeAlone())) this.#writeSign();
    const isBefore = this.#place < this.#blanksBefore;
    if (isBefore && (!isWithZeros || zeroStart > this.#place)) {
      if (!this.#has("fill")) this.#written += " ";
    } else if (isBefore) {
      this.#written += "0";
      this.#isInNumber = true;
    } else {
      this.#writeNumber(isZero);
      if (this.#at < this.#number.length) this.#at++;
    }
    this.#writeSignAfter();
    this.#place++;
  }

  #writeNumber(isZero: boolean): void {
    const character = this.#number.charAt(this.#at);
    if (character === ".") this.#written += ".";
    else if (this.#lastRelevant >= 0 && this.#at > this.#lastRelevant && !isZero) return;
    else if (this.#isBlankBeforePoint()) {
      if (!this.#has("fill")) this.#written += " ";
      else if (this.#isWholeAlone()) this.#written += "0";
    } else {
      if (character === "") this.#end ??= this.#written.length;
      this.#written += character;
      this.#isInNumber = true;
    }
  }

  /** `0.1` with `9.9` is ` .1`. */
  #isBlankBeforePoint(): boolean {
    return !this.#has("zero") && this.#at === 0 && this.#number.startsWith("0") && this.#about.post !== 0;
  }

  /** `FM` leaves no decimals. */
  #isWholeAlone(): boolean {
    return this.#lastRelevant >= 0 && this.#number.charAt(this.#lastRelevant) === ".";
  }

  #writeSign(): void {
    if (this.#has("S")) {
      if (this.#sign !== "before") return;
      this.#written += this.#isNegative ? "-" : "+";
    } else if (this.#hasBracket) this.#written += this.#isNegative ? "<" : " ";
    else if (this.#isNegative) this.#written += "-";
    else if (!this.#has("fill")) this.#written += " ";
    this.#isSignWritten = true;
  }

  #writeSignAfter(): void {
    const isCut = this.#lastRelevant >= 0 && this.#lastRelevant === this.#at;
    const end = isCut ? this.#place : this.#count + (this.#blanksBefore > 0 ? 1 : 0) + (this.#has("decimal") ? 1 : 0);
    if (this.#place + 1 !== end) return;
    if (this.#isSignWritten && this.#hasBracket) this.#written += this.#isNegative ? ">" : " ";
    else if (this.#has("S") && this.#sign === "after") this.#written += this.#isNegative ? "-" : "+";
  }
}
