// Cuts the text of a moment or an interval into fields: PostgreSQL's ParseDateTime, whose kinds of fields are the first thing that decides
// how a text is read. https://www.postgresql.org/docs/15/datetime-input-rules.html

/** `offset`: a sign and digits; `special`: a sign and letters. */
export type FieldKind = "number" | "date" | "time" | "word" | "offset" | "special";

export interface InputField {
  readonly kind: FieldKind;
  /** In lower case, as far as it is made of letters. */
  readonly text: string;
}

/** Why a text is no value. `monthOrDay`: perhaps they stand in another order. */
export type InputFault = "invalid" | "fieldOverflow" | "monthOrDay" | "zoneOverflow";

const fieldsMax = 25;

const space = /[\t-\r ]*/y;
const time = /\d+:[\d:.]*/y;
const dateWithMonthName = /\d+([-/.])(?!\d)(?:[a-z\d]|\1)*/iy;
const numericDate = /\d+([-/.])\d+(?:\1(?:\d|\1)*)?/y;
const number = /\d+|\.\d*/y;
const word = /[a-z]+/iy;
const nameRest = /[-+/_.:a-z\d]+/iy;
const offset = /([-+])[\t-\r ]*(\d[\d:.-]*)/y;
const special = /([-+])[\t-\r ]*([a-z]+)/iy;
const punctuation = /[!-/:-@[-`{-~]/y;

/**
 * `lengthMax`: of all fields with an end each; a text with more is none. `isMomentWord`: letters before a digit or `+` that are a word of
 * their own, and not the beginning of a zone's name.
 */
export function cutFields(
  text: string,
  lengthMax: number,
  isMomentWord: (letters: string) => boolean,
): readonly InputField[] | "invalid" {
  const fields: InputField[] = [];
  let at = 0;
  let length = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  const next = (): InputField | undefined => {
    const clock = take(time);
    if (clock !== null) return { kind: "time", text: clock[0] };
    const numeric = take(numericDate);
    if (numeric !== null) {
      const [all, mark = ""] = numeric;
      return { kind: mark === "." && all.indexOf(mark) === all.lastIndexOf(mark) ? "number" : "date", text: all };
    }
    const named = take(dateWithMonthName);
    if (named !== null) return { kind: "date", text: named[0].toLowerCase() };
    const digits = take(number);
    if (digits !== null) return { kind: "number", text: digits[0] };
    const letters = take(word)?.[0].toLowerCase();
    if (letters !== undefined) {
      const mark = text[at] ?? "";
      const isName = /[-/.]/.test(mark) || (/[+\d]/.test(mark) && !isMomentWord(letters));
      return isName
        ? { kind: "date", text: letters + (take(nameRest)?.[0].toLowerCase() ?? "") }
        : { kind: "word", text: letters };
    }
    const signed = take(offset);
    if (signed !== null) return { kind: "offset", text: `${signed[1]}${signed[2]}` };
    const name = take(special);
    return name === null ? undefined : { kind: "special", text: `${name[1]}${name[2]}`.toLowerCase() };
  };
  for (;;) {
    take(space);
    if (at >= text.length) return fields;
    if (fields.length >= fieldsMax) return "invalid";
    const field = next();
    if (field !== undefined) {
      length += field.text.length + 1;
      if (length > lengthMax) return "invalid";
      fields.push(field);
    } else if (/[-+]/.test(text[at] ?? "") || take(punctuation) === null) {
      return "invalid";
    }
  }
}

const integer = /[-+]?\d+/y;

/** C's strtol: the integer from a place on, 0 where there is none, and where it ends. Undefined: it does not fit. */
export function integerAt(text: string, at: number): { readonly value: number; readonly end: number } | undefined {
  integer.lastIndex = at;
  const match = integer.exec(text);
  if (match === null) return { value: 0, end: at };
  const value = Number(match[0]);
  return value < -0x8000_0000 || value > 0x7fff_ffff ? undefined : { value, end: integer.lastIndex };
}

/** `.` and digits to the end, as a number. */
export function fractionAt(text: string, at: number): number | undefined {
  if (at === text.length - 1) return 0;
  const rest = text.slice(at);
  return /^\.\d+$/.test(rest) ? Number(rest) : undefined;
}
