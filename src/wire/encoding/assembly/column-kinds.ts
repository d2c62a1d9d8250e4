// How a column's values are written by the compiled encoder. Read by both sides: it is TypeScript and AssemblyScript at once.

/** Already in their final form: UTF-8, raw bytes, or what a JavaScript writer made. */
export const bytesKind = 0;

export const int1Text = 1;
export const int2Text = 2;
export const int4Text = 3;
export const int8Text = 4;
export const uint1Text = 5;
export const uint2Text = 6;
export const uint4Text = 7;
export const uint8Text = 8;

export const int1AsInt2 = 9;
export const int2Binary = 10;
export const int4Binary = 11;
export const int8Binary = 12;
export const uint1AsInt2 = 13;
export const uint2AsInt4 = 14;
export const uint4AsInt8 = 15;

export const booleanText = 16;
export const booleanBinary = 17;
export const floatText = 18;
export const doubleText = 19;

/** The parameter is the scale. */
export const decimal2Text = 20;
export const decimal4Text = 21;
export const decimal8Text = 22;
export const decimal2Binary = 23;
export const decimal4Binary = 24;
export const decimal8Binary = 25;

export const dateText = 26;
export const dateBinary = 27;
export const timeText = 28;
/** The parameter is the number of units in a second, as its power of ten: 0, 3, 6 or 9. */
export const timestampText = 29;
/** The parameter is the zone's offset from UTC, in whole hours. */
export const timestampTzText = 30;
export const timestampBinary = 31;

export const uuidText = 32;
export const uuidBinary = 33;
export const byteaHexText = 34;
