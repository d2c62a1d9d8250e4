// Reads JSON as PostgreSQL does, with its errors.
import { PgError } from "../../../../../errors.js";
import { canonicalNumber } from "./number-text.js";
import { endedUnexpectedly, invalidJson, Tokens } from "./tokens.js";
import { JsonNumber, type JsonValue, objectOf } from "./value.js";

/** Deeper values are refused, since a value is walked by recursion: PostgreSQL's own limit comes somewhat later. */
const depthMax = 1000;

/** For jsonb. */
export function parseJson(text: string): JsonValue {
  return new Parser(text, true, false).whole();
}

/** Of canonical text: its keys are in order, each there once, and its numbers are as they are printed. */
export function readJsonb(text: string): JsonValue {
  return new Parser(text, true, true).whole();
}

/** Throws where it is no JSON. Escapes of characters that text cannot hold are let pass, as json's are. */
export function checkJson(text: string): void {
  try {
    // PERF: the engine's own reader takes the same grammar, and is several times as quick.
    JSON.parse(text);
  } catch {
    new Parser(text, false, false).whole();
  }
}

class Parser {
  readonly #tokens: Tokens;
  readonly #isCanonical: boolean;
  #depth = 0;

  constructor(text: string, unescapes: boolean, isCanonical: boolean) {
    this.#isCanonical = isCanonical;
    this.#tokens = new Tokens(text, unescapes);
  }

  whole(): JsonValue {
    const value = this.#value();
    if (this.#tokens.kind !== "end") throw this.#expected("end of input");
    return value;
  }

  #value(): JsonValue {
    const tokens = this.#tokens;
    switch (tokens.kind) {
      case "string": {
        const { content } = tokens;
        tokens.next();
        return content;
      }
      case "number": {
        const value = new JsonNumber(this.#isCanonical ? tokens.word : canonicalNumber(tokens.word));
        tokens.next();
        return value;
      }
      case "true":
      case "false":
      case "null": {
        const value = tokens.kind === "null" ? null : tokens.kind === "true";
        tokens.next();
        return value;
      }
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#array());
      case "}":
      case "]":
      case ",":
      case ":":
      case "end":
        throw this.#expected("JSON value");
    }
  }

  #nested(read: () => JsonValue): JsonValue {
    if (++this.#depth > depthMax) {
      throw new PgError("54001", "stack depth limit exceeded", { hint: `JSON may be ${depthMax} levels deep here.` });
    }
    this.#tokens.next();
    const value = read();
    this.#depth--;
    return value;
  }

  #array(): JsonValue {
    const tokens = this.#tokens;
    const elements: JsonValue[] = [];
    if (tokens.kind !== "]") {
      elements.push(this.#value());
      while ((tokens.kind as string) === ",") {
        tokens.next();
        elements.push(this.#value());
      }
    }
    if (tokens.kind !== "]") throw this.#expected('"," or "]"');
    tokens.next();
    return elements;
  }

  #object(): JsonValue {
    const tokens = this.#tokens;
    const entries: [string, JsonValue][] = [];
    if (tokens.kind === "string") {
      this.#entry(entries);
      while ((tokens.kind as string) === ",") {
        tokens.next();
        this.#entry(entries);
      }
      if ((tokens.kind as string) !== "}") throw this.#expected('"," or "}"');
    } else if (tokens.kind !== "}") {
      throw this.#expected('string or "}"');
    }
    tokens.next();
    return this.#isCanonical ? new Map(entries) : objectOf(entries);
  }

  #entry(entries: [string, JsonValue][]): void {
    const tokens = this.#tokens;
    if (tokens.kind !== "string") throw this.#expected("string");
    const key = tokens.content;
    tokens.next();
    if (tokens.kind !== (":" as string)) throw this.#expected('":"');
    tokens.next();
    entries.push([key, this.#value()]);
  }

  #expected(what: string): PgError {
    const { kind, word } = this.#tokens;
    return invalidJson(kind === "end" ? endedUnexpectedly : `Expected ${what}, but found "${word}".`);
  }
}
