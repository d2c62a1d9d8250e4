// Upper and lower case, character by character, as PostgreSQL finds them with the collation C.UTF-8: no character becomes two.

/** Letters that JavaScript may know to have another case, and Unicode 14 does not. */
function isNewer(code: number): boolean {
  if (code < 0x1c89) return false;
  return (
    code <= 0x1c8a ||
    (code >= 0xa7cb && code <= 0xa7cf) ||
    (code >= 0xa7d2 && code <= 0xa7d5) ||
    (code >= 0xa7da && code <= 0xa7dc) ||
    (code >= 0x10d50 && code <= 0x10d85) ||
    (code >= 0x16ea0 && code <= 0x16ed3)
  );
}

const capitalIWithDot = 0x130;

export function lowerOf(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code;
  if (code === capitalIWithDot) return 0x69;
  return singleOf(code, String.fromCodePoint(code).toLowerCase());
}

export function upperOf(code: number): number {
  if (code < 128) return code >= 97 && code <= 122 ? code - 32 : code;
  const upper = singleOf(code, String.fromCodePoint(code).toUpperCase());
  return upper === code && code >= 0x1f80 && code <= 0x1ff3 ? (withIota().get(code) ?? code) : upper;
}

function singleOf(code: number, text: string): number {
  const other = text.codePointAt(0) ?? code;
  const isSingle = text.length === (other > 0xffff ? 2 : 1);
  return isSingle && !isNewer(code) && !isNewer(other) ? other : code;
}

let iotas: ReadonlyMap<number, number> | undefined;

/** Greek letters with an iota beneath: JavaScript writes it beside them. */
function withIota(): ReadonlyMap<number, number> {
  iotas ??= new Map(
    Array.from({ length: 0x80 }, (_, index) => 0x1f80 + index)
      .map((upper): [number, number] => [lowerOf(upper), upper])
      .filter(([lower, upper]) => lower !== upper && String.fromCodePoint(lower).toUpperCase().length > 1),
  );
  return iotas;
}
