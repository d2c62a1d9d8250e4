// POSIX's basic and extended regular expressions, written as the advanced ones that mean the same.
// brenext and next in src/backend/regex/regc_lex.c
import { invalidRegexp, Scanner } from "./scanner.js";

/** @throws InvalidRegularExpression (2201B) */
export function advancedOf(syntax: "basic" | "extended", text: string, isExpanded: boolean): string {
  return syntax === "basic" ? new Basic(text, isExpanded).written() : new Extended(text, isExpanded).written();
}

/** What has been read last, as far as it tells what comes next. */
type Last = "nothing" | "opening" | "start" | "place" | "back reference" | "quantifier" | "other";

abstract class Translation {
  protected readonly scanner: Scanner;
  readonly #isExpanded: boolean;
  #written = "";
  protected last: Last = "nothing";

  constructor(text: string, isExpanded: boolean) {
    this.scanner = new Scanner(text);
    this.#isExpanded = isExpanded;
  }

  written(): string {
    for (this.skip(); !this.scanner.isAtEnd; this.skip()) this.token(this.scanner.nextText());
    return this.#written;
  }

  protected abstract token(character: string): void;

  /** Blanks and comments of the expanded syntax: none of them are written. */
  protected skip(): void {
    if (this.#isExpanded)
      this.scanner.take(/(?:[ \t-\r\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]|#[^\n]*)+/y);
  }

  protected write(text: string, last: Last = "other"): void {
    this.#written += text;
    this.last = last;
  }

  protected plain(character: string): void {
    // A digit would go on with the number of a back reference.
    if (this.last === "back reference" && /^\d$/.test(character)) this.write(`[${character}]`);
    else this.write(/^[\w\u0080-\u{10ffff}]$/u.test(character) ? character : `\\${character}`);
  }

  /** After a backslash. */
  protected escaped(): string {
    if (this.scanner.isAtEnd) throw invalidRegexp("invalid escape \\ sequence");
    return this.scanner.nextText();
  }

  /** @throws InvalidRegularExpression (2201B) */
  protected requireOperand(): void {
    if (this.last === "other" || this.last === "back reference") return;
    throw invalidRegexp("quantifier operand invalid");
  }

  /** After its brace. */
  protected bound(end: string): void {
    this.requireOperand();
    let counts = "";
    for (this.skip(); !this.scanner.eat(end); this.skip()) {
      if (this.scanner.isAtEnd) throw invalidRegexp("braces {} not balanced");
      const character = this.scanner.nextText();
      if (!/^[\d,]$/.test(character)) throw invalidRegexp("invalid repetition count(s)");
      counts += character;
    }
    this.write(/^\d/.test(counts) ? `{${counts}}` : `{0${counts}}`, "quantifier");
  }

  /** After its `[`: a backslash in it is a character like others. */
  protected bracket(): void {
    const word = this.scanner.take(/\[:[<>]:\]\]/y);
    if (word !== undefined) {
      this.write(`[${word}`, "place");
      return;
    }
    const inner = this.scanner.take(/\^?\]?(?:\[(?::[^]*?:|\.[^]*?\.|=[^]*?=)\]|[^\]])*\]/y);
    if (inner === undefined) throw invalidRegexp("brackets [] not balanced");
    this.write(`[${inner.replaceAll("\\", "\\\\")}`);
  }
}

class Basic extends Translation {
  protected override token(character: string): void {
    switch (character) {
      case "*":
        if (this.last === "nothing" || this.last === "opening" || this.last === "start") this.plain(character);
        else {
          this.requireOperand();
          this.write("*", "quantifier");
        }
        return;
      case "[":
        return this.bracket();
      case ".":
        return this.write(".");
      case "^":
        return this.last === "nothing" || this.last === "opening" ? this.write("^", "start") : this.plain(character);
      case "$":
        this.skip();
        return this.scanner.isAtEnd || this.scanner.sees("\\)") ? this.write("$", "place") : this.plain(character);
      case "\\":
        return this.#escape(this.escaped());
      default:
        this.plain(character);
    }
  }

  #escape(character: string): void {
    if (character === "(") return this.write("(", "opening");
    if (character === ")") return this.write(")");
    if (character === "{") return this.bound("\\}");
    if (character === "<" || character === ">") return this.write(`[[:${character}:]]`, "place");
    if (/^[1-9]$/.test(character)) return this.write(`\\${character}`, "back reference");
    this.plain(character);
  }
}

class Extended extends Translation {
  #open = 0;

  protected override token(character: string): void {
    const isQuantifier = /^[*+?]$/.test(character) || (character === "{" && this.#seesDigit());
    if (isQuantifier) this.requireOperand();
    switch (character) {
      case "[":
        return this.bracket();
      case "\\":
        return this.plain(this.escaped());
      case "(":
        this.#open++;
        return this.write("(", "opening");
      case ")":
        // One that closes nothing is a character.
        if (this.#open === 0) return this.plain(character);
        this.#open--;
        return this.write(")");
      case "{":
        return isQuantifier ? this.bound("}") : this.plain(character);
      case "*":
      case "+":
      case "?":
        return this.write(character, "quantifier");
      case "|":
        return this.write(character, "opening");
      case "^":
        return this.write(character, "start");
      case "$":
        return this.write(character, "place");
      case ".":
        return this.write(character);
      default:
        this.plain(character);
    }
  }

  #seesDigit(): boolean {
    this.skip();
    return this.scanner.take(/(?=\d)/y) !== undefined;
  }
}
