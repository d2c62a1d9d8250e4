// The classes of characters, as PostgreSQL finds them in a database of UTF8 with the collation C.UTF-8: those of glibc 2.36.
// Each is a list of ranges, by how far each begins after the end of the one before, and its length where it is not one; in base 36.

export type ClassName = (typeof classNames)[number];

export const classNames = [
  "alnum",
  "alpha",
  "blank",
  "cntrl",
  "digit",
  "graph",
  "lower",
  "print",
  "punct",
  "space",
  "upper",
  "word",
  "xdigit",
] as const;

/** First and last code point of each range, in order. */
export type Ranges = readonly (readonly [first: number, last: number])[];

const written: Readonly<Record<"alpha" | "lower" | "upper" | "punct", string>> = {
  alpha: `1t-p 7-p 1c b 5 6-m 2-u 2-cp 5-b f-4 8 2 2f 17-4 2-1 3-3 2 7 2-2 2 2-j 2-2a 2-3u 9-4l 2-11 3 7-14 14-d 2 2-1 2-1 2 9-q 5-3 u-a
    6-1j 2-g 5-2t 2-7 5-7 5-f 3 h-1b e-2s f-16 a-1 5 6-n 3-i k-o 8-a 6-n 2-5 i-15 b-b 4-6 7-23 2-f 2-2 5-e 3-9 2-i 2-7 3-1 3-l 2-6 2
    4-3 4-7 3-1 3-1 2 9 5-1 2-4 3-b b 5-2 2-5 5-1 3-l 2-6 2-1 2-1 2-1 5-4 5-1 3-1 5 8-3 2 8-f c-2 2-8 2-2 2-l 2-6 2-1 2-4 4-8 2-2
    2-1 4 g-3 3-9 a-3 5-2 2-7 3-1 3-l 2-6 2-1 2-4 4-7 3-1 3-1 a-1 5-1 2-4 3-9 2 h-1 2-5 4-2 2-3 4-1 2 2-1 4-1 4-2 4-b 5-4 4-2 2-2 4
    7 f-9 h-3 2-7 2-2 2-m 2-f 4-7 2-2 2-2 9-1 2-2 3 3-3 3-9 h-3 2-7 2-2 2-m 2-9 2-4 4-7 2-2 2-2 9-1 7-1 2-3 3-9 2-1 e-c 2-2 2-14 3-7
    2-2 2-2 2 6-3 8-4 3-9 b-5 2-2 2-h 4-n 2-8 2 3-6 9-5 2 2-7 7-9 3-1 e-1l 6-6 7 3-9 14-1 2 2-4 2-n 2 2-i 2-2 3-4 2 7 3-9 3-3 x w-9
    n-7 2-z 5-g 7-f 2-z 1w-1i 2 3-e 7-25 3-11 2 6 3-16 2-98 2-3 3-6 2 2-3 3-14 2-3 3-w 2-3 3-6 2 2-3 3-e 2-1k 2-3 3-1u 12-f h-2d 3-5
    4-h7 3-g 2-p 6-22 4-a 8-j c-k d-j d-c 2-2 2-1 d-1f 3-i f 5 4-9 13-9 7-2g 8-16 6-1x b-u 2-b 5-8 e-13 3-4 c-17 5-p 7-9 13-r 5-1q
    3-j c-9 7-9 e o-1 c-2 1e-1f 2-e 2-7 4-9 13-15 3-1l 2-a f-1i a-9 4-1c 3-8 8-16 3-2 16-3 2-5 2-1 4 6-5b 14-d c-7p 3-5 3-11 3-5 3-7
    2 2 2 2-u 3-1g 2-6 2 4-2 2-6 4-3 3-5 5-c 6-2 2-6 39 e h-c 2u 5 3-9 2 4-4 7 2 2 2-3 2-a 3-3 6-4 5 i-14 mm-1f 1ef-6c 7-3 4-1 d-11
    2 6 3-1j 8 h-m a-6 2-6 2-6 2-6 2-6 2-6 2-6 2-6 2-v 1c d2-2 q-8 8-4 3-4 5-2d 7-2 2-2h 2-3 6-16 2-2l i-v 1d-f e9-533 1t-h3g 1w-19
    3-7g 4-r l-1a 6-7 4-34 14-8 3-2u 3-1r 6-1 2 2-4 p-j 2-w p-1f d-1v 2 b-9 p-5 4 2-19 6-y e-s 4-1e 2-b g-a 7-u 2-1i a-d 3-9 7-m
    4-1w 2 2 p-2 3-f 3-3 c-5 3-5 3-5 a-6 2-6 2-16 2-d 7-3e 6-9 7-8mb d-m 5-1c 6it-a5 3-2x 13-6 d-4 6-b 2-c 2-4 2 2-1 2-1 2-2z y-a2
    j-1r 3-1h 15-b 39-4 2-3q k-9 8-p 7-p c-2g 4-5 3-5 3-5 3-2 10-b 2-p 2-i 2-1 2-e 3-d z-3e 1y-1g 7g-s 4-1c 1c-v e-t 6-16 6-t 3-z
    5-7 2-4 17-4d 3-9 7-z 5-z 5-13 9-1f d-a 2-e 2-6 2-1 2-a 2-e 2-6 2-1 1w-8m a-l b-7 p-5 2-15 2-8 1y-5 3 2-17 2-1 4 3-m b-m a-u
    1u-i 2-1 b-l b-p 1z-1j 7-1 1t-3 2-1 6-7 2-2 2-s 17-s 4-s 10-7 2-r s-1h b-l b-i e-h 33-20 1k-1e e-1e e-13 9-9 93-15 2-1 4-1 27-s
    b 9-l 17-h 1b-k s-m a-1x x-9 2-4 d-1i a e-o 8-9 7-1e 4-9 5-3 9-y 4 a-1r 2-3 a-c 2 10-h 2-x 3 7 1u-6 2 2-3 2-e 2-9 8-1k 8-9 7-3
    2-7 3-1 3-l 2-6 2-1 2-4 4-7 3-1 3-1 4 7 6-6 4d-1t 2-2 2-3 6-9 6-2 v-1t 3-1 2 9-9 4n-1h 3-6 q-5 z-1q 2 4 c-9 13-1h 3 8-9 1j-q 3-d
    6-9 7-6 56-1k 2w-21 m-7 3 3-7 2-1 2-t 2-1 3-1 3-3 e-9 1z-7 3-19 3-5 2 2-1 s-1e 3-9 i-1z 6 j-20 7c-8 2-18 2-6 2 g-9 p-t 3-l 2-d
    22-6 2-1 2-17 4 2-1 2-2 2 3-1 9-9 7-5 2-1 2-10 2-1 2-3 2 8-9 8n-m 56 28-pl 2v-32 i-5f 219-2o g-tq 34i-g6 6nu-fs 8-u 2-9 7-26 2-9
    7-t j-1b h-3 d-9 a-k 6-i j5-1r 3l-22 5-1k 8-g 1t-1 2 d-1 f-4qf 9-yd 17-8 6w8-3 2-6 2-1 2-82 1a-2 i-3 9-az 1s5-2y 6-c 4-8 8-9 5
    4ma-2c 2-1y 2-1 3 3-1 3-3 2-b 2 2-6 2-1s 2-3 3-7 2-6 2-r 2-3 2-4 2 4-6 2-9f 3-o 2-o 2-u 2-o 2-u 2-o 2-u 2-o 2-u 2-o 2-7 3-1d
    1dt-u 6a-6 2-g 3-6 2-1 2-4 5y-18 b-6 3-9 5 8y-t j-17 5-9 yv-6 2-3 2-1 2-e 2-5g 1o-1v 4 4 5-9 x3-3 2-q 2-1 2 3 2-9 2-3 2 2 7 5 2
    2 2-2 2-1 2 3 2 2 2 2 2-1 2 3-3 2-6 2-3 2-3 2 2-9 2-g 6-2 2-4 2-g hh-p 7-p 7-p 21z-9 sn-wyn x-37c 8-65 3-4g1 f-5rk 2e8-f1
    15v-3t6`,
  lower: `2p-p 1c b 5 11-n 2-7 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2-1 2 2 2 2 2 2 2 2-1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2
    2 2 2 2 2 2 2 3 2 2-2 3 2 3 4-1 5 3 4-2 3 3 2 2 3 2-1 2 3 4 2 3-1 3-2 6-1 2-1 2-1 2 2 2 2 2 2 2 2-1 2 2 2 2 2 2 2 2 2-1 2-1 2 4
    2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2-6 3 3-1 2 5 2 2 2 2-1w 2-z 8-1 v-4 2p 18 2 4 3-3 j s-y 2-1 4-2 2 2 2 2
    2 2 2 2 2 2 2 2-4 2 3 3-1 1g-1b 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 a 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 3 2 2 2
    2 2 2-1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 1d-14 288-16 3-2 l5-5
    1oj-8 3c-5b 1u 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2
    2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2-8 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2
    2 2 2-8 9-5 b-7 9-7 9-5 b-7 9-7 9-d 3-7 9-7 9-7 9-4 2-1 7 4-2 2-1 9-3 3-1 9-7 b-2 2-1 3e e h-c 32 4-1 4 s 5 5 3-1 9-3 5 y-f 5
    ng-p 1fr-1b 2 4-1 2 2 2 5 2-1 2-7 4 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2
    2 2 2-1 8 2 5 d-11 2 6 nx0 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 k 2 2 2 2 2 2 2 2 2 2 2 2 2-2 3q 2 2 2 2 2 2-2 2 2 2 2 2
    2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2-9 2 2 3 2 2 2 2 5 2 3 2-2 2 2 2 2 2 2 2 2 2 2 6 6 2 2 2 2 2 2 2 5 2 7 2 2 2
    2 t 2-2 mu-16 2-c 8-27 fnl-6 d-4 tm-p y6-13 3t-z 4c-a 2-e 2-6 2-1 ck 3-2 2-15 2-8 zq-1e 2by-v gw1-v k2j-p r-6 2-h r-p r-3 2 2-6
    2-a r-p r-p r-p r-p r-p r-p r-p r-p r-r t-o 2-5 r-o 2-5 r-o 2-5 r-o 2-5 r-o 2-5 2 1f9-9 2-j 1z8-x`,
  upper: `1t-p 2u-m 2-6 y 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 3 2 2 2 2 2 2 2 3 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2
    2 2 2-1 2 2 4-1 2 2-1 2-2 3-3 2-1 2-2 4-1 2-1 2 2 2-1 2 3 2-1 2-2 2 2-1 4 8-1 2-1 2-1 2 2 2 2 2 2 2 2 3 2 2 2 2 2 2 2 2 3-1 2
    2-2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 8-1 2-1 3 2-3 2 2 2 2 82 2 4 9 7 2-2 2 2-1 2-g 2-8 10 3-2 4 2 2 2
    2 2 2 2 2 2 2 2 6 3 2-1 3-1e 1d 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 a 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2-1 2 2 2
    2 2 2 3 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 3-11 28a-11 2 6 k3-2d
    1p7-16 3-2 8x 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2
    2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 a 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2
    2 2 a-7 9-5 b-7 9-7 9-5 c 2 2 2 9-7 p-7 9-7 9-7 9-4 c-4 c-3 d-4 c-4 7a 5 4-2 3-2 3 4-4 7 2 2 2-3 3-3 b-1 6 r-f k mr-p 1f5-1b 1d
    2-2 3 2 2 2-3 2 3 9-2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 9 2 5
    nym 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 k 2 2 2 2 2 2 2 2 2 2 2 2 2 3s 2 2 2 2 2 2 4 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2
    2 2 2 2 2 2 2 2 2 2 2 2 b 2 2-1 2 2 2 2 5 2 3 2 4 2 2 2 2 2 2 2 2 2 2-4 2-4 2 2 2 2 2 2 2 2-3 2 7 6 2 t h7w-p xy-13 3t-z 4d-a
    2-e 2-6 2-1 1d7-1e 2cu-v gw1-v k2p-p r-p r-p r 2-1 3 3-1 3-3 2-7 r-p r-1 2-3 3-7 2-6 s-1 2-3 2-4 2 4-6 s-p r-p r-p r-p r-p r-p
    v-o y-o y-o y-o y-o y 3ee-x 1lb-p 7-p 7-p`,
  punct: `x-e b-6 r-5 r-3 y-9 2-9 2-3 2-4 o w cr-3 d-d 6-6 2 2-2d 2-15 6 9 6-1 2 33 3w-7 5t-5 16-1 3-2 2-u f 2 3 3 19-1 c-f c-4 1l i-3 2v
    9-3 9-3 h-1 2-d 2 1d-a 4h-8 3-3 4-2 p-1 k 3-e r-2 3 16 8-1 7-7 17-9 d-2 8-5 25 h 4-3 g-1 b 24 h 11-9 2-1 1q h 15 1y h z-1 c-2 1p
    h 8 r 2-5 2e z-a a 1k h 16-8 5 1k h 32-1 h 2 9-6 i-9 29 16 23 8-5 2-1 b-1 2n e-4 1h-u b-l 1v-5 1j-e 2-c 2l 2-1 g-5 27-1 2k gy-v
    k-9 2v h9-1 19-1 27-2 13-1 v-2 3i-1 k-d 2-3 2 j-9 7-f 8a-2 5 4-1 45 4-x v-1 1t l-7 3 x-6 2-5 3-e 3-a 2x g m-10 18-1 1n c-1 9-3
    1k 4-4 1r-1 1t-7 9-o 5 7 3-2 5j-12 f-a ce 2-2 c-2 e-2 e-2 e-1 9 4-s 3-1g 2-4 2-a 4-a 2-e i-w g-w g-1 2-3 2-1 b 2-2 6-5 2 2 2 5
    c-1 5-4 6-3 2-g 16-2 5-ie q-a m-2d 1h-1ah 3-v 2-2w 6e-5 5-2 8-6 35 f 3l-1a 2-19 z-p 2-2g d-5x r-b 6-3 4-o a-6 6-1 6-2 2i-3 4 2j
    45-f x-z t-u 2-db 535-1r h3l-1i 1k-1 7i-2 2o-4 9-2 36-7 9-m a-1 2w-1 3g y-4 4-9 1n-3 25 a-1 h-h 7-2 2 1b-4 10 c 2c d-d h-1 3h-3
    o-2 1y 2 t-1 h-1 5 2t f-1 3k-2 aab-4xr fe 3t-g ak-h 3k 19-t 7-1e 2-i 2-3 44 2-e b-6 r-5 r-a 3f-6 2-6 b-4 77-2 5-18 4-8 1i-p 2-c
    4 1c-19 6b-r 11-3 3g 1d bj ko-8 o-8 14-8 24-4 n-5 4 w 3h-1 3-f 3-19 1l-2 5-9 8-8 11-2 u-2 15 t-1 5-b 1v-6 p-7 p-7 q-3 d-6 97-5
    9t-u 1b 34-9 w-j 15-7 1o-6 3f-7 5-j b f-2 1k-8 c 2u-1 c-3 1c-2 23 5-8 e 2-2 2-j 1t-1 2-5 30 1s-1 29-1 h p-6 4-4 5q 4 5-4 b-1 2-1
    2s-1 3 6x-o 2w 2-2 t-c 22-1 2 36 f-5 6y-2 4v-8 23-1 5-3 4a 2 29-1 b-8 29-4 2-4 bh 2-4 l-i 4-1 5t 2-1 2a 9s-1 5k-1d e vl-4 29p-1
    u6-8 api-1 3l-5 1n-f 5-1 m-6 m7-q 94 2 f5k-1 2-4 3ml-19 3-m a-37 1p-6t b-12 3-5d m-1x 4b-j d-2e a-o nd q w q w q w q w q 1p-i3
    g-4 2-e 1a9-6 p 9r 1q-3 g 154-f 32-2 2-2 k-1 lu-1v 25-1o c3-1 7j-17 5-2r d-e 3-e 2-e 2-10 b-1b r-5 r-5 r-z 1l-s e-17 5-8 8-1 f-5
    4b-rb 6-f 4-c 4-37 d-2g 8-b 5 g-b 5-1j 9-9 7-13 9-t 3-1 27-9f d-d 3-4 4-4 4-6 a-s 4-a 6-5 b-9 7-7 9-6 a-42 2-1i gvnb v-2n 3l-6n
    1e6p-1ekd 3-1ekd`,
};

