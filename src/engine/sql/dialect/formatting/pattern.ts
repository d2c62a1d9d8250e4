// The patterns of to_char() and its kin, read as PostgreSQL reads them.
import { PgError } from "../../../../errors.js";

export type PatternNode =
  | { readonly kind: "key"; readonly key: string; readonly prefix: Prefix; readonly ordinal: Ordinal }
  | { readonly kind: "text"; readonly text: string; readonly of: "letter" | "blank" | "separator" };

/** `FM` leaves out blanks and zeros, `TM` asks for names in the session's language, which is English. */
export type Prefix = "FM" | "TM" | undefined;
export type Ordinal = "TH" | "th" | undefined;

/** In the order in which they are looked for: the longer before what they begin with. */
const dateKeys = (
  "A.D. A.M. AD AM B.C. BC CC DAY DDD DD DY Day Dy D FF1 FF2 FF3 FF4 FF5 FF6 FX HH24 HH12 HH IDDD ID IW IYYY IYY IY I J MI MM MONTH MON MS " +
  "Month Mon OF P.M. PM Q RM SSSSS SSSS SS TZH TZM TZ US WW W Y,YYY YYYY YYY YY Y a.d. a.m. ad am b.c. bc cc day ddd dd dy d ff1 ff2 ff3 " +
  "ff4 ff5 ff6 fx hh24 hh12 hh iddd id iw iyyy iyy iy i j mi mm month mon ms of p.m. pm q rm sssss ssss ss tzh tzm tz us ww w y,yyy yyyy yyy yy y"
).split(" ");

const numberKeys =
  ", . 0 9 B C D EEEE FM G L MI PL PR RN SG SP S TH V b c d eeee fm g l mi pl pr rn sg sp s th v".split(" ");

/** Those whose case tells nothing. */
const namesByCase = /^(?:[AP]\.?M\.?|[AB]\.?[DC]\.?|day|month|mon|dy|rm|tz)$/i;

export function readDatePattern(pattern: string): readonly PatternNode[] {
  return read(pattern, dateKeys, true);
}

export function readNumberPattern(pattern: string): readonly PatternNode[] {
  return read(pattern, numberKeys, false);
}

function read(pattern: string, keys: readonly string[], isDate: boolean): readonly PatternNode[] {
  const nodes: PatternNode[] = [];
  const text = (character: string, of: "letter" | "blank" | "separator" = "letter"): number =>
    nodes.push({ kind: "text", text: character, of });
  let at = 0;
  const characterAt = (): string => String.fromCodePoint(pattern.codePointAt(at) ?? 0);
  while (at < pattern.length) {
    const before = isDate ? /^(?:FM|fm|TM|tm)/.exec(pattern.slice(at, at + 2))?.[0] : undefined;
    at += before?.length ?? 0;
    const key = keys.find((some) => pattern.startsWith(some, at));
    if (key !== undefined) {
      at += key.length;
      const after = isDate ? /^(?:TH|th|SP)/.exec(pattern.slice(at, at + 2))?.[0] : undefined;
      at += after?.length ?? 0;
      const prefix = before?.toUpperCase() as Prefix;
      const ordinal = after === "SP" ? undefined : (after as Ordinal);
      nodes.push({ kind: "key", key: isDate && !namesByCase.test(key) ? key.toUpperCase() : key, prefix, ordinal });
    } else if (pattern[at] === '"') {
      for (at++; at < pattern.length && pattern[at] !== '"'; at += characterAt().length) {
        if (pattern[at] === "\\" && at + 1 < pattern.length) at++;
        text(characterAt());
      }
      at++;
    } else if (at < pattern.length) {
      if (pattern[at] === "\\" && pattern[at + 1] === '"') at++;
      const character = characterAt();
      const isSeparator = isDate && /^[!-/:-@[-`{-~]$/.test(character);
      text(character, isSeparator ? "separator" : /^[ \t\n\v\f\r]$/.test(character) ? "blank" : "letter");
      at += character.length;
    }
  }
  return nodes;
}

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinalOf(digits: string, ordinal: "TH" | "th"): string {
  if (!/\d$/.test(digits)) throw new PgError("22P02", `"${digits}" is not a number`);
  const isTeen = /1\d$/.test(digits);
  const last = digits.at(-1);
  const ending = isTeen ? "th" : last === "1" ? "st" : last === "2" ? "nd" : last === "3" ? "rd" : "th";
  return ordinal === "TH" ? ending.toUpperCase() : ending;
}
