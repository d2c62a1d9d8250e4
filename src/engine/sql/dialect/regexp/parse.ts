// Reads a pattern: PostgreSQL's advanced regular expressions.
// https://www.postgresql.org/docs/15/functions-matching.html#POSIX-SYNTAX-DETAILS
import { FeatureNotSupported } from "../../../../errors.js";
import type { Ranges } from "../character-classes.js";
import { everything, ofCharacter, ofClass, readBracket } from "./bracket.js";
import { type RegexpOptions, withFlag } from "./options.js";
import { advancedOf } from "./other-syntaxes.js";
import { type Quantifier, quantified } from "./quantify.js";
import { invalidRegexp, Scanner } from "./scanner.js";
import {
  captures,
  combined,
  isMessy,
  isNothing,
  type Language,
  longer,
  type Part,
  type Place,
  raised,
  refersBack,
  type Regexp,
  sequence,
  shorter,
  withoutPlaces,
} from "./tree.js";

/** @throws InvalidRegularExpression (2201B), FeatureNotSupported (0A000) */
export function parseRegexp(pattern: string, options: RegexpOptions): Regexp {
  if (!options.isLiteral && pattern.startsWith("***=")) {
    return literal(pattern.slice(4), options);
  }
  if (options.isLiteral) return literal(pattern, options);
  const isAdvanced = pattern.startsWith("***:");
  if (!isAdvanced && pattern.startsWith("***")) throw invalidRegexp("quantifier operand invalid");
  const text = isAdvanced ? pattern.slice(4) : pattern;
  const embedded = options.syntax === "advanced" || isAdvanced ? /^\(\?([a-zA-Z]+)\)/.exec(text) : null;
  let changed: RegexpOptions = isAdvanced ? { ...options, syntax: "advanced" } : options;
  for (const flag of embedded?.[1] ?? "") {
    const next = withFlag(changed, flag);
    if (next === undefined) throw invalidRegexp("invalid embedded option");
    changed = next;
  }
  const rest = text.slice(embedded?.[0].length ?? 0);
  if (changed.isLiteral) return literal(rest, changed);
  const advanced = changed.syntax === "advanced" ? rest : advancedOf(changed.syntax, rest, changed.isExpanded);
  return new Parser(advanced, changed).parse();
}

function literal(text: string, options: RegexpOptions): Regexp {
  const sets = Array.from(text, (character): Language => {
    return { kind: "set", ranges: ofCharacter(character.codePointAt(0) ?? 0, options) };
  });
  const part: Part = { kind: "leaf", language: sequence(sets), flags: 0 };
  return { part, groups: 0, ignoresCase: options.ignoresCase };
}

const once: Quantifier = { min: 1, max: 1, preferred: 0 };
/** DUPMAX */
const countMax = 255;
const depthMax = 500;

class Parser {
  readonly #scanner: Scanner;
  readonly #options: RegexpOptions;
  /** What a group matches, once it is closed. */
  readonly #groups: (Language | undefined)[] = [];
  #lookDepth = 0;
  #depth = 0;

  constructor(pattern: string, options: RegexpOptions) {
    this.#scanner = new Scanner(pattern);
    this.#options = options;
  }

  parse(): Regexp {
    const part = this.#choice();
    if (!this.#scanner.isAtEnd) throw invalidRegexp("parentheses () not balanced");
    return { part, groups: this.#groups.length, ignoresCase: this.#options.ignoresCase };
  }

  #choice(): Part {
    if (++this.#depth > depthMax)
      throw new FeatureNotSupported("regular expressions as deep as this are not supported");
    const branches = [this.#branch()];
    while (this.#eat("|")) branches.push(this.#branch());
    this.#depth--;
    const [only] = branches;
    if (only !== undefined && branches.length === 1) return only;
    const flags = branches.reduce((all, branch) => all | raised(all | branch.flags), longer);
    const language: Language = { kind: "choice", parts: branches.map((branch) => branch.language) };
    return isMessy(flags) ? { kind: "choice", branches, language, flags } : { kind: "leaf", language, flags };
  }

  /** Up to a `|`, a `)` or the end. */
  #branch(): Part {
    const prefix: Language[] = [];
    let flags = 0;
    while (!this.#isBranchOver()) {
      const atom = this.#atom();
      if (!("flags" in atom)) {
        prefix.push(atom);
        continue;
      }
      const quantifier = this.#quantifier();
      if (quantifier.min === 0 && quantifier.max === 0) continue;
      const all = flags | quantifier.preferred | atom.flags;
      if (atom.group === undefined && atom.kind !== "back reference" && !isMessy(raised(all))) {
        const { min, max } = quantifier;
        prefix.push(min === 1 && max === 1 ? atom.language : { kind: "repeat", of: atom.language, min, max });
        flags = all;
        continue;
      }
      return this.#afterPrefix(sequence(prefix), flags, quantified(atom, quantifier), quantifier.preferred, atom.flags);
    }
    return { kind: "leaf", language: sequence(prefix), flags };
  }

  /** What begins with a part that has to be taken apart. */
  #afterPrefix(prefix: Language, prefixFlags: number, part: Part, preferred: number, atomFlags: number): Part {
    let rest = part;
    if (!this.#isBranchOver()) {
      const second = this.#branch();
      let flags = combined(preferred, atomFlags);
      flags |= combined(flags, second.flags);
      rest = { kind: "pair", first: part, second, language: sequence([part.language, second.language]), flags };
    }
    if (isNothing(prefix)) return rest;
    const flags = prefixFlags | combined(prefixFlags, rest.flags);
    const first: Part = { kind: "leaf", language: prefix, flags: prefixFlags };
    return { kind: "pair", first, second: rest, language: sequence([prefix, rest.language]), flags };
  }

  #isBranchOver(): boolean {
    this.#skip();
    return this.#scanner.isAtEnd || this.#scanner.sees("|") || this.#scanner.sees(")");
  }

  #eat(text: string): boolean {
    this.#skip();
    return this.#scanner.eat(text);
  }