const known = new Map<ClassName, Ranges>();

export function rangesOf(name: ClassName): Ranges {
  const found = known.get(name) ?? joined(made(name));
  known.set(name, found);
  return found;
}

export function isInClass(name: ClassName, code: number): boolean {
  return isInRanges(rangesOf(name), code);
}

export function isInRanges(ranges: Ranges, code: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = ranges[middle] ?? [0, 0];
    if (code < first) high = middle - 1;
    else if (code > last) low = middle + 1;
    else return true;
  }
  return false;
}

/** In order, and those that touch as one. */
export function joined(ranges: Ranges): Ranges {
  const sorted = [...ranges].sort(([first], [other]) => first - other);
  const result: [number, number][] = [];
  for (const [first, last] of sorted) {
    const before = result.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else result.push([first, last]);
  }
  return result;
}

function made(name: ClassName): Ranges {
  switch (name) {
    case "alpha":
    case "lower":
    case "upper":
    case "punct":
      return read(written[name]);
    case "alnum":
      return [...rangesOf("alpha"), ...rangesOf("digit")];
    case "word":
      return [...rangesOf("alnum"), [0x5f, 0x5f]];
    case "graph":
      return [...rangesOf("alnum"), ...rangesOf("punct")];
    case "print":
      return [
        ...rangesOf("graph"),
        [0x20, 0x20],
        [0x1680, 0x1680],
        [0x2000, 0x2006],
        [0x2008, 0x200a],
        [0x205f, 0x205f],
        [0x3000, 0x3000],
      ];
    case "digit":
      return [[0x30, 0x39]];
    case "xdigit":
      return [
        [0x30, 0x39],
        [0x41, 0x46],
        [0x61, 0x66],
      ];
    case "blank":
      return [
        [9, 9],
        [0x20, 0x20],
      ];
    case "cntrl":
      return [
        [0x1, 0x1f],
        [0x7f, 0x9f],
      ];
    case "space":
      return [
        [9, 13],
        [0x20, 0x20],
        [0x1680, 0x1680],
        [0x2000, 0x2006],
        [0x2008, 0x200a],
        [0x2028, 0x2029],
        [0x205f, 0x205f],
        [0x3000, 0x3000],
      ];
  }
}

function read(text: string): Ranges {
  let end = 0;
  return text.split(/\s+/).map((range): [number, number] => {
    const [distance = "", length = "0"] = range.split("-");
    const first = end + Number.parseInt(distance, 36);
    end = first + Number.parseInt(length, 36);
    return [first, end];
  });
}
