// to_number(): a text is read along a pattern, and gives as many decimals as were read.
// NUM_processor and NUM_numpart_from_char in src/backend/utils/adt/formatting.c
import { FeatureNotSupported, PgError } from "../../../../errors.js";
import { describeNumber, type NumberDescription } from "./number-description.js";
import { type PatternNode, readNumberPattern } from "./pattern.js";

export interface NumberReader {
  readonly nodes: readonly PatternNode[];
  readonly about: NumberDescription;
}

export function numberReader(pattern: string): NumberReader {
  const nodes = readNumberPattern(pattern);
  return { nodes, about: describeNumber(nodes) };
}

/** Whatever is read has no decimals. */
export function readsWholeNumbers({ about }: NumberReader): boolean {
  return !about.has.has("decimal") && !about.has.has("multi");
}

/** As numeric prints it. */
export function readNumber(text: string, reader: NumberReader): string {
  const { about } = reader;
  if (about.has.has("EEEE")) throw new FeatureNotSupported('"EEEE" not supported for input');
  if (about.has.has("roman")) throw new FeatureNotSupported('"RN" not supported for input');
  const read = new Reading(text, about).read(reader.nodes);
  if (!/\d/.test(read)) throw new PgError("22P02", `invalid input syntax for type numeric: "${read}"`);
  const digits = numeric(read, about);
  return about.has.has("multi") ? shifted(digits, about.multi) : digits;
}

const dataCharacters = "0123456789.,+-";

class Reading {
  /** Its bytes: those of a character that is no data are gone through one by one, as PostgreSQL does. */
  readonly #text: string;
  readonly #about: NumberDescription;
  #at = 0;
  #sign = " ";
  #digits = "";
  #isAfterPoint = false;
  #decimals = 0;

  constructor(text: string, about: NumberDescription) {
    this.#text = Buffer.from(text).toString("latin1");
    this.#about = about;
  }

  read(nodes: readonly PatternNode[]): string {
    for (const node of nodes) {
      if (this.#isAtEnd) break;
      if (node.kind === "text") this.#skipCharacter();
      else if (this.#takes(node.key.toUpperCase())) this.#at++;
    }
    return this.#sign + this.#digits.replace(/\.$/, "");
  }

  get #isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  get #character(): string {
    return this.#text[this.#at] ?? "";
  }

  /** Whether the character at which it then is has been read, too. */
  #takes(key: string): boolean {
    switch (key) {
      case "9":
      case "0":
        this.#digit(true);
        return true;
      case ".":
      case "D":
        this.#digit(false);
        return true;
      case ",":
      case "G":
        return this.#character === ",";
      case "L":
        return this.#skip(1);
      case "TH":
        return this.#sign === "-" || this.#has("decimal") ? false : this.#skip(2);
      case "MI":
        return this.#signed("-");
      case "PL":
        return this.#signed("+");
      case "SG":
        return this.#signed("-+");
      default:
        return false;
    }
  }

  #has(flag: Parameters<NumberDescription["has"]["has"]>[0]): boolean {
    return this.#about.has.has(flag);
  }

  #signed(signs: string): boolean {
    if (!signs.includes(this.#character)) return this.#skip(1);
    this.#sign = this.#character;
    return true;
  }

  /** What is no data makes room. */
  #skip(count: number): false {
    for (let rest = count; rest > 0 && !this.#isAtEnd && !dataCharacters.includes(this.#character); rest--) {
      this.#skipCharacter();
    }
    return false;
  }

  #skipCharacter(): void {
    const byte = this.#text.charCodeAt(this.#at);
    this.#at += byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
  }

  #digit(isDigitKey: boolean): void {
    if (this.#isAtEnd) return;
    if (this.#character === " ") this.#at++;
    if (this.#isAtEnd) return;
    if (this.#sign === " " && isDigitKey && !/\d/.test(this.#digits)) this.#signBefore();
    if (this.#isAtEnd) return;
    const isRead = this.#readDigit();
    if (this.#isAtEnd || this.#sign !== " " || !/\d/.test(this.#digits)) return;
    this.#signAfter(isRead);
  }

  #signBefore(): void {
    if (this.#character === "-" || (this.#has("bracket") && this.#character === "<")) this.#sign = "-";
    else if (this.#character === "+") this.#sign = "+";
    else return;
    this.#at++;
  }

  #readDigit(): boolean {
    if (/^\d$/.test(this.#character)) {
      if (this.#isAfterPoint && this.#decimals === this.#about.post) return false;
      this.#digits += this.#character;
      if (this.#isAfterPoint) this.#decimals++;
      return true;
    }
    if (!this.#has("decimal") || this.#isAfterPoint || this.#character !== ".") return false;
    this.#digits += ".";
    this.#isAfterPoint = true;
    return true;
  }

  /** Of `S` after the last digit; of others, where the pattern does not say where it stands. */
  #signAfter(isRead: boolean): void {
    const next = this.#text[this.#at + 1] ?? "";
    if (this.#has("S")) {
      if (!isRead || (next !== "-" && next !== "+")) return;
      this.#sign = next;
      this.#at++;
    } else if (!isRead) {
      if (this.#character === "-" || this.#character === "+") this.#sign = this.#character;
    }
  }
}

function numeric(read: string, { pre, multi }: NumberDescription): string {
  const [whole = "", fraction = ""] = read.slice(1).split(".");
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  if (digits !== "0" && digits.length > pre + multi) {
    throw new PgError("22003", "numeric field overflow", {
      detail: `A field with precision ${pre + multi + fraction.length}, scale ${fraction.length} must round to an absolute value less than ${pre + multi === 0 ? "1" : `10^${pre + multi}`}.`,
    });
  }
  const text = fraction === "" ? digits : `${digits}.${fraction}`;
  return read.startsWith("-") && /[1-9]/.test(text) ? `-${text}` : text;
}

/** Decimals that PostgreSQL's powers of ten have. */
const powerDecimals = 16;

/** Times a power of ten, which is nothing where those decimals do not reach it. */
function shifted(text: string, places: number): string {
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  const decimals = fraction.length + powerDecimals;
  if (places > powerDecimals) return `0.${"0".repeat(decimals)}`;
  const all = `${whole}${fraction}`.padStart(places + fraction.length + 1, "0");
  const point = all.length - fraction.length - places;
  const sign = text.startsWith("-") ? "-" : "";
  return `${sign}${all.slice(0, point).replace(/^0+(?=\d)/, "")}.${all.slice(point).padEnd(decimals, "0")}`;
}