  /** Comments and, in expanded syntax, blanks. */
  #skip(): void {
    for (;;) {
      if (this.#options.isExpanded)
        this.#scanner.take(/(?:[ \t-\r\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]|#[^\n]*)+/y);
      if (this.#scanner.take(/\(\?#[^)]*\)?/y) === undefined) return;
    }
  }

  /** A place where nothing is matched cannot be repeated. */
  #atom(): Part | Language {
    const scanner = this.#scanner;
    if (scanner.eat("(")) return this.#parenthesis();
    if (scanner.take(/[*+?]|\{(?=\d)/y) !== undefined) throw invalidRegexp("quantifier operand invalid");
    if (scanner.eat("^")) return place(this.#options.anchorsAtLines ? "line start" : "text start");
    if (scanner.eat("$")) return place(this.#options.anchorsAtLines ? "line end" : "text end");
    if (scanner.eat("[[:<:]]")) return place("word start");
    if (scanner.eat("[[:>:]]")) return place("word end");
    if (scanner.eat("[")) {
      const ranges = readBracket(scanner, this.#options, this.#groups.length);
      return leaf(ranges);
    }
    if (scanner.eat(".")) return leaf(everything(this.#options));
    if (!scanner.eat("\\")) return leaf(ofCharacter(scanner.next(), this.#options));
    const escape = scanner.escape(this.#groups.length);
    switch (escape.kind) {
      case "place":
        return place(escape.place);
      case "class":
        return leaf(ofClass(escape.name, escape.isNegative, this.#options));
      case "character":
        return leaf(ofCharacter(escape.code, this.#options));
      case "back reference":
        return this.#backReference(escape.to);
    }
  }

  #backReference(to: number): Part {
    const language = this.#groups[to - 1];
    if (language === undefined || this.#lookDepth > 0) throw invalidRegexp("invalid backreference number");
    return { kind: "back reference", to, min: 1, max: 1, language: withoutPlaces(language), flags: refersBack };
  }

  #parenthesis(): Part | Language {
    const look = this.#scanner.take(/\?<?[=!]/y);
    if (look !== undefined) return this.#look(look);
    const isCapture = this.#lookDepth === 0 && !this.#scanner.sees("?:");
    if (!this.#scanner.eat("?:") && this.#scanner.sees("?")) throw invalidRegexp("quantifier operand invalid");
    if (!isCapture) return { ...this.#closed() };
    const group = this.#groups.push(undefined);
    const inner = this.#closed();
    this.#groups[group - 1] = inner.language;
    const flags = inner.flags | captures;
    if (inner.group === undefined) return { ...inner, flags, group };
    return { kind: "group", of: inner, language: inner.language, flags, group };
  }

  #look(sign: string): Language {
    this.#lookDepth++;
    const { language } = this.#closed();
    this.#lookDepth--;
    return { kind: "look", of: language, isBehind: sign.includes("<"), isNegative: sign.endsWith("!") };
  }

  #closed(): Part {
    const part = this.#choice();
    if (!this.#eat(")")) throw invalidRegexp("parentheses () not balanced");
    return part;
  }

  #quantifier(): Quantifier {
    this.#skip();
    const scanner = this.#scanner;
    const sign = scanner.take(/[*+?]|\{(?=\d)/y);
    if (sign === undefined) return once;
    if (sign === "{") return this.#counts();
    const preferred = scanner.eat("?") ? shorter : longer;
    return { min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Number.POSITIVE_INFINITY, preferred };
  }

  #counts(): Quantifier {
    const scanner = this.#scanner;
    const min = Number(scanner.take(/\d+/y));
    const isRange = scanner.eat(",");
    const last = isRange ? scanner.take(/\d+/y) : String(min);
    const max = last === undefined ? Number.POSITIVE_INFINITY : Number(last);
    const isTooMany = min > countMax || (last !== undefined && max > countMax);
    if (!isTooMany && scanner.isAtEnd) throw invalidRegexp("braces {} not balanced");
    if (isTooMany || !scanner.eat("}") || min > max) throw invalidRegexp("invalid repetition count(s)");
    const isShort = scanner.eat("?");
    // Of a number of times that is fixed, only the atom tells what is preferred.
    return { min, max, preferred: isRange ? (isShort ? shorter : longer) : 0 };
  }
}

function place(name: Place): Language {
  return { kind: "place", place: name };
}

function leaf(ranges: Ranges): Part {
  return { kind: "leaf", language: { kind: "set", ranges }, flags: 0 };
}
