// Formats of to_char and its kin.
import { product, type SpecialArguments } from "./product.js";

const timestampFormats = [
  "YYYY-MM-DD HH24:MI:SS.US",
  "YY Y,YYY IYYY IW ID IDDD DDD D WW W CC J Q",
  "FMMonth FMDay, FMDDth Mon DY month MON RM rm",
  "HH12:MI:SS.MS AM p.m. SSSS FF3 FF6",
  '"at" HH "oclock" AD b.c. TZ OF TZH:TZM',
  "Dth DDTH FMHH TMMonth",
  "",
];
const numberFormats = [
  "999.99",
  "FM9,999,990.00",
  "0000.0000",
  "S99999",
  "9999MI",
  "PL9999",
  "9999PR",
  "99V99",
  "RN",
  "9.99EEEE",
  "L9999D99",
  "9 999 th",
  'FM"n: "99G999D9S',
  "",
];
const timestamps = ["2024-02-29 12:34:56.789", "0044-03-15 05:06:07 BC", "1999-01-01 00:00:00", "infinity"];

export const formattingArguments: SpecialArguments = {
  "to_char(timestamp,text)": product(timestamps, timestampFormats.slice(0, 5)),
  "to_char(timestamptz,text)": product(
    ["2024-02-29 12:34:56.789+00", "0044-03-15 05:06:07+00 BC", "infinity"],
    timestampFormats,
  ),
  "to_char(interval,text)": product(
    ["1 mon 2 days 03:04:05.678", "-1 year -2 mons +3 days -100:05:06"],
    timestampFormats.slice(0, 4),
  ),
  "to_char(int4,text)": product(["485", "-485", "0"], numberFormats),
  "to_char(int8,text)": product(["485", "-12345678901"], numberFormats),
  "to_char(numeric,text)": product(["148.5", "-0.126", "1234567.891"], numberFormats),
  "to_char(float8,text)": product(["148.5", "-0.126", "NaN"], numberFormats.slice(0, 8)),
  "to_char(float4,text)": product(["148.5", "-0.126"], numberFormats.slice(0, 8)),
  "to_number(text,text)": [
    ["12,454.8-", "99G999D9S"],
    ["-34,338,492", "99G999G999"],
    ["<564646.654564>", "999999.999999PR"],
    ["0.00001-", "9.999999S"],
    ["$1,234", "L9,999"],
    ["42nd", "99th"],
    ["123456", "999V999"],
    ["", "999"],
    ["abc", "999"],
    ["12.5", ""],
  ],
  "to_date(text,text)": [
    ["05 Dec 2000", "DD Mon YYYY"],
    ["2024-02-30", "YYYY-MM-DD"],
    ["44-03-15 BC", "YYYY-MM-DD BC"],
    ["2024 60", "YYYY DDD"],
    ["2006-42-3", "IYYY-IW-ID"],
    ["2454336", "J"],
    ["20240229", "YYYYMMDD"],
    ["97/Feb/16", "YY/Mon/DD"],
    ["2024-13-01", "YYYY-MM-DD"],
    ["x", "YYYY"],
    ["", "YYYY-MM-DD"],
  ],
  "to_timestamp(text,text)": [
    ["05 Dec 2000", "DD Mon YYYY"],
    ["2024-02-29 12:34:56.789", "YYYY-MM-DD HH24:MI:SS.MS"],
    ["2024-02-29 01:02 PM", "YYYY-MM-DD HH12:MI PM"],
    ["2024-02-29 25:00", "YYYY-MM-DD HH24:MI"],
    ["20240229 123456", "YYYYMMDD HH24MISS"],
    ["2011-12-18 11:38 +05:30", "YYYY-MM-DD HH12:MI TZH:TZM"],
    ["1e", "YYYY"],
    ["0097/Feb/16 --> 08:14:30", "YYYY/Mon/DD --> HH:MI:SS"],
    ["12345.678", "SSSS.MS"],
  ],
};
