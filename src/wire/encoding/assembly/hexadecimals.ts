// UUID, which DuckDB keeps as a hugeint whose top bit is turned so that its values sort; and hexadecimal digits.

const hyphen: u8 = 0x2d;
const topBit: u64 = 0x8000_0000_0000_0000;

export function writeUuidBinary(at: usize, source: usize): usize {
  store<u64>(at, bswap<u64>(load<u64>(source, 8) ^ topBit));
  store<u64>(at, bswap<u64>(load<u64>(source)), 8);
  return at + 16;
}

export function writeUuidText(start: usize, source: usize): usize {
  const high = load<u64>(source, 8) ^ topBit;
  const low = load<u64>(source);
  let at = writeHexDigits(start, high >> 32, 8);
  store<u8>(at, hyphen);
  at = writeHexDigits(at + 1, (high >> 16) & 0xffff, 4);
  store<u8>(at, hyphen);
  at = writeHexDigits(at + 1, high & 0xffff, 4);
  store<u8>(at, hyphen);
  at = writeHexDigits(at + 1, low >> 48, 4);
  store<u8>(at, hyphen);
  return writeHexDigits(at + 1, low & 0xffff_ffff_ffff, 12);
}

/** `\x`, and two digits a byte. */
export function writeBytea(to: usize, from: usize, length: usize): usize {
  store<u16>(to, 0x785c);
  let at = to + 2;
  for (let index: usize = 0; index < length; index++) at = writeHexDigits(at, load<u8>(from + index), 2);
  return at;
}

function writeHexDigits(at: usize, value: u64, count: i32): usize {
  let rest = <u64>value;
  for (let place = count - 1; place >= 0; place--, rest >>= 4) {
    const digit = <u8>(rest & 15);
    store<u8>(at + <usize>place, digit + (digit < 10 ? 0x30 : 0x57));
  }
  return at + <usize>count;
}
