// Abbreviations of time zones that PostgreSQL reads: its own list (src/timezone/tznames/Default).
import { FeatureNotSupported } from "../../errors.js";

/** Seconds east of Greenwich. */
const fixed: Readonly<Record<string, string>> = {
  "-36000": "HST TAHT",
  "-34200": "MART",
  "-32400": "AKST GAMT",
  "-28800": "AKDT PST",
  "-25200": "MST PDT",
  "-21600": "CST GALT MDT",
  "-18000": "ACT CDT COT EST PET",
  "-14400": "AMT AST BOT EDT",
  "-12600": "NFT NST",
  "-10800": "ADT BRA BRT CLST GFT PMST PYST UYT WGT",
  "-9000": "NDT",
  "-7200": "BRST FNT PMDT UYST WGST",
  "-3600": "AZOT EGT FNST",
  "0": "AZOST EGST GMT UCT UT UTC WET Z ZULU",
  "3600": "BST CET MET MEZ WAT WETDST",
  "7200": "BDST CEST CETDST EET IST MEST MESZ METDST SAST",
  "10800": "EAT EEST EETDST FET IDT",
  "12600": "IRT",
  "14400": "MSD MUT RET SCT",
  "16200": "AFT",
  "18000": "MUST MVT PKT TFT TJT UZT",
  "20700": "NPT",
  "21600": "ALMT BDT BTT KGST PKST UZST XJT YEKST",
  "23400": "MMT",
  "25200": "ALMST CXT ICT WAST",
  "28800": "AWST BNT BORT CCT HKT MYT PHT WADT",
  "31500": "ACWST",
  "32400": "AWSST JAYT JST KST PWT ULAST WDT",
  "34200": "ACST CAST",
  "36000": "AEST CHUT DDUT KDT LIGT MPT PGT TRUT YAPT",
  "37800": "ACDT ACSST CADT LHST SADT",
  "39600": "AEDT AESST PONT VUT",
  "43200": "FJT GILT MHT NZST NZT TVT WAKT WFT",
  "45900": "CHAST",
  "46800": "FJST NZDT TOT",
  "49500": "CHADT",
};

/** Meanings that changed with the years are the place's own. */
const places: Readonly<Record<string, string>> = {
  "America/Argentina/Buenos_Aires": "ARST ART",
  "America/Asuncion": "PYT",
  "America/Caracas": "VET",
  "America/Guyana": "GYT",
  "America/Santiago": "CLT",
  "Antarctica/Davis": "DAVT",
  "Antarctica/Mawson": "MAWT",
  "Asia/Anadyr": "ANAST ANAT",
  "Asia/Ashgabat": "TMT",
  "Asia/Baku": "AZST AZT",
  "Asia/Bishkek": "KGT",
  "Asia/Colombo": "LKT",
  "Asia/Irkutsk": "IRKST IRKT",
  "Asia/Kamchatka": "PETST PETT",
  "Asia/Krasnoyarsk": "KRAST KRAT",
  "Asia/Magadan": "MAGST MAGT",
  "Asia/Novosibirsk": "NOVST NOVT",
  "Asia/Omsk": "OMSST OMST",
  "Asia/Singapore": "SGT",
  "Asia/Tbilisi": "GEST GET",
  "Asia/Ulaanbaatar": "ULAT",
  "Asia/Vladivostok": "VLAST VLAT",
  "Asia/Yakutsk": "YAKST YAKT",
  "Asia/Yekaterinburg": "YEKT",
  "Asia/Yerevan": "AMST",
  "Atlantic/Stanley": "FKST FKT",
  "Australia/Lord_Howe": "LHDT",
  "Europe/Moscow": "MSK",
  "Europe/Volgograd": "VOLT",
  "Indian/Chagos": "IOT",
  "Pacific/Easter": "EASST EAST",
  "Pacific/Fakaofo": "TKT",
  "Pacific/Kiritimati": "LINT",
  "Pacific/Kosrae": "KOST",
  "Pacific/Niue": "NUT",
  "Pacific/Rarotonga": "CKT",
};

/** Those of summer time. */
export const summerAbbreviations: ReadonlySet<string> = new Set(
  "ACDT ACSST ADT AEDT AESST AKDT ALMST AWSST AZOST BDST BRST BST CADT CDT CEST CETDST CHADT CLST EDT EEST EETDST EGST FJST FNST IDT KDT KGST MDT MEST MESZ METDST MSD MUST NDT NZDT PDT PKST PMDT PYST SADT ULAST UYST UZST WADT WDT WETDST WGST YEKST".split(
    " ",
  ),
);

/** By the abbreviation in upper case: an offset, or the name of a place. */
export const zoneAbbreviations: ReadonlyMap<string, number | string> = new Map([
  ...pairs(fixed, Number),
  ...pairs<number | string>(places, String),
]);

function pairs<T>(table: Readonly<Record<string, string>>, of: (key: string) => T): (readonly [string, T])[] {
  return Object.entries(table).flatMap(([key, names]) => names.split(" ").map((name) => [name, of(key)] as const));
}

/** What such an abbreviation meant at a time is in tables that Intl does not show. */
export function changingAbbreviation(name: string, place: string): FeatureNotSupported {
  return new FeatureNotSupported(`the time zone abbreviation "${name}" is not supported`, {
    hint: `Its meaning changed with the years. Use ${place} instead, or an offset.`,
  });
}
