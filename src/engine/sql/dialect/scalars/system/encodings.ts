// PostgreSQL's encodings by name and number, and to_ascii().
// src/common/encnames.c, src/backend/utils/adt/ascii.c
import { FeatureNotSupported, PgError } from "../../../../../errors.js";

/** By their numbers. */
export const encodingNames = (
  "SQL_ASCII EUC_JP EUC_CN EUC_KR EUC_TW EUC_JIS_2004 UTF8 MULE_INTERNAL LATIN1 LATIN2 LATIN3 LATIN4 LATIN5 LATIN6 LATIN7 LATIN8 LATIN9 LATIN10 " +
  "WIN1256 WIN1258 WIN866 WIN874 KOI8R WIN1251 WIN1252 ISO_8859_5 ISO_8859_6 ISO_8859_7 ISO_8859_8 WIN1250 WIN1253 WIN1254 WIN1255 WIN1257 " +
  "KOI8U SJIS BIG5 GBK UHC GB18030 JOHAB SHIFT_JIS_2004"
).split(" ");

const letters = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

const numbers: ReadonlyMap<string, number> = new Map([
  ...encodingNames.map((name, number) => [letters(name), number] as const),
  ...Object.entries({
    ...{
      abc: 19,
      alt: 20,
      koi8: 22,
      mskanji: 35,
      shiftjis: 35,
      tcvn: 19,
      tcvn5712: 19,
      unicode: 6,
      vscii: 19,
      win: 23,
    },
    ...{ iso88591: 8, iso88592: 9, iso88593: 10, iso88594: 11, iso88599: 12, iso885910: 13, iso885913: 14 },
    ...{ iso885914: 15, iso885915: 16, iso885916: 17, win932: 35, win936: 37, win949: 38, win950: 36 },
  }),
]);

/** -1: there is none of the name. */
export function encodingNumber(name: string): number {
  const key = letters(name);
  return numbers.get(key) ?? numbers.get(key.replace(/^windows/, "win")) ?? -1;
}

const fromLatin1 = "  cL Y  \"Ca  -R     'u .,      ?AAAAAAACEEEEIIII NOOOOOxOUUUUYTBaaaaaaaceeeeiiii nooooo/ouuuuyty";
const fromLatin2 = ' A L LS "SSTZ-ZZ a,l\'ls ,sstz"zzRAAAALCCCEEEEIIDDNNOOOOxRUUUUYTBraaaalccceeeeiiddnnoooo/ruuuuyt.';
const fromLatin9 = "  cL YS sCa  -R     Zu .z   EeY?AAAAAAACEEEEIIII NOOOOOxOUUUUYTBaaaaaaaceeeeiiii nooooo/ouuuuyty";
const fromWin1250 =
  '  \' "    %S<STZZ `\'"".--  s>stzz   L A  "CS  -RZ  ,l\'u .,as L"lzRAAAALCCCEEEEIIDDNNOOOOxRUUUUYTBraaaalccceeeeiiddnnoooo/ruuuuyt ';

/** What stands for the bytes from the first one on. */
const tables: Readonly<Record<string, readonly [first: number, ascii: string]>> = {
  LATIN1: [160, fromLatin1],
  LATIN2: [160, fromLatin2],
  LATIN9: [160, fromLatin9],
  WIN1250: [128, fromWin1250],
};

/** Bytes are taken for those of the encoding, whatever they are. */
export function toAscii(text: string, encoding: number): string {
  const name = encodingNames[encoding];
  if (name === undefined) throw new PgError("42704", `${encoding} is not a valid encoding code`);
  const table = tables[name];
  if (table === undefined) throw new FeatureNotSupported(`encoding conversion from ${name} to ASCII not supported`);
  const [first, ascii] = table;
  return Array.from(Buffer.from(text), (byte) =>
    byte < 128 ? String.fromCharCode(byte) : byte < first ? " " : ascii.charAt(byte - first),
  ).join("");
}
